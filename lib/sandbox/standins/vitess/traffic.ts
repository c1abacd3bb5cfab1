import type { Clock } from "@/lib/sandbox/standins/clock";
import {
  APPLICATION_ERRORS,
  busyness,
  CLIENTS_PER_GATE,
  CONNECT_LATENCY,
  draw,
  GATE_LATENCY,
  MIX,
  TABLET_LATENCY,
  TRANSACTION_LATENCY,
  WRITES,
} from "@/lib/sandbox/standins/vitess/load";
import type { DbType, GateRuntime } from "@/lib/sandbox/standins/vitess/gate-runtime";
import { advanceLag } from "@/lib/sandbox/standins/vitess/replication";
import { type Plan, type TabletRuntime, timingsOf } from "@/lib/sandbox/standins/vitess/tablet-runtime";
import { Topology } from "@/lib/sandbox/standins/vitess/topology";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const TICK_MS = 1000;
/** vtgate routes around replicas that lag by more, when a better one is there (`--discovery-low-replication-lag`). */
const AVOIDED_FROM_SECONDS = 30;
/** `--buffer_max_failover_duration`, as the operator sets it. */
const BUFFER_MS = 10_000;

interface ShardTraffic {
  topology: Topology;
  keyspace: string;
  shard: string;
  tablets: TabletRuntime[];
}

function byShard(tablets: readonly TabletRuntime[]): ShardTraffic[] {
  const shards = new Map<string, ShardTraffic>();
  for (const tablet of tablets) {
    const { keyspace, shard } = tablet.identity;
    const key = Topology.shardKey(keyspace, shard);
    const entry = shards.get(key) ?? { topology: tablet.topology, keyspace, shard, tablets: [] };
    entry.tablets.push(tablet);
    shards.set(key, entry);
  }
  return [...shards.values()];
}

const serves = (tablet: TabletRuntime): boolean => tablet.state === 2;

function primaryOf({ tablets }: ShardTraffic): TabletRuntime | undefined {
  return tablets.find((tablet) => tablet.type === "PRIMARY" && serves(tablet));
}

function readersOf({ tablets }: ShardTraffic): TabletRuntime[] {
  const replicas = tablets.filter((tablet) => tablet.type === "REPLICA" && serves(tablet));
  const close = replicas.filter((tablet) => tablet.lagGauge <= AVOIDED_FROM_SECONDS);
  return close.length > 0 ? close : replicas;
}

const STATEMENTS: Record<Plan, string> = {
  Select: "SELECT",
  Insert: "INSERT",
  Update: "UPDATE",
  Delete: "DELETE",
};

interface Batch {
  plan: Plan;
  count: number;
  dbType: DbType;
  keyspace: string;
  shard: string;
}

/** Holds requests for a missing primary back as vtgate's buffer does. False when the buffer's time is over. */
function buffer(gate: GateRuntime, { plan, keyspace, shard }: Batch, count: number, now: number): boolean {
  const key = Topology.shardKey(keyspace, shard);
  const entry = gate.buffers.get(key) ?? { since: now, counts: new Map<string, number>() };
  gate.buffers.set(key, entry);
  if (now - entry.since > BUFFER_MS) return false;
  entry.counts.set(plan, (entry.counts.get(plan) ?? 0) + count);
  return true;
}

/** What was buffered goes to the new primary at once. */
function drained(gate: GateRuntime, { plan, keyspace, shard, dbType }: Batch): number {
  if (dbType !== "primary") return 0;
  const entry = gate.buffers.get(Topology.shardKey(keyspace, shard));
  const held = entry?.counts.get(plan) ?? 0;
  entry?.counts.delete(plan);
  if (entry?.counts.size === 0) gate.buffers.delete(Topology.shardKey(keyspace, shard));
  return held;
}

/** `count` queries that come to the gates in equal parts and all go to one tablet; without one they wait or fail. */
function route(
  gates: readonly GateRuntime[],
  tablet: TabletRuntime | undefined,
  batch: Batch,
  now: number,
): void {
  const { plan, count, dbType, keyspace, shard } = batch;
  const fresh = count / gates.length;
  let reached = 0;
  for (const gate of gates) {
    if (tablet === undefined && dbType === "primary" && buffer(gate, batch, fresh, now)) continue;
    const each = tablet === undefined ? fresh : fresh + drained(gate, batch);
    timingsOf(gate.calls, `${keyspace}/${dbType}`).add(each, GATE_LATENCY);
    gate.queryTime.add(each, GATE_LATENCY);
    if (tablet === undefined) {
      gate.errors.add(`${keyspace}/${dbType}/UNAVAILABLE`, each);
      continue;
    }
    reached += each;
    timingsOf(gate.tabletCalls, `${keyspace}/${shard}/${dbType}`).add(each, TABLET_LATENCY);
    gate.executions.add(`${STATEMENTS[plan]}/${dbType.toUpperCase()}`, each);
    gate.errors.add(`${keyspace}/${dbType}/ALREADY_EXISTS`, each * APPLICATION_ERRORS);
    if (plan === "Select") gate.rowsReturned.add(`${keyspace}/${dbType}`, each * 4);
    else gate.rowsAffected.add(`${keyspace}/${dbType}`, each);
  }
  tablet?.count(plan, reached, TABLET_LATENCY);
}

