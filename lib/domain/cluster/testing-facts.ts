/** Builders of facts for tests: a plain healthy one of each kind, changed by what a case is about. */
import type {
  ClaimFact,
  ClusterFact,
  EventFact,
  LockserverFact,
  NodeFact,
  PodFact,
  ShardFact,
  StorageClassFact,
} from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";

export const GI = 1024 ** 3;

const base = (name: string, namespace: string | null) => ({
  uid: `uid-${name}`,
  name,
  namespace,
  resourceVersion: "1",
  createdAt: 0,
  deletionAt: null,
  labels: {},
  annotations: {},
});

/** 8 CPU and 32 Gi in a zone that both labels name; a null zone means no zone label at all. */
export function nodeFact(name: string, zone: string | null, change: Partial<NodeFact> = {}): NodeFact {
  return {
    kind: "nodes",
    ...base(name, null),
    cpuMilli: 8000,
    memoryBytes: 32 * GI,
    podsMax: 110,
    architecture: "amd64",
    instanceType: "m5.2xlarge",
    zoneBeta: zone,
    zone,
    taints: [],
    unschedulable: false,
    ready: true,
    kubeletVersion: "v1.35.4",
    providerId: null,
    ...change,
  };
}

/** A running pod that asks for 500m and 1 Gi. */
export function podFact(name: string, node: string | null, change: Partial<PodFact> = {}): PodFact {
  return {
    kind: "pods",
    ...base(name, "gantry-acme"),
    nodeName: node,
    phase: node === null ? "Pending" : "Running",
    ready: node !== null,
    readyChangedAt: null,
    unschedulableMessage: null,
    reason: null,
    message: null,
    podIp: null,
    requestsCpuMilli: 500,
    requestsMemoryBytes: GI,
    containers: [],
    claims: [],
    ownerUid: null,
    ...change,
  };
}

export function claimFact(name: string, change: Partial<ClaimFact> = {}): ClaimFact {
  return {
    kind: "claims",
    ...base(name, "gantry-acme"),
    phase: "Bound",
    storageClass: "gp3",
    requestedBytes: 10 * GI,
    capacityBytes: 10 * GI,
    volumeName: `pv-${name}`,
    ...change,
  };
}

export function storageFact(name: string, change: Partial<StorageClassFact> = {}): StorageClassFact {
  return {
    kind: "storageclasses",
    ...base(name, null),
    provisioner: "disk.csi",
    isDefault: false,
    bindingMode: "WaitForFirstConsumer",
    allowExpansion: true,
    reclaimPolicy: "Delete",
    ...change,
  };
}

export function eventFact(reason: string, message: string, change: Partial<EventFact> = {}): EventFact {
  return {
    kind: "events",
    ...base(`event-${reason}`, "gantry-acme"),
    type: "Warning",
    reason,
    message,
    count: 1,
    lastSeenAt: 0,
    regardingKind: "Pod",
    regardingName: "shop-etcd-a855a044-1",
    regardingUid: "uid-shop-etcd-a855a044-1",
    ...change,
  };
}

const cell = (zone: string): ClusterFact["cells"][number] => ({
  name: `z${zone}`,
  zone,
  gatewayReplicas: 2,
  gatewayAvailable: "True",
});

/** A serving database with cells za, zb, zc over zones a, b, c. */
export function clusterFact(name: string, change: Partial<ClusterFact> = {}): ClusterFact {
  return {
    kind: "clusters",
    ...base(name, "gantry-acme"),
    generation: 1,
    observedGeneration: 1,
    cells: [cell("a"), cell("b"), cell("c")],
    lockserverAvailable: "True",
    keyspaces: [
      {
        name: "main",
        desiredShards: 1,
        readyShards: 1,
        desiredTablets: 3,
        readyTablets: 3,
        updatedTablets: 3,
        pendingChanges: "",
      },
    ],
    ...change,
  };
}

const tablet = (alias: string, type: string): ShardFact["tablets"][number] => ({
  alias,
  poolType: "replica",
  index: 1,
  running: "True",
  ready: "True",
  available: "True",
  dataVolumeBound: "True",
  type,
});

/** The one shard of `main` with tablets of the recording, primary in za. */
export function shardFact(cluster: string, change: Partial<ShardFact> = {}): ShardFact {
  return {
    kind: "shards",
    ...base(`${cluster}-main-x-x-71cdb31a`, "gantry-acme"),
    labels: {
      "planetscale.com/cluster": cluster,
      "planetscale.com/keyspace": "main",
      "planetscale.com/shard": "x-x",
    },
    keyspace: "main",
    shard: "-",
    hasMaster: "True",
    masterAlias: "za-4272357603",
    servingWrites: "True",
    tablets: [
      tablet("za-4272357603", "primary"),
      tablet("zb-0135907119", "replica"),
      tablet("zc-0689490042", "replica"),
    ],
    ...change,
  };
}

export function lockserverFact(cluster: string, change: Partial<LockserverFact> = {}): LockserverFact {
  return {
    kind: "lockservers",
    ...base(`${cluster}-etcd-a855a044`, "gantry-acme"),
    labels: { "planetscale.com/cluster": cluster },
    available: "True",
    ...change,
  };
}

/** A live region in which every kind is read. */
export function snapshotOf(change: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    state: { kind: "live", since: 0, checkedAt: 0, cause: null },
    observedAt: 0,
    nodes: [],
    pods: [],
    claims: [],
    events: [],
    storageclasses: [storageFact("gp3", { isDefault: true })],
    clusters: [],
    keyspaces: [],
    shards: [],
    cells: [],
    lockservers: [],
    unread: new Map(),
    podsScope: "cluster",
    ...change,
  };
}
