import type { ClaimFact, ClusterFact, NodeFact, PodFact, ShardFact } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { cellNames } from "@/lib/domain/database/names";
import { readCapacity, shapeOf, type Capacity } from "@/lib/domain/placement/capacity";
import { containerWords, lookOf } from "@/lib/domain/topology/pod-look";
import { drainOf, roleOf, tabletLook } from "@/lib/domain/topology/tablet-look";
import type {
  EtcdView,
  GatewayView,
  LagView,
  OtherPodView,
  ShardView,
  TabletView,
  TopologyView,
  ZoneView,
} from "@/lib/domain/topology/view";

/** What the watch knows of one database. */
export interface DatabaseParts {
  cluster: ClusterFact | null;
  shards: readonly ShardFact[];
  pods: readonly PodFact[];
  claims: readonly ClaimFact[];
}

/** What was sampled, by name of the pod; a pod that is not in a map was not sampled. */
export interface Readings {
  lag: ReadonlyMap<string, LagView>;
  queriesPerSecond: ReadonlyMap<string, number>;
  /** Over all vtgates; null when not sampled. */
  totalQueriesPerSecond: number | null;
}

export type RegionNow = Pick<ClusterSnapshot, "state" | "nodes" | "pods" | "podsScope" | "unread">;

const LABEL = {
  component: "planetscale.com/component",
  cell: "planetscale.com/cell",
  keyspace: "planetscale.com/keyspace",
  shard: "planetscale.com/shard",
  uid: "planetscale.com/tablet-uid",
  type: "planetscale.com/tablet-type",
  etcdIndex: "etcd.planetscale.com/index",
} as const;

/** `x-80` as the label spells it becomes `-80` as Vitess prints it; `x-x` becomes `-`. */
export function shardName(label: string): string {
  const [start = "", end = ""] = label.split("-");
  return `${start === "x" ? "" : start}-${end === "x" ? "" : end}`;
}

/** `<cell>-<uid>` with ten digits; the label's padding differs by operator version. Null for a pod that is no tablet. */
export function aliasOf(pod: PodFact): string | null {
  const cell = pod.labels[LABEL.cell];
  const uid = pod.labels[LABEL.uid];
  if (cell === undefined || uid === undefined || !/^\d{1,10}$/.test(uid)) return null;
  return `${cell}-${uid.padStart(10, "0")}`;
}

const shardKey = (keyspace: string, shard: string): string => `${keyspace}/${shard}`;

const keyOfTablet = (pod: PodFact): string =>
  shardKey(pod.labels[LABEL.keyspace] ?? "", shardName(pod.labels[LABEL.shard] ?? ""));

/**
 * The shards with the primary that each has now. After an unplanned failover the operator's record names the lost one for
 * up to half a minute (its resync; 12 s as tried on 2.17): where that one cannot serve, a ready tablet that is heard to be
 * primary is believed.
 */
function withPrimaryOfNow({ shards, pods }: DatabaseParts, { lag }: Readings): ShardFact[] {
  const tablets = Map.groupBy(
    pods.filter((pod) => pod.ready && pod.deletionAt === null && aliasOf(pod) !== null),
    keyOfTablet,
  );
  return shards.map((fact) => {
    const able = tablets.get(shardKey(fact.keyspace, fact.shard)) ?? [];
    if (able.some((pod) => aliasOf(pod) === fact.masterAlias)) return fact;
    const [heard, another] = able.filter((pod) => lag.get(pod.name)?.kind === "primary");
    if (heard === undefined || another !== undefined) return fact;
    return { ...fact, masterAlias: aliasOf(heard), hasMaster: "True" };
  });
}

interface Context {
  parts: DatabaseParts;
  readings: Readings;
  at: { now: number; isLive: boolean };
  zoneOfNode: ReadonlyMap<string, string>;
  zoneOfCell: ReadonlyMap<string, string>;
  claims: ReadonlyMap<string, ClaimFact>;
  shardOf: ReadonlyMap<string, ShardFact>;
}

