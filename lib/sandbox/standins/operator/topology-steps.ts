import type { ShardStatus } from "@/lib/sandbox/standins/operator/shard-status";
import type { VitessCluster, VitessShard } from "@/lib/sandbox/standins/operator/spec";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";

/** Where a step says what it did or could not do. */
export interface TopologyReport {
  tell: (reason: string, message: string) => void;
  warn: (reason: string, message: string) => void;
}

/** Cells of the spec into the topology; the words are the operator's, its spelling included. */
export function registerCells(topology: Topology, cluster: VitessCluster, report: TopologyReport): void {
  const missing = cluster.spec.cells.map((cell) => cell.name).filter((name) => !topology.cells.has(name));
  if (missing.length === 0) return;
  const names = cluster.spec.cells.map((cell) => cell.name).join(" ");
  report.tell("TopoCellAlias", `Created or updated cells alias: planetscale_operator_default -> [${names}]`);
  for (const name of missing) {
    topology.cells.add(name);
    report.tell("TopoUpdated", `updated lockserver addess for cell ${name}`);
  }
  topology.changed();
}

export function registerKeyspace(topology: Topology, keyspace: string, shards: readonly string[]): void {
  if (
    topology.keyspaces.has(keyspace) &&
    shards.every((shard) => topology.shards.has(`${keyspace}/${shard}`))
  )
    return;
  topology.keyspaces.add(keyspace);
  for (const shard of shards) topology.shard(keyspace, shard);
  topology.changed();
}

/** Resharding workflows are read from the primaries: without one they cannot be. */
export function listWorkflows(topology: Topology, keyspace: string, report: TopologyReport): void {
  for (const [key, record] of topology.shards) {
    if (!key.startsWith(`${keyspace}/`) || record.primaryAlias !== null) continue;
    if (topology.tablets.size > 0) {
      report.warn(
        "ListAllWorkflowsFailed",
        `failed to list all workflows: no primary found for shard ${key}`,
      );
    }
    return;
  }
}

function unready(status: ShardStatus): string | undefined {
  return Object.entries(status.tablets).find(([, tablet]) => tablet.available !== "True")?.[0];
}

/** Why the first primary cannot be chosen yet, in the operator's words, or null. */
function waitingFor(status: ShardStatus): string | null {
  for (const [alias, tablet] of Object.entries(status.tablets)) {
    if (tablet.running !== "True") return `tablet ${alias} is not running`;
    if (tablet.type === undefined) return `tablet ${alias} not registered in topology`;
  }
  return null;
}

/**
 * The first primary of a shard, once every wanted tablet runs and is registered: one that cannot be placed holds up all.
 * Later primaries are vtorc's choice.
 */
export function reconcileReplication(
  topology: Topology,
  shard: VitessShard,
  status: ShardStatus,
  report: TopologyReport,
  now: number,
): void {
  const keyspace = shard.metadata.labels?.["planetscale.com/keyspace"] ?? "";
  if (status.hasMaster === "False" && Object.keys(status.tablets).length > 0) {
    const waiting = waitingFor(status);
    if (waiting !== null) report.tell("InitShardWaiting", `can't initialize shard: ${waiting}`);
    else electFirst(topology, keyspace, shard, status, report, now);
  }
  const notAvailable = unready(status);
  if (notAvailable !== undefined) {
    report.warn(
      "NotReconcilingDrain",
      `Shard is in an unhealthy state: tablet ${notAvailable} is not Available`,
    );
  }
}

function electFirst(
  topology: Topology,
  keyspace: string,
  shard: VitessShard,
  status: ShardStatus,
  report: TopologyReport,
  now: number,
): void {
  const candidate = Object.keys(status.tablets)
    .toSorted()
    .find((alias) => status.tablets[alias]?.type === "replica");
  if (candidate === undefined) {
    report.warn(
      "InitShardBlocked",
      "can't initialize shard: no primary-eligible tablets (type 'replica') deployed",
    );
    return;
  }
  topology.promote(keyspace, shard.spec.name, candidate, now);
  report.tell("InitShardPrimary", `initialized shard replication with primary tablet ${candidate}`);
}
