/**
 * The live picture of one database, as plain data: what the topology page draws and the live stream carries.
 * Times are epoch milliseconds, sizes bytes, cpu millicores.
 */
export type Tone = "serving" | "reduced" | "down" | "unknown" | "starting" | "leaving";

/** Replication lag as it may be shown: never 0 for what is not known (decision 10). */
export type LagView =
  | { kind: "lag"; seconds: number; at: number }
  | { kind: "primary"; at: number }
  | {
      kind: "not-replicating";
      /** When the tablet was heard to say so. */
      at: number;
      lastSeconds: number | null;
      lastAt: number | null;
      because: "tablet-says-so" | "frozen";
    }
  | { kind: "not-sampled"; lastSeconds: number | null; lastAt: number | null }
  | { kind: "no-permission"; lastSeconds: number | null; lastAt: number | null };

interface Placed {
  pod: string;
  /** Value of the node's zone label; null while the pod has no node. */
  zone: string | null;
  node: string | null;
  ready: boolean;
  tone: Tone;
  /** "Ready", "Starting: 2 of 3 containers ready", "Pending: 0/6 nodes are available ...". */
  words: string;
  restarts: number;
}

export type TabletRole = "primary" | "replica" | "rdonly" | "unknown";

export interface TabletView extends Placed {
  alias: string;
  role: TabletRole;
  keyspace: string;
  shard: string;
  cell: string;
  /** Zone that the cell is pinned to, for a pod without a node. */
  intendedZone: string | null;
  containersReady: number;
  containers: { name: string; ready: boolean; restarts: number; words: string }[];
  lag: LagView | null;
  queriesPerSecond: number | null;
  claim: { name: string; phase: string; bytes: number | null; storageClass: string | null } | null;
  draining: string | null;
  leaving: boolean;
  createdAt: number;
  /** When readiness last changed. */
  since: number | null;
}

export interface GatewayView extends Placed {
  cell: string;
}

export interface EtcdView extends Placed {
  index: number;
}

export interface OtherPodView extends Placed {
  component: string;
}

export interface NodeView {
  name: string;
  zone: string | null;
  /** Instance type, else "8 CPU · 32 Gi". */
  shape: string;
  ready: boolean;
  cordoned: boolean;
  /** Null when pods of all namespaces are not read. */
  freeCpuMilli: number | null;
}

export interface ZoneView {
  /** Value of the zone label; "" for nodes without one. */
  zone: string;
  cell: string | null;
  freeCpuMilli: number | null;
  nodes: NodeView[];
}

export interface ShardView {
  keyspace: string;
  shard: string;
  hasPrimary: boolean | null;
  servingWrites: boolean | null;
  primaryAlias: string | null;
}

export interface TopologyView {
  zones: ZoneView[];
  shards: ShardView[];
  tablets: TabletView[];
  gateways: GatewayView[];
  etcd: EtcdView[];
  others: OtherPodView[];
  /** Over all gateways; null when not sampled. */
  queriesPerSecond: number | null;
}