const restartsOf = (pod: PodFact): number => pod.containers.reduce((sum, each) => sum + each.restarts, 0);

function placed(pod: PodFact, context: Context) {
  return {
    pod: pod.name,
    zone: pod.nodeName === null ? null : (context.zoneOfNode.get(pod.nodeName) ?? null),
    node: pod.nodeName,
    ready: pod.ready,
    ...lookOf(pod, context.at),
    restarts: restartsOf(pod),
  };
}

function claimOf(pod: PodFact, claims: ReadonlyMap<string, ClaimFact>): TabletView["claim"] {
  const claim = pod.claims.map((name) => claims.get(name)).find((each) => each !== undefined);
  if (!claim) return null;
  return {
    name: claim.name,
    phase: claim.phase,
    bytes: claim.capacityBytes ?? claim.requestedBytes,
    storageClass: claim.storageClass,
  };
}

/** Kubernetes gives the moment of a change in whole seconds. */
const READY_AFTER_MS = 1000;

/**
 * What a tablet said before its pod became ready is of the time before: vttablet is ready only while it replicates, and
 * a new shard would else be born with an alarm.
 */
function ofNow(lag: LagView, pod: PodFact): LagView {
  if (lag.kind !== "not-replicating" || !pod.ready || pod.readyChangedAt === null) return lag;
  if (lag.at >= pod.readyChangedAt + READY_AFTER_MS) return lag;
  return { kind: "not-sampled", lastSeconds: lag.lastSeconds, lastAt: lag.lastAt };
}

function tabletView(pod: PodFact, alias: string, context: Context): TabletView {
  const keyspace = pod.labels[LABEL.keyspace] ?? "";
  const shard = shardName(pod.labels[LABEL.shard] ?? "");
  const cell = pod.labels[LABEL.cell] ?? "";
  const fact = context.shardOf.get(shardKey(keyspace, shard));
  const status = fact?.tablets.find((each) => each.alias === alias);
  const role = roleOf(alias, pod.labels[LABEL.type] ?? "", status, fact);
  const sampled = context.readings.lag.get(pod.name);
  const lag = role === "primary" || sampled === undefined ? null : ofNow(sampled, pod);
  const servingWrites = fact?.servingWrites !== "False";
  return {
    ...placed(pod, context),
    ...tabletLook(pod, { role, type: status?.type ?? "", lag, servingWrites }, context.at),
    alias,
    role,
    keyspace,
    shard,
    cell,
    intendedZone: context.zoneOfCell.get(cell) ?? null,
    containersReady: pod.containers.filter((each) => each.ready).length,
    containers: pod.containers.map((each) => ({
      name: each.name,
      ready: each.ready,
      restarts: each.restarts,
      words: containerWords(each),
    })),
    lag,
    queriesPerSecond: context.readings.queriesPerSecond.get(pod.name) ?? null,
    claim: claimOf(pod, context.claims),
    draining: drainOf(pod),
    leaving: pod.deletionAt !== null,
    createdAt: pod.createdAt,
    since: pod.readyChangedAt,
  };
}

/** Zone of each cell that is pinned to one: as its spec says, else by the name that Gantry gave the cell for its zone. */
function zonesOfCells(cluster: ClusterFact | null, zones: readonly string[]): Map<string, string> {
  const byName = new Map([...cellNames(zones)].map(([zone, name]) => [name, zone]));
  return new Map(
    (cluster?.cells ?? []).flatMap((cell) => {
      const zone = cell.zone ?? byName.get(cell.name);
      return zone === undefined ? [] : [[cell.name, zone] as const];
    }),
  );
}

