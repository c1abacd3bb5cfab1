import "server-only";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { regionCredentials, regions } from "@/drizzle/schema/tables";
import { paths } from "@/lib/client/paths";
import type { Finding, OperationView, RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import type { DatabaseLine } from "@/lib/services/databases/list";

const DAY_MS = 86_400_000;
const SOON_MS = 7 * DAY_MS;
const SHORT_MS = 4 * 3_600_000;

type RegionTrouble = Pick<Finding, "tone" | "state" | "next">;

const REGION: Record<RegionSummary["connection"]["kind"], RegionTrouble | null> = {
  connecting: null,
  live: null,
  stale: {
    tone: "unknown",
    state: "Gantry does not reach this cluster",
    next: "Gantry tries again by itself. Databases there keep running; their state is not known.",
  },
  "auth-failed": {
    tone: "unknown",
    state: "the cluster refuses Gantry's credential",
    next: "Give it a new credential. Databases there keep running; their state is not known.",
  },
  "identity-changed": {
    tone: "down",
    state: "another cluster answers at its address",
    next: "Nothing is written to it. If the cluster was rebuilt, disconnect the region and register it again.",
  },
};

function ofRegion(org: string, region: RegionSummary): Finding[] {
  const { kind, cause, since } = region.connection;
  const trouble = REGION[kind];
  if (trouble === null) return [];
  const href = paths.region(org, region.id);
  return [{ id: `region:${region.id}`, subject: region.name, href, because: cause, since, ...trouble }];
}

/** A region that cannot be reached is one finding, not one for each of its databases. */
const ofDatabase = ({ findings }: DatabaseLine): Finding[] =>
  findings.filter((finding) => finding.tone !== "unknown");

function ofOperation(org: string, operation: OperationView): Finding[] {
  if (operation.attention === null || operation.endedAt !== null) return [];
  const { state, because, next } = operation.attention;
  const href = paths.operation(org, operation.id);
  const stuck = operation.steps.find((step) => step.state === "stuck");
  const since = stuck?.startedAt ?? operation.startedAt;
  return [
    {
      id: `operation:${operation.id}`,
      tone: "reduced",
      subject: operation.title,
      href,
      state,
      because,
      next,
      since,
    },
  ];
}

/**
 * Credentials that end within a week, or within four hours when they are of a day: bound tokens are renewed by their
 * owner, and when nobody does, the region becomes unknown.
 */
async function endingCredentials(org: string, organizationId: string, now: number): Promise<Finding[]> {
  const rows = await db()
    .select({
      id: regions.id,
      name: regions.name,
      expiresAt: regionCredentials.expiresAt,
      madeAt: sql<Date>`coalesce(${regionCredentials.renewedAt}, ${regionCredentials.createdAt})`.mapWith(
        regionCredentials.createdAt,
      ),
    })
    .from(regionCredentials)
    .innerJoin(regions, eq(regions.id, regionCredentials.regionId))
    .where(
      and(
        eq(regions.organizationId, organizationId),
        isNull(regions.disconnectedAt),
        lt(regionCredentials.expiresAt, new Date(now + SOON_MS)),
      ),
    );
  return rows.flatMap(({ id, name, expiresAt, madeAt }): Finding[] => {
    if (expiresAt === null) return [];
    const left = expiresAt.getTime() - now;
    const isShortLived = expiresAt.getTime() - madeAt.getTime() <= 2 * DAY_MS;
    if (isShortLived && left > SHORT_MS) return [];
    const hours = Math.max(0, Math.floor(left / 3_600_000));
    return [
      {
        id: `credential:${id}`,
        tone: left <= 0 ? "unknown" : "reduced",
        subject: name,
        href: paths.region(org, id, "settings"),
        state: left <= 0 ? "its credential has ended" : `its credential ends in ${hours} h`,
        because: "It is bound to a time, and Gantry could not renew it.",
        next: "Make a new one with the join command and enter it.",
        since: null,
      },
    ];
  });
}

const RANK: Record<Finding["tone"], number> = { down: 0, reduced: 1, unknown: 2, starting: 3 };

/** The one list of what needs a person (decision 8), worst first, then the oldest. */
export async function findingsOf(
  organization: { id: string; slug: string },
  seen: { regions: RegionSummary[]; databases: DatabaseLine[]; operations: OperationView[] },
  now: number,
): Promise<Finding[]> {
  const { slug } = organization;
  return [
    ...seen.regions.flatMap((region) => ofRegion(slug, region)),
    ...seen.databases.flatMap(ofDatabase),
    ...seen.operations.flatMap((operation) => ofOperation(slug, operation)),
    ...(await endingCredentials(slug, organization.id, now)),
  ].toSorted((a, b) => RANK[a.tone] - RANK[b.tone] || (a.since ?? now) - (b.since ?? now));
}
