import "server-only";
import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases, operations, organizations, regions } from "@/drizzle/schema/tables";
import type { DatabaseSummary, Finding } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { podsOf } from "@/lib/services/databases/database-facts";
import { pictureOf, seenOf, type DatabasePlace, type Seen } from "@/lib/services/databases/picture";
import { lagOf, totalRatesOf, type Sampling } from "@/lib/services/metrics/readings";
import { samplingOf } from "@/lib/services/metrics/sampling-state";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

type OpenOperation = NonNullable<DatabasePlace["operation"]>;

/** The newest open operation of each database of an organization, by id of the database. */
async function openOperations(organizationId: string): Promise<Map<string, OpenOperation>> {
  const rows = await db()
    .select({ id: operations.id, kind: operations.kind, databaseId: operations.databaseId })
    .from(operations)
    .where(
      and(
        eq(operations.organizationId, organizationId),
        isNull(operations.endedAt),
        isNotNull(operations.databaseId),
      ),
    )
    .orderBy(desc(operations.createdAt));
  const newest = new Map<string, OpenOperation>();
  for (const { databaseId, ...operation } of rows) {
    if (databaseId !== null && !newest.has(databaseId)) newest.set(databaseId, operation);
  }
  return newest;
}

/** Every database of an organization with what is around it, by name. */
async function placesOf(organizationId: string): Promise<DatabasePlace[]> {
  const [rows, open] = await Promise.all([
    db()
      .select({
        row: databases,
        regionName: regions.name,
        simulated: regions.simulated,
        organizationSlug: organizations.slug,
      })
      .from(databases)
      .innerJoin(regions, eq(regions.id, databases.regionId))
      .innerJoin(organizations, eq(organizations.id, databases.organizationId))
      .where(and(eq(databases.organizationId, organizationId), isNull(databases.deletedAt)))
      .orderBy(databases.name),
    openOperations(organizationId),
  ]);
  return Promise.all(
    rows.map(async (found) => ({
      ...found,
      runtime: await regionRuntime(found.row.regionId).catch(() => null),
      operation: open.get(found.row.id) ?? null,
    })),
  );
}

export interface DatabaseLine {
  summary: DatabaseSummary;
  findings: Finding[];
}

interface SeenPlace {
  place: DatabasePlace;
  seen: Seen;
  sampling: Sampling;
}

async function lineOf(
  { place, seen, sampling }: SeenPlace,
  rates: Promise<ReadonlyMap<string, number>>,
  now: number,
): Promise<DatabaseLine> {
  const tablets = podsOf(seen.facts, "vttablet").map((pod) => pod.name);
  const [lag, totals] = await Promise.all([lagOf(place.row.id, tablets, sampling, now), rates]);
  const readings = {
    lag,
    queriesPerSecond: new Map<string, number>(),
    totalQueriesPerSecond: totals.get(place.row.id) ?? null,
  };
  const { summary, findings } = pictureOf(place, seen, readings, now);
  return { summary, findings };
}

/** Every database of an organization in one line each, with its findings; a region that is down makes it unknown. */
export async function databasesOf(organizationId: string, now: number): Promise<DatabaseLine[]> {
  const places = await placesOf(organizationId);
  const all = places.map((place): SeenPlace => {
    const seen = seenOf(place, now);
    return { place, seen, sampling: samplingOf(place.row.id, seen.connection) };
  });
  const rates = totalRatesOf(
    all.map(({ place, sampling }) => ({ id: place.row.id, everyMs: sampling.everyMs })),
    now,
  );
  return Promise.all(all.map((one) => lineOf(one, rates, now)));
}

/** The databases of the actor's organization over all regions, by name. */
export const listDatabases = defineRead("database.read", z.strictObject({}), async (ctx) => {
  const lines = await databasesOf(ctx.actor.organizationId, ctx.now().getTime());
  return lines.map((line) => line.summary);
});