/** Nodes that hold a pod of the database, by zone; zones of its cells are there even while they hold none. */
function zoneViews(
  nodes: readonly NodeFact[],
  capacity: Capacity,
  pods: readonly PodFact[],
  zoneOfCell: ReadonlyMap<string, string>,
): ZoneView[] {
  const held = new Set(pods.map((pod) => pod.nodeName));
  const rooms = new Map(capacity.rooms.map((room) => [room.node, room]));
  const cellOfZone = new Map([...zoneOfCell].map(([cell, zone]) => [zone, cell]));
  const shown = nodes.filter((node) => held.has(node.name));
  const zones = new Set([...cellOfZone.keys(), ...shown.map((node) => rooms.get(node.name)?.zone ?? "")]);
  return [...zones]
    .toSorted((a, b) => a.localeCompare(b))
    .map((zone) => {
      const usable = capacity.rooms.filter((room) => room.zone === zone && room.usable);
      return {
        zone,
        cell: cellOfZone.get(zone) ?? null,
        freeCpuMilli: capacity.isKnown ? usable.reduce((sum, room) => sum + room.free.cpuMilli, 0) : null,
        nodes: shown
          .filter((node) => rooms.get(node.name)?.zone === zone)
          .toSorted((a, b) => a.name.localeCompare(b.name))
          .map((node) => ({
            name: node.name,
            zone,
            shape: shapeOf(node),
            ready: node.ready,
            cordoned: node.unschedulable,
            freeCpuMilli: capacity.isKnown ? (rooms.get(node.name)?.free.cpuMilli ?? null) : null,
          })),
      };
    });
}

const known = (value: ShardFact["hasMaster"]): boolean | null =>
  value === "Unknown" ? null : value === "True";

const shardView = (fact: ShardFact): ShardView => ({
  keyspace: fact.keyspace,
  shard: fact.shard,
  hasPrimary: known(fact.hasMaster),
  servingWrites: known(fact.servingWrites),
  primaryAlias: fact.masterAlias,
});

/** A pod that ended is no part of the picture: the operator makes another under the same or a new name. */
const isShown = (pod: PodFact): boolean => pod.phase !== "Succeeded";

/**
 * The picture of one database from what the watch knows and what was sampled; O(pods + nodes). While the region cannot
 * be reached every pod is unknown, with the place where it was seen last.
 */
export function topologyOf(
  parts: DatabaseParts,
  region: RegionNow,
  readings: Readings,
  now: number,
): TopologyView {
  const capacity = readCapacity(region);
  const shards = withPrimaryOfNow(parts, readings);
  const allZones = [...new Set(capacity.rooms.map((room) => room.zone))].filter((zone) => zone !== "");
  const context: Context = {
    parts,
    readings,
    at: { now, isLive: region.state.kind === "live" },
    zoneOfNode: new Map(capacity.rooms.map((room) => [room.node, room.zone])),
    zoneOfCell: zonesOfCells(parts.cluster, allZones),
    claims: new Map(parts.claims.map((claim) => [claim.name, claim])),
    shardOf: new Map(shards.map((fact) => [shardKey(fact.keyspace, fact.shard), fact])),
  };
  const pods = parts.pods.filter(isShown).toSorted((a, b) => a.name.localeCompare(b.name));
  const tablets: TabletView[] = [];
  const gateways: GatewayView[] = [];
  const etcd: EtcdView[] = [];
  const others: OtherPodView[] = [];
  for (const pod of pods) {
    const component = pod.labels[LABEL.component] ?? "";
    const alias = component === "vttablet" ? aliasOf(pod) : null;
    if (alias !== null) tablets.push(tabletView(pod, alias, context));
    else if (component === "vtgate")
      gateways.push({ ...placed(pod, context), cell: pod.labels[LABEL.cell] ?? "" });
    else if (component === "etcd")
      etcd.push({ ...placed(pod, context), index: Number(pod.labels[LABEL.etcdIndex] ?? 0) });
    else others.push({ ...placed(pod, context), component });
  }
  return {
    zones: zoneViews(region.nodes, capacity, pods, context.zoneOfCell),
    shards: shards
      .map(shardView)
      .toSorted((a, b) => a.keyspace.localeCompare(b.keyspace) || (a.shard < b.shard ? -1 : 1)),
    tablets,
    gateways,
    etcd,
    others,
    queriesPerSecond: readings.totalQueriesPerSecond,
  };
}