function tickShard(shard: ShardTraffic, gates: readonly GateRuntime[], now: number, seconds: number): void {
  const primary = primaryOf(shard);
  const readers = readersOf(shard);
  const peak = Math.max(0, ...shard.tablets.map((tablet) => tablet.identity.peakQueriesPerSecond));
  const seed = `${shard.keyspace}/${shard.shard}/${shard.tablets[0]?.alias ?? ""}`;
  const queries = peak * busyness(seed, now) * seconds;
  const { keyspace, shard: name } = shard;
  const send = (tablet: TabletRuntime | undefined, dbType: DbType, plan: Plan, part: number) =>
    route(gates, tablet, { plan, count: queries * part, dbType, keyspace, shard: name }, now);

  const { topology } = shard;
  const wasServing = topology.shards.get(Topology.shardKey(keyspace, name))?.primaryAlias != null;
  if (gates.length > 0 && wasServing) {
    for (const reader of readers) send(reader, "replica", "Select", MIX.replicaReads / readers.length);
    const rest = readers.length === 0 ? MIX.replicaReads : 0;
    send(primary, "primary", "Select", MIX.primaryReads + rest);
    send(primary, "primary", "Insert", MIX.inserts);
    send(primary, "primary", "Update", MIX.updates);
    send(primary, "primary", "Delete", MIX.deletes);
    if (primary !== undefined) {
      timingsOf(primary.transactions, "commit").add(queries * WRITES, TRANSACTION_LATENCY);
      timingsOf(primary.transactions, "rollback").add(queries * WRITES * 0.004, TRANSACTION_LATENCY);
    }
  }
  const rate = queries / seconds;
  for (const tablet of shard.tablets) tickTablet(tablet, primary, rate, now, seconds);
}

function tickTablet(
  tablet: TabletRuntime,
  primary: TabletRuntime | undefined,
  rate: number,
  now: number,
  seconds: number,
): void {
  const { mysqld } = tablet;
  const jitter = draw(tablet.identity.podUid, "pool", Math.floor(now / 5000));
  const share = tablet.type === "PRIMARY" ? MIX.primaryReads + WRITES : MIX.replicaReads / 2;
  const busy = serves(tablet) ? rate * share * 0.0015 : 0;
  tablet.poolInUse = Math.round(busy * (0.5 + jitter));
  tablet.transactionsInUse =
    tablet.type === "PRIMARY" && serves(tablet) ? Math.round(rate * WRITES * 0.006 * (0.5 + jitter)) : 0;
  if (mysqld === null) return;
  const replicating = mysqld.ready && tablet.type !== "PRIMARY" && primary !== undefined;
  if (tablet.type === "PRIMARY") mysqld.lagSeconds = 0;
  else if (replicating) mysqld.lagSeconds = advanceLag(mysqld.lagSeconds, seconds, mysqld.applier);
  tablet.readLag(now, replicating);
}

function tickGate(gate: GateRuntime, now: number): void {
  const before = gate.connections;
  const drift = draw(gate.identity.podUid, "clients", Math.floor(now / 20_000));
  gate.connections = gate.ready ? Math.round(CLIENTS_PER_GATE * (0.85 + 0.3 * drift)) : 0;
  const opened = Math.max(0, gate.connections - before);
  gate.accepted += opened;
  if (opened > 0) gate.connectTime.add(opened, CONNECT_LATENCY);
}

/** One step of all databases of a sandbox: `seconds` of traffic and replication that end at `now` (epoch ms). */
export function tickTraffic(world: VitessWorld, now: number, seconds: number): void {
  const topologies = new Set([...world.tablets.values()].map((tablet) => tablet.topology));
  for (const gate of world.gates.values()) tickGate(gate, now);
  for (const topology of topologies) {
    const gates = world.gatesIn(topology).filter((gate) => gate.ready);
    for (const shard of byShard(world.tabletsIn(topology))) tickShard(shard, gates, now, seconds);
  }
}

/** Keeps traffic flowing by the wall clock, whatever the sandbox's speed, until the signal fires. */
export async function runTraffic(world: VitessWorld, clock: Clock, signal: AbortSignal): Promise<void> {
  let last = clock.now();
  while (!signal.aborted) {
    await clock.sleepReal(TICK_MS, signal);
    const now = clock.now();
    tickTraffic(world, now, Math.max(0, (now - last) / 1000));
    last = now;
  }
}
