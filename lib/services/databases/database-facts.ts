import "server-only";
import type {
  CellFact,
  ClaimFact,
  ClusterFact,
  FactBase,
  KeyspaceFact,
  LockserverFact,
  PodFact,
  ShardFact,
} from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { CLUSTER_LABEL, COMPONENT_LABEL } from "@/lib/services/databases/region-databases";

/** What the watch knows of one database; the parts are told apart by namespace and label only. */
export interface DatabaseFacts {
  cluster: ClusterFact | null;
  keyspaces: readonly KeyspaceFact[];
  shards: readonly ShardFact[];
  cells: readonly CellFact[];
  lockservers: readonly LockserverFact[];
  pods: readonly PodFact[];
  claims: readonly ClaimFact[];
}

/** The facts of the database of this name. A VitessCluster of the name with another UID is not ours: `cluster` is null. */
export function factsOf(
  snapshot: ClusterSnapshot,
  of: { namespace: string; name: string; clusterObjectUid: string | null },
): DatabaseFacts {
  const isIts = (fact: FactBase): boolean =>
    fact.namespace === of.namespace && fact.labels[CLUSTER_LABEL] === of.name;
  return {
    cluster:
      snapshot.clusters.find(
        (fact) =>
          fact.namespace === of.namespace && fact.name === of.name && fact.uid === of.clusterObjectUid,
      ) ?? null,
    keyspaces: snapshot.keyspaces.filter(isIts),
    shards: snapshot.shards.filter(isIts),
    cells: snapshot.cells.filter(isIts),
    lockservers: snapshot.lockservers.filter(isIts),
    pods: snapshot.pods.filter(isIts),
    claims: snapshot.claims.filter(isIts),
  };
}

export function podsOf(facts: DatabaseFacts, component: string): PodFact[] {
  return facts.pods.filter((pod) => pod.labels[COMPONENT_LABEL] === component);
}
