/**
 * Slim projections of the Kubernetes objects that Gantry watches: what `lib/kube` decodes and keeps,
 * and the only cluster vocabulary that travels further. CPU in millicores, memory and disk in bytes,
 * times as epoch milliseconds.
 */

export type WatchedKind =
  | "nodes"
  | "pods"
  | "claims"
  | "events"
  | "storageclasses"
  | "clusters"
  | "keyspaces"
  | "shards"
  | "cells"
  | "lockservers";

export interface FactBase {
  uid: string;
  name: string;
  namespace: string | null;
  resourceVersion: string;
  createdAt: number;
  deletionAt: number | null;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

export interface Taint {
  key: string;
  value: string;
  effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface NodeFact extends FactBase {
  kind: "nodes";
  cpuMilli: number;
  memoryBytes: number;
  podsMax: number;
  architecture: string;
  instanceType: string | null;
  /** Value of failure-domain.beta.kubernetes.io/zone, the label the operator pins to. */
  zoneBeta: string | null;
  /** Value of topology.kubernetes.io/zone. */
  zone: string | null;
  taints: readonly Taint[];
  unschedulable: boolean;
  ready: boolean;
  kubeletVersion: string;
  providerId: string | null;
}

export interface ContainerFact {
  name: string;
  ready: boolean;
  restarts: number;
  state: "waiting" | "running" | "terminated";
  reason: string | null;
  message: string | null;
  startedAt: number | null;
  lastReason: string | null;
  image: string;
}

export interface PodFact extends FactBase {
  kind: "pods";
  nodeName: string | null;
  phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  ready: boolean;
  readyChangedAt: number | null;
  /** The scheduler's message when PodScheduled is False. */
  unschedulableMessage: string | null;
  reason: string | null;
  message: string | null;
  podIp: string | null;
  requestsCpuMilli: number;
  requestsMemoryBytes: number;
  containers: readonly ContainerFact[];
  /** Names of claims that its volumes mount. */
  claims: readonly string[];
  ownerUid: string | null;
}

export interface ClaimFact extends FactBase {
  kind: "claims";
  phase: "Pending" | "Bound" | "Lost";
  storageClass: string | null;
  requestedBytes: number;
  capacityBytes: number | null;
  volumeName: string | null;
}

export interface EventFact extends FactBase {
  kind: "events";
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  count: number;
  lastSeenAt: number;
  regardingKind: string;
  regardingName: string;
  regardingUid: string;
}

export interface StorageClassFact extends FactBase {
  kind: "storageclasses";
  provisioner: string;
  isDefault: boolean;
  bindingMode: "Immediate" | "WaitForFirstConsumer";
  allowExpansion: boolean;
  reclaimPolicy: string;
}

export type Tri = "True" | "False" | "Unknown";

export interface ClusterFact extends FactBase {
  kind: "clusters";
  generation: number;
  observedGeneration: number;
  cells: readonly { name: string; zone: string | null; gatewayReplicas: number; gatewayAvailable: Tri }[];
  lockserverAvailable: Tri;
  keyspaces: readonly {
    name: string;
    desiredShards: number;
    readyShards: number;
    desiredTablets: number;
    readyTablets: number;
    updatedTablets: number;
    pendingChanges: string;
  }[];
}

export interface KeyspaceFact extends FactBase {
  kind: "keyspaces";
  keyspace: string;
  shardNames: readonly string[];
}

export interface TabletStatusFact {
  alias: string;
  poolType: string;
  index: number;
  running: Tri;
  ready: Tri;
  available: Tri;
  dataVolumeBound: Tri;
  type: string;
}

export interface ShardFact extends FactBase {
  kind: "shards";
  keyspace: string;
  shard: string;
  hasMaster: Tri;
  masterAlias: string | null;
  servingWrites: Tri;
  tablets: readonly TabletStatusFact[];
}

export interface CellFact extends FactBase {
  kind: "cells";
  cell: string;
  gatewayAvailable: Tri;
}

export interface LockserverFact extends FactBase {
  kind: "lockservers";
  available: Tri;
}

export type Fact =
  | NodeFact
  | PodFact
  | ClaimFact
  | EventFact
  | StorageClassFact
  | ClusterFact
  | KeyspaceFact
  | ShardFact
  | CellFact
  | LockserverFact;
