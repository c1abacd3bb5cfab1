import "server-only";
import type { ContainerFact, FactBase, PodFact } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";

const base = (name: string, namespace: string | null): FactBase => ({
  uid: `uid-${name}`,
  name,
  namespace,
  resourceVersion: "1",
  createdAt: 0,
  deletionAt: null,
  labels: {},
  annotations: {},
});

/** A running, ready container. */
export function containerFact(over: Partial<ContainerFact> = {}): ContainerFact {
  return {
    name: "vttablet",
    ready: true,
    restarts: 0,
    state: "running",
    reason: null,
    message: null,
    startedAt: 0,
    lastReason: null,
    image: "vitess/lite",
    ...over,
  };
}

/** A running, ready pod of a database with the operator's labels. */
export function podFact(
  name: string,
  of: { namespace: string; cluster: string; component: string },
  over: Partial<PodFact> = {},
): PodFact {
  return {
    ...base(name, of.namespace),
    kind: "pods",
    labels: { "planetscale.com/cluster": of.cluster, "planetscale.com/component": of.component },
    nodeName: "node-a1",
    phase: "Running",
    ready: true,
    readyChangedAt: 0,
    unschedulableMessage: null,
    reason: null,
    message: null,
    podIp: "10.244.0.1",
    requestsCpuMilli: 100,
    requestsMemoryBytes: 0,
    containers: [containerFact()],
    claims: [],
    ownerUid: null,
    ...over,
  };
}

/** A live cluster in which nothing is, all kinds read. */
export function emptySnapshot(over: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    state: { kind: "live", since: 0, checkedAt: 0, cause: null },
    observedAt: 0,
    nodes: [],
    pods: [],
    claims: [],
    events: [],
    storageclasses: [],
    clusters: [],
    keyspaces: [],
    shards: [],
    cells: [],
    lockservers: [],
    unread: new Map(),
    podsScope: "cluster",
    ...over,
  };
}
