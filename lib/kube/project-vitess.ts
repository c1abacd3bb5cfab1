import "server-only";
import type {
  CellFact,
  ClusterFact,
  KeyspaceFact,
  LockserverFact,
  ShardFact,
  TabletStatusFact,
} from "@/lib/domain/cluster/facts";
import { projectBase } from "@/lib/kube/project-base";
import {
  type Fields,
  countOf,
  fieldsOf,
  itemsOf,
  linesOf,
  shared,
  textOf,
  textOrNull,
  triOf,
} from "@/lib/kube/read-value";

const CELLS_MAX = 128;
const KEYSPACES_MAX = 512;
const SHARDS_MAX = 4096;
const TABLETS_MAX = 2048;
const NAME_MAX = 63;
const ALIAS_MAX = 128;
const PENDING_MAX = 4096;
/** What the operator runs where a cell does not say (v2.17, VitessCellGatewaySpec). */
const GATEWAY_REPLICAS = 2;

const nameOf = (fields: Fields): string => shared(textOf(fields["name"], NAME_MAX));

/** The entries of a status map, in the order in which the server sent them. */
function entriesOf(value: unknown, max: number): [string, Fields][] {
  return Object.entries(fieldsOf(value))
    .slice(0, max)
    .map(([key, one]) => [textOf(key, ALIAS_MAX), fieldsOf(one)]);
}

/** What a keyspace asks for, from its spec: needed only until the operator has written its first status. */
function askedOf(keyspace: Fields): { shards: number; tablets: number } {
  const total = { shards: 0, tablets: 0 };
  for (const item of itemsOf(keyspace["partitionings"], 2)) {
    const partitioning = fieldsOf(item);
    const equal = fieldsOf(partitioning["equal"]);
    const parts = Math.min(countOf(equal["parts"]), SHARDS_MAX);
    const custom = itemsOf(fieldsOf(partitioning["custom"])["shards"], SHARDS_MAX).map(fieldsOf);
    const templates = parts > 0 ? [fieldsOf(equal["shardTemplate"])] : custom;
    for (const template of templates) {
      const pools = itemsOf(template["tabletPools"], CELLS_MAX).map(fieldsOf);
      const tablets = pools.reduce((sum, pool) => sum + countOf(pool["replicas"]), 0);
      total.shards += parts > 0 ? parts : 1;
      total.tablets += tablets * (parts > 0 ? parts : 1);
    }
  }
  return total;
}

function keyspaceCounts(spec: Fields, status: Fields | undefined): ClusterFact["keyspaces"][number] {
  const asked = status?.["desiredShards"] === undefined ? askedOf(spec) : null;
  return {
    name: nameOf(spec),
    desiredShards: asked?.shards ?? countOf(status?.["desiredShards"]),
    readyShards: countOf(status?.["readyShards"]),
    desiredTablets: asked?.tablets ?? countOf(status?.["desiredTablets"]),
    readyTablets: countOf(status?.["readyTablets"]),
    updatedTablets: countOf(status?.["updatedTablets"]),
    pendingChanges: linesOf(status?.["pendingChanges"], PENDING_MAX),
  };
}

/**
 * A VitessCluster: its cells and keyspaces as asked, with what the operator says of each. The numbers are of
 * `observedGeneration`; while that is below `generation` the operator has not read the newest spec. Never throws.
 */
export function projectCluster(raw: unknown): ClusterFact | null {
  const base = projectBase(raw, { kind: "VitessCluster", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const spec = fieldsOf(fields["spec"]);
  const status = fieldsOf(fields["status"]);
  const cellStatus = new Map(entriesOf(status["cells"], CELLS_MAX));
  const keyspaceStatus = new Map(entriesOf(status["keyspaces"], KEYSPACES_MAX));
  return {
    kind: "clusters",
    ...base,
    generation: countOf(fieldsOf(fields["metadata"])["generation"]),
    observedGeneration: countOf(status["observedGeneration"]),
    cells: itemsOf(spec["cells"], CELLS_MAX)
      .map(fieldsOf)
      .map((cell) => ({
        name: nameOf(cell),
        zone: textOrNull(cell["zone"], NAME_MAX),
        gatewayReplicas:
          fieldsOf(cell["gateway"])["replicas"] === undefined
            ? GATEWAY_REPLICAS
            : countOf(fieldsOf(cell["gateway"])["replicas"]),
        gatewayAvailable: triOf(cellStatus.get(nameOf(cell))?.["gatewayAvailable"]),
      })),
    lockserverAvailable: triOf(fieldsOf(fieldsOf(status["globalLockserver"])["etcd"])["available"]),
    keyspaces: itemsOf(spec["keyspaces"], KEYSPACES_MAX)
      .map(fieldsOf)
      .map((keyspace) => keyspaceCounts(keyspace, keyspaceStatus.get(nameOf(keyspace)))),
  };
}

/** A VitessKeyspace and the Vitess names of its shards (`-`, `-80`, `80-`), by its status. Never throws. */
export function projectKeyspace(raw: unknown): KeyspaceFact | null {
  const base = projectBase(raw, { kind: "VitessKeyspace", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const status = fieldsOf(fields["status"]);
  return {
    kind: "keyspaces",
    ...base,
    keyspace: nameOf(fieldsOf(fields["spec"])),
    shardNames: entriesOf(status["shards"], SHARDS_MAX).map(([name]) => shared(name)),
  };
}

function tabletOf([alias, status]: [string, Fields]): TabletStatusFact {
  return {
    alias: shared(alias),
    poolType: shared(textOf(status["poolType"], NAME_MAX)),
    index: countOf(status["index"]),
    running: triOf(status["running"]),
    ready: triOf(status["ready"]),
    available: triOf(status["available"]),
    dataVolumeBound: triOf(status["dataVolumeBound"]),
    type: shared(textOf(status["type"], NAME_MAX)),
  };
}

/** A VitessShard with the topology's word on its primary and each tablet that is desired. Never throws. */
export function projectShard(raw: unknown): ShardFact | null {
  const base = projectBase(raw, { kind: "VitessShard", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const status = fieldsOf(fields["status"]);
  const masterAlias = textOrNull(status["masterAlias"], ALIAS_MAX);
  return {
    kind: "shards",
    ...base,
    keyspace: base.labels["planetscale.com/keyspace"] ?? "",
    shard: nameOf(fieldsOf(fields["spec"])),
    hasMaster: triOf(status["hasMaster"]),
    masterAlias: masterAlias === null ? null : shared(masterAlias),
    servingWrites: triOf(status["servingWrites"]),
    tablets: entriesOf(status["tablets"], TABLETS_MAX).map(tabletOf),
  };
}

/** A VitessCell and whether its gateways are available. Never throws. */
export function projectCell(raw: unknown): CellFact | null {
  const base = projectBase(raw, { kind: "VitessCell", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  return {
    kind: "cells",
    ...base,
    cell: nameOf(fieldsOf(fields["spec"])),
    gatewayAvailable: triOf(fieldsOf(fieldsOf(fields["status"])["gateway"])["available"]),
  };
}

/** An EtcdLockserver: available while at least two of its three members are ready. Never throws. */
export function projectLockserver(raw: unknown): LockserverFact | null {
  const base = projectBase(raw, { kind: "EtcdLockserver", namespaced: true });
  if (!base) return null;
  return {
    kind: "lockservers",
    ...base,
    available: triOf(fieldsOf(fieldsOf(raw)["status"])["available"]),
  };
}
