import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { operations, organizations } from "@/drizzle/schema/tables";
import type { Overview, RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { databasesOf } from "@/lib/services/databases/list";
import { findingsOf } from "@/lib/services/findings";
import { operationViews } from "@/lib/services/operations/read";
import { regionsOf } from "@/lib/services/regions/list";
import { settings } from "@/lib/services/settings";
import { defineRead } from "@/lib/services/verb";

/** The first database that this organization ever saw serving, as its operation recorded. */
async function firstServing(organizationId: string): Promise<{ name: string; at: Date } | null> {
  const [row] = await db()
    .select({ input: operations.input, at: operations.endedAt })
    .from(operations)
    .where(
      and(
        eq(operations.organizationId, organizationId),
        eq(operations.kind, "create-database"),
        eq(operations.state, "succeeded"),
      ),
    )
    .orderBy(asc(operations.endedAt))
    .limit(1);
  const input = z.object({ name: z.string() }).safeParse(row?.input).data;
  return input && row?.at ? { name: input.name, at: row.at } : null;
}

/** A database of the organization that clients are or were connected to within the samples that are kept. */
async function firstConnected(organizationId: string): Promise<string | null> {
  const { rows } = await db().execute(sql`
    select name from databases where organization_id = ${organizationId} and exists (
      select 1 from metric_samples where database_id = databases.id and series = 'client-connections' and value > 0)
    order by created_at limit 1`);
  return z.array(z.object({ name: z.string() })).parse(rows)[0]?.name ?? null;
}

const day = (at: Date): string =>
  at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Items are ticked when they were seen, and say where. What this version cannot see yet is not on the list. */
async function checklistOf(organizationId: string, regions: RegionSummary[]): Promise<Overview["checklist"]> {
  const [served, connected] = await Promise.all([
    firstServing(organizationId),
    firstConnected(organizationId),
  ]);
  const ready = regions.find((region) => region.operator.state === "ready");
  const items = [
    { id: "registered", label: "Region registered", evidence: regions[0]?.name ?? null },
    { id: "region", label: "Region ready", evidence: ready?.name ?? null },
    { id: "database", label: "Database ready", evidence: served && `${served.name}, ${day(served.at)}` },
    { id: "connection", label: "First connection", evidence: connected },
  ];
  return items.map((item) => ({ ...item, done: item.evidence !== null }));
}

/** Everything of an organization in one picture; null when there is no such organization. */
export async function overviewOf(organizationId: string, now: number): Promise<Overview | null> {
  const [organization] = await db()
    .select({ id: organizations.id, slug: organizations.slug })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (!organization) return null;
  const [regions, databases, open] = await Promise.all([
    regionsOf(organizationId, now),
    databasesOf(organizationId, now),
    operationViews(organizationId, { open: true }),
  ]);
  return {
    regions,
    databases: databases.map((line) => line.summary),
    operations: open,
    findings: await findingsOf(organization, { regions, databases, operations: open }, now),
    checklist: await checklistOf(organizationId, regions),
    sandboxOffered: settings().sandboxKubeconfig !== null,
  };
}

/** The overview of the actor's organization. */
export const getOverview = defineRead("overview.read", z.strictObject({}), async (ctx): Promise<Overview> => {
  const overview = await overviewOf(ctx.actor.organizationId, ctx.now().getTime());
  if (!overview) throw new Error("The actor's organization is gone.");
  return overview;
});
