import type { VitessShard } from "@/lib/sandbox/standins/operator/spec";
import { ANNOTATION } from "@/lib/sandbox/standins/operator/labels";
import type { OperatorStore } from "@/lib/sandbox/standins/operator/store";
import { wantedTablets } from "@/lib/sandbox/standins/operator/desired-shard";
import {
  anyAvailable,
  deploymentAvailable,
  podAvailable,
  type Tri,
  tri,
} from "@/lib/sandbox/standins/operator/status";
import { isPodReady } from "@/lib/sandbox/standins/pod";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";

export interface TabletStatus {
  poolType: string;
  index: number;
  running: Tri;
  ready: Tri;
  available: Tri;
  dataVolumeBound: Tri;
  type?: string;
}

export interface ShardStatus {
  observedGeneration: number;
  cells: string[];
  tablets: Record<string, TabletStatus>;
  hasMaster: Tri;
  masterAlias?: string;
  servingWrites: Tri;
  idle: Tri;
  hasInitialBackup: Tri;
  lowestPodGeneration?: number;
  vitessOrchestrator: { available: Tri };
}

/** What may be read of the world at this moment; `topology` is null without a quorum. */
export interface Sight {
  store: OperatorStore;
  topology: Topology | null;
  now: number;
  speed: number;
}

function tabletStatus(
  shard: VitessShard,
  place: ReturnType<typeof wantedTablets>[number],
  { store, topology, now, speed }: Sight,
): TabletStatus {
  const key = `${shard.metadata.namespace}/${place.name}`;
  const pod = store.pods.get(key);
  const claim = store.claims.get(key);
  const type = topology?.tablets.get(place.alias)?.type;
  const ready = pod === undefined ? "False" : isPodReady(pod) ? "True" : "Unknown";
  return {
    index: place.index,
    poolType: place.pool.type,
    running: tri(pod?.status?.phase === "Running"),
    ready,
    available: pod === undefined ? "False" : podAvailable(pod, now, speed),
    dataVolumeBound:
      place.pool.dataVolumeClaimTemplate === undefined ? "Unknown" : tri(claim?.status?.phase === "Bound"),
    ...(type === undefined ? {} : { type }),
  };
}

function lowestGeneration(shard: VitessShard, store: OperatorStore): number {
  const seen = wantedTablets(shard).flatMap(({ name }) => {
    const pod = store.pods.get(`${shard.metadata.namespace}/${name}`);
    const text = pod?.metadata.annotations?.[ANNOTATION.observedShardGeneration];
    return text === undefined ? [] : Number(text);
  });
  return seen.length === 0 ? 0 : Math.min(...seen);
}

/** Status of a VitessShard, from observed pods, claims, deployments and the topology. Pure. */
export function shardStatus(shard: VitessShard, vtorcs: readonly string[], sight: Sight): ShardStatus {
  const { store, topology } = sight;
  const keyspace = shard.metadata.labels?.["planetscale.com/keyspace"] ?? "";
  const places = wantedTablets(shard);
  const known = topology?.keyspaces.has(keyspace) === true;
  const record = known ? topology?.shard(keyspace, shard.spec.name) : undefined;
  const alias = record?.primaryAlias ?? null;
  const lowest = lowestGeneration(shard, store);
  const orchestrators = vtorcs.map((name) =>
    deploymentAvailable(store.deployments.get(`${shard.metadata.namespace}/${name}`)),
  );
  return {
    observedGeneration: shard.metadata.generation ?? 1,
    cells: [...new Set(places.map((place) => place.pool.cell))].toSorted(),
    tablets: Object.fromEntries(
      places.map((place) => [place.alias, tabletStatus(shard, place, sight)] as const),
    ),
    hasMaster: record === undefined ? "Unknown" : tri(alias !== null),
    ...(alias === null ? {} : { masterAlias: alias }),
    servingWrites: record === undefined ? "Unknown" : "True",
    // Idle is a shard that no cell's serving graph names: here until its first tablet is in the topology.
    idle:
      record === undefined || topology === null
        ? "Unknown"
        : tri(alias === null && topology.tabletsOf(keyspace, shard.spec.name).length < places.length),
    hasInitialBackup: alias === null ? "Unknown" : "True",
    ...(lowest === 0 ? {} : { lowestPodGeneration: lowest }),
    vitessOrchestrator: { available: anyAvailable(orchestrators) },
  };
}
