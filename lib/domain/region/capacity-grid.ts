import type { NodeFact, PodFact } from "@/lib/domain/cluster/facts";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import { isBarred, openTaints, VITESS_ARCHITECTURE, zoneOf } from "@/lib/domain/cluster/zones";
import { TABLETS, ZONES_TO_SURVIVE_ONE } from "@/lib/domain/database/cells";
import { SIZE_NAMES, SIZES, tabletAsk, type Ask } from "@/lib/domain/database/sizes";
import type { AvailabilityLevel, SizeName } from "@/lib/domain/database/spec";
import { formatBytes, formatCores, formatCpu } from "@/lib/domain/format";
import {
  readCapacity,
  type Capacity,
  type NodeRoom,
  type RegionFacts,
} from "@/lib/domain/placement/capacity";

export interface ShapeGroup {
  id: string;
  label: string;
  instanceType: string | null;
  architecture: string;
  taints: string[];
  nodes: number;
  unusable: string | null;
}

interface Amounts {
  free: number[];
  others: number;
  gantry: number;
  total: number;
}

export interface GridCell {
  zone: string;
  shapeId: string;
  nodes: number;
  cordoned: number;
  cpuMilli: Amounts;
  memoryBytes: Amounts;
  fits: { size: string; count: number } | null;
  /** It is in the zone that keeps a database over all zones smaller than others would. */
  limits: boolean;
}

export interface CapacityGrid {
  zones: string[];
  shapes: ShapeGroup[];
  cells: GridCell[];
  largest: { zone: string | null; node: string | null; limit: string | null };
  countedPods: number | null;
}

const LARGEST_FIRST = SIZE_NAMES.toReversed();

const taintsOf = (node: NodeFact): string[] =>
  openTaints(node)
    .filter((taint) => taint.effect !== "PreferNoSchedule")
    .map((taint) => `${taint.key}${taint.value === "" ? "" : `=${taint.value}`}`);

function shapeOfNode(node: NodeFact): Omit<ShapeGroup, "nodes"> {
  const taints = taintsOf(node);
  const label = `${formatCores(node.cpuMilli)} CPU · ${formatBytes(node.memoryBytes)}`;
  const unusable =
    node.architecture === VITESS_ARCHITECTURE
      ? isBarred({ ...node, taints: openTaints(node) })
        ? "Not usable: its taint keeps databases away"
        : null
      : "Not usable: the Vitess images are amd64 only";
  return {
    id: [label, node.instanceType ?? "", node.architecture, ...taints].join("|"),
    label,
    instanceType: node.instanceType,
    architecture: node.architecture,
    taints,
    unusable,
  };
}

/** How many tablets of a size one node takes. */
function tabletsOn(room: NodeRoom, ask: Ask): number {
  if (!room.usable) return 0;
  return Math.min(
    Math.floor(room.free.cpuMilli / ask.cpuMilli),
    Math.floor(room.free.memoryBytes / ask.memoryBytes),
    room.freePods,
  );
}

/** The largest size whose tablet fits on some node, and how many of them do on all. */
function largestFit(rooms: readonly NodeRoom[]): { size: SizeName; count: number } | null {
  for (const size of LARGEST_FIRST) {
    const count = rooms.reduce((total, room) => total + tabletsOn(room, tabletAsk(size)), 0);
    if (count > 0) return { size, count };
  }
  return null;
}

function fitsOf(rooms: readonly NodeRoom[]): GridCell["fits"] {
  const fit = largestFit(rooms);
  return fit === null ? null : { size: SIZES[fit.size].label, count: fit.count };
}

function amounts(rooms: readonly NodeRoom[], gantry: number, part: keyof Ask): Amounts {
  const total = rooms.reduce((sum, room) => sum + room.allocatable[part], 0);
  const free = rooms.map((room) => room.free[part]).toSorted((a, b) => b - a);
  const taken = total - free.reduce((sum, each) => sum + each, 0);
  return { free, total, gantry: Math.min(gantry, taken), others: Math.max(0, taken - gantry) };
}

const isOurs = (pod: PodFact): boolean => pod.labels["planetscale.com/component"] !== undefined;

/** The largest size whose tablet fits on enough nodes, one each: in three zones, on three nodes anywhere, on one. */
export function largestSize(capacity: Capacity, by: AvailabilityLevel): SizeName | null {
  return (
    LARGEST_FIRST.find((size) => {
      const fitting = capacity.rooms.filter((room) => tabletsOn(room, tabletAsk(size)) > 0);
      const places =
        by === "zone"
          ? new Set(fitting.map((room) => room.zone).filter((zone) => zone !== "")).size
          : fitting.length;
      return places >= TABLETS[by];
    }) ?? null
  );
}

