import { z } from "zod";
import { wantedShards } from "@/lib/sandbox/standins/operator/desired-shard";
import { keyRangeName, objectName, safeShard } from "@/lib/sandbox/standins/operator/names";
import type { VitessKeyspace, VitessShard } from "@/lib/sandbox/standins/operator/spec";
import { counts, type Tri } from "@/lib/sandbox/standins/operator/status";
import { TabletPoolSchema } from "@/lib/sandbox/standins/operator/spec";

export interface KeyspaceShard {
  name: string;
  desiredTablets: number;
  /** Null while the shard object or its status is not there. */
  shard: VitessShard | undefined;
}

const Pools = z.looseObject({ tabletPools: z.array(TabletPoolSchema).optional() });

/** The shards that the keyspace wants, with the objects that are there. */
export function keyspaceShards(
  keyspace: VitessKeyspace,
  find: (name: string) => VitessShard | undefined,
): KeyspaceShard[] {
  const cluster = keyspace.metadata.labels?.["planetscale.com/cluster"] ?? "";
  return wantedShards(keyspace).map(({ keyRange, template }) => ({
    name: keyRangeName(keyRange),
    desiredTablets: (Pools.parse(template).tabletPools ?? []).reduce((sum, pool) => sum + pool.replicas, 0),
    shard: find(objectName(cluster, keyspace.spec.name, safeShard(keyRange))),
  }));
}

const TabletCounts = z.looseObject({
  cells: z.array(z.string()).optional(),
  hasMaster: z.string().optional(),
  servingWrites: z.string().optional(),
  tablets: z.record(z.string(), z.looseObject({ ready: z.string(), running: z.string() })).optional(),
});

interface Seen {
  desiredTablets: number;
  tablets: number;
  readyTablets: number;
  hasMaster: Tri;
  servingWrites: Tri;
  cells: string[];
}

const asTri = (text: string | undefined): Tri => (text === "True" || text === "False" ? text : "Unknown");

function seen({ desiredTablets, shard }: KeyspaceShard): Seen {
  const status = TabletCounts.safeParse(shard?.status).data ?? {};
  const tablets = Object.values(status.tablets ?? {});
  return {
    desiredTablets,
    tablets: tablets.length,
    readyTablets: tablets.filter((tablet) => tablet.ready === "True").length,
    hasMaster: asTri(status.hasMaster),
    servingWrites: asTri(status.servingWrites),
    cells: status.cells ?? [],
  };
}

export interface Condition {
  type: string;
  status: Tri;
  reason: string;
  message: string;
  lastTransitionTime: string;
}

function conditionsOf(
  before: readonly Condition[],
  serving: boolean,
  allReady: boolean,
  hasPrimary: boolean,
  at: string,
): Condition[] {
  const ready = !serving
    ? {
        status: "False",
        reason: "NoServingPartitioning",
        message: "No partitioning in this keyspace is serving write traffic.",
      }
    : allReady
      ? {
          status: "True",
          reason: "TabletsReady",
          message: "All tablet Pods for the serving partitioning are Ready.",
        }
      : {
          status: "False",
          reason: "TabletsNotReady",
          message: "Some tablet Pods for the serving partitioning are not Ready.",
        };
  const resharding = hasPrimary
    ? {
        status: "False",
        reason: "NoActiveReshardingWorkflow",
        message: "No active resharding workflow found.",
      }
    : {
        status: "Unknown",
        reason: "ReconcileFailed",
        message: "Failed to determine status of the condition.",
      };
  const wanted = [
    { type: "Ready", ...ready },
    { type: "ReshardingActive", ...resharding },
    { type: "ReshardingInSync", ...resharding },
  ];
  return wanted.map((one) => {
    const known = before.find((each) => each.type === one.type);
    const since = known?.status === one.status ? known.lastTransitionTime : at;
    return { ...one, status: asTri(one.status), lastTransitionTime: since };
  });
}

const Conditions = z.looseObject({
  conditions: z
    .array(
      z.object({
        type: z.string(),
        status: z.enum(["True", "False", "Unknown"]),
        reason: z.string(),
        message: z.string(),
        lastTransitionTime: z.string(),
      }),
    )
    .optional(),
});

