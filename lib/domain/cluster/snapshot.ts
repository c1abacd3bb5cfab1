import type {
  CellFact,
  ClaimFact,
  ClusterFact,
  EventFact,
  Fact,
  KeyspaceFact,
  LockserverFact,
  NodeFact,
  PodFact,
  ShardFact,
  StorageClassFact,
  WatchedKind,
} from "@/lib/domain/cluster/facts";

export type ConnectionKind = "connecting" | "live" | "stale" | "auth-failed" | "identity-changed";

/** How a region is reached. `since` is when this kind began; `checkedAt` when the API server last answered. */
export interface ConnectionState {
  kind: ConnectionKind;
  since: number;
  checkedAt: number | null;
  /** The layer that failed and the scrubbed words; null while live. */
  cause: string | null;
}

export type Unread = "loading" | "forbidden" | "absent";

/** What Gantry knows of a cluster now. Arrays keep their identity while their kind does not change. */
export interface ClusterSnapshot {
  state: ConnectionState;
  /** When the newest event or bookmark arrived; what is shown as "observed". */
  observedAt: number | null;
  nodes: readonly NodeFact[];
  pods: readonly PodFact[];
  claims: readonly ClaimFact[];
  events: readonly EventFact[];
  storageclasses: readonly StorageClassFact[];
  clusters: readonly ClusterFact[];
  keyspaces: readonly KeyspaceFact[];
  shards: readonly ShardFact[];
  cells: readonly CellFact[];
  lockservers: readonly LockserverFact[];
  /** Kinds that are not known, and why; a kind that is not in it was listed whole. Facts of an unread kind are the last known. */
  unread: ReadonlyMap<WatchedKind, Unread>;
  /** Where pods are read: without the capacity pack only in managed namespaces, and free room is then not known. */
  podsScope: "cluster" | "namespaces";
}

/**
 * One change of what is known. `state` comes with every answered look at the API server, so that `checkedAt` is true;
 * `synced` when a kind was listed whole or became unread (look at the whole kind again); `fact` for each object.
 */
export type HubChange =
  | { kind: "state"; state: ConnectionState }
  | { kind: "synced"; watched: WatchedKind }
  | { kind: "fact"; type: "added" | "modified" | "deleted"; fact: Fact };