/**
 * The zone whose freest node has the least CPU: what a database over all zones is limited by; null without zones. Where
 * fewer zones take pods than such a database needs, it is one that takes none.
 */
function limitOf(capacity: Capacity): { zone: string; cpuMilli: number } | null {
  const named = new Set(capacity.rooms.flatMap((room) => (room.zone === "" ? [] : [room.zone])));
  const zones = capacity.zones.length < ZONES_TO_SURVIVE_ONE ? [...named].toSorted() : capacity.zones;
  const tops = zones.map((zone) => ({
    zone,
    cpuMilli: Math.max(
      0,
      ...capacity.rooms.filter((room) => room.usable && room.zone === zone).map((room) => room.free.cpuMilli),
    ),
  }));
  return tops.toSorted((x, y) => x.cpuMilli - y.cpuMilli)[0] ?? null;
}

function limitWords({ zone, cpuMilli }: { zone: string; cpuMilli: number }): string {
  return cpuMilli === 0
    ? `${zoneTitle(zone)}: no node takes new pods`
    : `${zoneTitle(zone)}: ${formatCpu(cpuMilli)} on one node`;
}

const words = (size: SizeName | null): string | null => {
  if (size === null) return null;
  const ask = tabletAsk(size);
  return `${SIZES[size].label}: ${formatCpu(ask.cpuMilli)} · ${formatBytes(ask.memoryBytes)}`;
};

/** Free room by zone and node shape, from requests as the scheduler counts them. O(nodes x log nodes + pods). */
export function capacityGrid(facts: RegionFacts): CapacityGrid {
  const capacity = readCapacity(facts);
  const roomByName = new Map(capacity.rooms.map((room) => [room.node, room]));
  const oursByNode = Map.groupBy(
    facts.pods.filter((pod) => pod.nodeName !== null && isOurs(pod)),
    (pod) => pod.nodeName ?? "",
  );
  const shapes = new Map<string, ShapeGroup>();
  const groups = new Map<string, { zone: string; shapeId: string; nodes: NodeFact[] }>();
  for (const node of facts.nodes) {
    const shape = shapeOfNode(node);
    shapes.set(shape.id, { ...shape, nodes: (shapes.get(shape.id)?.nodes ?? 0) + 1 });
    const zone = zoneOf(node, capacity.rule);
    const key = `${zone}|${shape.id}`;
    const group = groups.get(key) ?? { zone, shapeId: shape.id, nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  const cells = [...groups.values()].map(({ zone, shapeId, nodes }): GridCell => {
    const rooms = nodes.flatMap((node) => roomByName.get(node.name) ?? []);
    const ours = nodes.flatMap((node) => oursByNode.get(node.name) ?? []);
    return {
      zone,
      shapeId,
      nodes: nodes.length,
      cordoned: nodes.filter((node) => node.unschedulable).length,
      cpuMilli: amounts(
        rooms,
        ours.reduce((sum, pod) => sum + pod.requestsCpuMilli, 0),
        "cpuMilli",
      ),
      memoryBytes: amounts(
        rooms,
        ours.reduce((sum, pod) => sum + pod.requestsMemoryBytes, 0),
        "memoryBytes",
      ),
      fits: fitsOf(rooms),
      limits: false,
    };
  });
  const limit = limitOf(capacity);
  const isUneven = new Set(cells.map((cell) => cell.fits?.size ?? null)).size > 1;
  return {
    zones: [...new Set(cells.map((cell) => cell.zone))].toSorted((a, b) => a.localeCompare(b)),
    shapes: [...shapes.values()].toSorted((a, b) => b.nodes - a.nodes),
    cells: cells.map((cell) => ({ ...cell, limits: isUneven && cell.zone === limit?.zone })),
    largest: {
      zone: words(largestSize(capacity, "zone")),
      node: words(largestSize(capacity, "node")),
      limit: limit === null ? null : limitWords(limit),
    },
    countedPods: capacity.isKnown ? facts.pods.length : null,
  };
}

/** What one zone has room for; its name is "" where nodes have no zone. */
export interface Headroom {
  zone: string;
  /** The largest size of which a tablet fits on one node, and how many do in all; null when none does. */
  fit: { size: SizeName; count: number } | null;
}

/** The largest tablet of each zone for check P10; null when capacity is not read. */
export function headroomByZone(facts: RegionFacts): Headroom[] | null {
  const capacity = readCapacity(facts);
  if (!capacity.isKnown) return null;
  const zones = capacity.zones.length === 0 ? [""] : capacity.zones;
  return zones.map((zone) => ({
    zone,
    fit: largestFit(capacity.rooms.filter((room) => zone === "" || room.zone === zone)),
  }));
}
