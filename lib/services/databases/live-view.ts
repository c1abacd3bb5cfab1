import "server-only";
import { and, desc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { operations, organizations, regions } from "@/drizzle/schema/tables";
import type { DatabaseLive, PodsByState } from "@/lib/contract/topology";
import { db } from "@/lib/db/connection";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { podCondition, type PodState } from "@/lib/domain/database/pod-state";
import { podsOf } from "@/lib/services/databases/database-facts";
import { eventsOf } from "@/lib/services/databases/events";
import { databaseInOrganization, type DatabaseRow } from "@/lib/services/databases/find";
import { pictureOf, seenOf, type DatabasePlace } from "@/lib/services/databases/picture";
import { COMPONENT_LABEL } from "@/lib/services/databases/region-databases";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import { readingsOf } from "@/lib/services/metrics/readings";
import { samplingOf } from "@/lib/services/metrics/sampling-state";
import { regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

type Counted = Exclude<keyof PodsByState[number], "component">;

const COUNTED: Record<PodState, Counted | null> = {
  ready: "ready",
  "not-ready": "notReady",
  restarting: "restarting",
  pending: "pending",
  evicted: "notReady",
  gone: null,
};

/** How many pods of each part are in which state, for the figure; in the order of the parts' names. */
function podsByState(pods: readonly PodFact[]): PodsByState {
  const counts = new Map<string, PodsByState[number]>();
  for (const pod of pods) {
    const state = COUNTED[podCondition(pod).state];
    if (state === null) continue;
    const component = pod.labels[COMPONENT_LABEL] ?? "other";
    const count = counts.get(component) ?? { component, ready: 0, notReady: 0, restarting: 0, pending: 0 };
    count[state] += 1;
    counts.set(component, count);
  }
  return [...counts.values()].toSorted((a, b) => a.component.localeCompare(b.component));
}

async function placeOf(row: DatabaseRow, runtime: RegionRuntime | null): Promise<DatabasePlace> {
  const [[around], [operation]] = await Promise.all([
    db()
      .select({
        regionName: regions.name,
        simulated: regions.simulated,
        organizationSlug: organizations.slug,
      })
      .from(regions)
      .innerJoin(organizations, eq(organizations.id, regions.organizationId))
      .where(eq(regions.id, row.regionId)),
    db()
      .select({ id: operations.id, kind: operations.kind })
      .from(operations)
      .where(and(eq(operations.databaseId, row.id), isNull(operations.endedAt)))
      .orderBy(desc(operations.createdAt))
      .limit(1),
  ]);
  if (!around) throw new Error("The database's region has no row.");
  return { row, runtime, operation: operation ?? null, ...around };
}

/**
 * The live picture of one database: from the watch of this process, its row, and what was sampled. While the region is
 * not reachable everything is unknown, with what was seen last and when.
 */
export async function databaseLive(
  row: DatabaseRow,
  runtime: RegionRuntime | null,
  now: number,
): Promise<DatabaseLive> {
  const seen = seenOf({ row, runtime }, now);
  const sampling = samplingOf(row.id, seen.connection);
  const tablets = podsOf(seen.facts, "vttablet").map((pod) => pod.name);
  const [place, readings] = await Promise.all([
    placeOf(row, runtime),
    readingsOf(row.id, tablets, sampling, now),
  ]);
  const { topology, summary, findings } = pictureOf(place, seen, readings, now);
  return {
    summary,
    namespace: row.namespace,
    keyspace: DatabaseSpecSchema.parse(row.spec).keyspace,
    connection: seen.connection,
    topology,
    podsByState: podsByState(seen.facts.pods),
    events: eventsOf(row, seen.snapshot),
    findings,
    deleteProtection: row.deleteProtection,
    createdAt: row.createdAt.getTime(),
    metricsAbsent: sampling.absent,
    sampleEveryMs: sampling.everyMs,
  };
}

/** One database of the actor's organization as its page shows it; the same that the live topic carries. */
export const getDatabase = defineRead(
  "database.read",
  z.strictObject({ databaseId: z.string().max(64) }),
  async (ctx, input): Promise<DatabaseLive> => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    return databaseLive(row, await regionRuntime(row.regionId), ctx.now().getTime());
  },
);