export interface KeyspaceTotals extends Seen {
  desiredShards: number;
  readyShards: number;
}

function keyspaceTotals(shards: readonly KeyspaceShard[]): KeyspaceTotals {
  const all = shards.map(seen);
  const sum = (value: (one: Seen) => number) => all.reduce((total, one) => total + value(one), 0);
  return {
    desiredShards: shards.length,
    readyShards: all.filter((one) => one.readyTablets === one.desiredTablets && one.desiredTablets > 0)
      .length,
    desiredTablets: sum((one) => one.desiredTablets),
    tablets: sum((one) => one.tablets),
    readyTablets: sum((one) => one.readyTablets),
    hasMaster: all.every((one) => one.hasMaster === "True") ? "True" : "False",
    servingWrites: all.every((one) => one.servingWrites === "True") ? "True" : "Unknown",
    cells: [...new Set(all.flatMap((one) => one.cells))].toSorted(),
  };
}

const ShardEntries = z.looseObject({
  shards: z
    .record(
      z.string(),
      z.looseObject({
        cells: z.array(z.string()).optional(),
        desiredTablets: z.number().default(0),
        tablets: z.number().default(0),
        readyTablets: z.number().default(0),
        updatedTablets: z.number().default(0),
      }),
    )
    .optional(),
});

/** What a VitessCluster shows of a keyspace: its own wish, and sums over what the keyspace says of its shards. */
export function keyspaceEntry(
  wish: { shards: number; tablets: number },
  keyspace: VitessKeyspace | undefined,
): Record<string, unknown> {
  const shards = Object.values(ShardEntries.safeParse(keyspace?.status).data?.shards ?? {});
  const sum = (value: (one: (typeof shards)[number]) => number) =>
    shards.reduce((total, one) => total + value(one), 0);
  const cells = [...new Set(shards.flatMap((one) => one.cells ?? []))].toSorted();
  return {
    ...(cells.length === 0 ? {} : { cells }),
    ...counts({
      desiredShards: wish.shards,
      desiredTablets: wish.tablets,
      shards: shards.length,
      readyShards: shards.filter((one) => one.readyTablets === one.desiredTablets).length,
      updatedShards: shards.filter((one) => one.updatedTablets === one.tablets).length,
      tablets: sum((one) => one.tablets),
      readyTablets: sum((one) => one.readyTablets),
      updatedTablets: sum((one) => one.updatedTablets),
    }),
  };
}

/** Status of a VitessKeyspace, from its shards' statuses. `at` is RFC 3339. */
export function keyspaceStatus(
  keyspace: VitessKeyspace,
  shards: readonly KeyspaceShard[],
  at: string,
): Record<string, unknown> {
  const totals = keyspaceTotals(shards);
  const before = Conditions.safeParse(keyspace.status).data?.conditions ?? [];
  const serving = totals.servingWrites === "True";
  return {
    observedGeneration: keyspace.metadata.generation ?? 1,
    conditions: conditionsOf(
      before,
      serving,
      totals.readyTablets === totals.desiredTablets,
      totals.hasMaster === "True",
      at,
    ),
    idle: totals.desiredTablets === 0 ? "True" : "False",
    partitionings: [
      {
        servingWrites: totals.servingWrites,
        shardNames: shards.map((one) => one.name),
        ...counts({
          desiredShards: totals.desiredShards,
          readyShards: totals.readyShards,
          desiredTablets: totals.desiredTablets,
          tablets: totals.tablets,
          readyTablets: totals.readyTablets,
          updatedTablets: totals.tablets,
        }),
      },
    ],
    shards: Object.fromEntries(
      shards.map((one) => {
        const { cells, hasMaster, servingWrites, ...numbers } = seen(one);
        return [
          one.name,
          {
            ...(cells.length === 0 ? {} : { cells }),
            hasMaster,
            servingWrites,
            ...counts({ ...numbers, updatedTablets: numbers.tablets }),
          },
        ];
      }),
    ),
  };
}
