/** The live picture of one database. Times are epoch milliseconds, sizes bytes, cpu millicores. */
import { z } from "zod";
import { LagReading } from "@/lib/contract/series";
import { DatabaseSummary, EventView, Finding, RegionConnection } from "@/lib/contract/views";

const Tone = z.enum(["serving", "reduced", "down", "unknown", "starting", "leaving"]);
export type Tone = z.infer<typeof Tone>;

/** Replication lag as it may be shown: never 0 for what is not known (decision 10). */
export const LagView = z.union([
  LagReading,
  z.object({
    kind: z.literal("no-permission"),
    lastSeconds: z.number().nullable(),
    lastAt: z.number().nullable(),
  }),
]);
export type LagView = z.infer<typeof LagView>;

const Placed = {
  pod: z.string(),
  /** Value of the node's zone label; null while the pod has no node. */
  zone: z.string().nullable(),
  node: z.string().nullable(),
  ready: z.boolean(),
  tone: Tone,
  /** "Ready", "Starting: 2 of 3 containers ready", "Pending: 0/6 nodes are available ...". */
  words: z.string(),
  restarts: z.number(),
};

export const TabletView = z.object({
  ...Placed,
  alias: z.string(),
  role: z.enum(["primary", "replica", "rdonly", "unknown"]),
  keyspace: z.string(),
  shard: z.string(),
  cell: z.string(),
  /** Zone that the cell is pinned to, for a pod without a node. */
  intendedZone: z.string().nullable(),
  containersReady: z.number(),
  containers: z.array(
    z.object({ name: z.string(), ready: z.boolean(), restarts: z.number(), words: z.string() }),
  ),
  lag: LagView.nullable(),
  queriesPerSecond: z.number().nullable(),
  claim: z
    .object({
      name: z.string(),
      phase: z.string(),
      bytes: z.number().nullable(),
      storageClass: z.string().nullable(),
    })
    .nullable(),
  draining: z.string().nullable(),
  leaving: z.boolean(),
  createdAt: z.number(),
  /** When readiness last changed. */
  since: z.number().nullable(),
});
export type TabletView = z.infer<typeof TabletView>;

const GatewayView = z.object({ ...Placed, cell: z.string() });
export type GatewayView = z.infer<typeof GatewayView>;

const EtcdView = z.object({ ...Placed, index: z.number() });
export type EtcdView = z.infer<typeof EtcdView>;

const OtherPodView = z.object({ ...Placed, component: z.string() });
export type OtherPodView = z.infer<typeof OtherPodView>;

const NodeView = z.object({
  name: z.string(),
  zone: z.string().nullable(),
  /** Instance type, else "8 CPU · 32 Gi". */
  shape: z.string(),
  ready: z.boolean(),
  cordoned: z.boolean(),
  /** Null when pods of all namespaces are not read. */
  freeCpuMilli: z.number().nullable(),
});
export type NodeView = z.infer<typeof NodeView>;

const ZoneView = z.object({
  /** Value of the zone label; "" for nodes without one. */
  zone: z.string(),
  cell: z.string().nullable(),
  freeCpuMilli: z.number().nullable(),
  nodes: z.array(NodeView),
});
export type ZoneView = z.infer<typeof ZoneView>;

const ShardView = z.object({
  keyspace: z.string(),
  shard: z.string(),
  hasPrimary: z.boolean().nullable(),
  servingWrites: z.boolean().nullable(),
  primaryAlias: z.string().nullable(),
});
export type ShardView = z.infer<typeof ShardView>;

export const TopologyView = z.object({
  zones: z.array(ZoneView),
  shards: z.array(ShardView),
  tablets: z.array(TabletView),
  gateways: z.array(GatewayView),
  etcd: z.array(EtcdView),
  others: z.array(OtherPodView),
  /** Over all gateways; null when not sampled. */
  queriesPerSecond: z.number().nullable(),
});
export type TopologyView = z.infer<typeof TopologyView>;

export const PodsByState = z.array(
  z.object({
    component: z.string(),
    ready: z.number(),
    notReady: z.number(),
    restarting: z.number(),
    pending: z.number(),
  }),
);
export type PodsByState = z.infer<typeof PodsByState>;

/** Body of the frames of topic `database:<id>`. */
export const DatabaseLive = z.object({
  summary: DatabaseSummary,
  namespace: z.string(),
  keyspace: z.string(),
  connection: RegionConnection,
  topology: TopologyView,
  podsByState: PodsByState,
  events: z.array(EventView),
  findings: z.array(Finding),
  deleteProtection: z.boolean(),
  /** Epoch milliseconds: before it there was nothing to sample. */
  createdAt: z.number(),
  /** Why lag and rates are not sampled, when that is known. */
  metricsAbsent: z.object({ kind: z.enum(["not-sampled", "no-permission"]), cause: z.string() }).nullable(),
  sampleEveryMs: z.number().nullable(),
});
export type DatabaseLive = z.infer<typeof DatabaseLive>;
