import "server-only";
import { and, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases, operations, organizations, regions } from "@/drizzle/schema/tables";
import type { DatabaseSummary, Finding } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { podsOf } from "@/lib/services/databases/database-facts";
import { pictureOf, seenOf, type DatabasePlace } from "@/lib/services/databases/picture";
import { lagOf } from "@/lib/services/metrics/readings";
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

async function lineOf(place: DatabasePlace, now: number): Promise<DatabaseLine> {
  const seen = seenOf(place, now);
  const tablets = podsOf(seen.facts, "vttablet").map((pod) => pod.name);
  const lag = await lagOf(place.row.id, tablets, samplingOf(place.row.id, seen.connection), now);
  const readings = { lag, queriesPerSecond: new Map<string, number>(), totalQueriesPerSecond: null };
  const { summary, findings } = pictureOf(place, seen, readings, now);
  return { summary, findings };
}

/** Every database of an organization in one line each, with its findings; a region that is down makes it unknown. */
export async function databasesOf(organizationId: string, now: number): Promise<DatabaseLine[]> {
  const places = await placesOf(organizationId);
  return Promise.all(places.map((place) => lineOf(place, now)));
}

/** The databases of the actor's organization over all regions, by name. */
export const listDatabases = defineRead("database.read", z.strictObject({}), async (ctx) => {
  const lines = await databasesOf(ctx.actor.organizationId, ctx.now().getTime());
  return lines.map((line) => line.summary);
});
