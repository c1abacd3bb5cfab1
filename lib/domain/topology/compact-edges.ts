import type { ShardChoice } from "@/lib/domain/topology/columns";
import { edgeKindOf } from "@/lib/domain/topology/lanes";
import {
  pathOf,
  type Branch,
  type Point,
  type Rect,
  type TabletSlot,
  type Trunk,
} from "@/lib/domain/topology/slots";
import type { TabletView } from "@/lib/domain/topology/view";

const ARROW = 3;
const CORNER = 6;

/** A card with its column; `isReachable` when no other card stands between it and the gutter at its left. */
export interface CompactStop {
  slot: TabletSlot;
  column: number;
  isReachable: boolean;
}

export interface CompactEdges {
  trunks: Trunk[];
  branches: Branch[];
  dots: Point[];
  hidden: number;
}

interface CompactInput {
  columns: readonly Rect[];
  /** Width of the room at the left of each column. */
  gutter: number;
  /** y of the lane above the columns that joins their gutters. */
  laneY: number;
  stops: readonly CompactStop[];
  chosen: ShardChoice;
}

export const isOfShard = (tablet: TabletView, shard: ShardChoice): boolean =>
  tablet.keyspace === shard.keyspace && tablet.shard === shard.shard;

const middle = (rect: Rect): number => rect.y + rect.height / 2;
const line = (...points: Point[]): Trunk => ({ points, path: pathOf(points) });

/** The last piece of an edge. The farthest one on a trunk takes the end of it along, for a round corner. */
function branchTo({ slot }: CompactStop, x: number, lead: number): Branch {
  const y = middle(slot);
  const end = { x: slot.x - ARROW, y };
  const points = lead === 0 ? [{ x, y }, end] : [{ x, y: y - lead }, { x, y }, end];
  return {
    pod: slot.tablet.pod,
    kind: edgeKindOf(slot.tablet.lag),
    points,
    path: pathOf(points),
    label: null,
    cut: { x: (x + end.x) / 2, y },
  };
}

/** All branches of one gutter, off a trunk that is fed at `source`; gives the y at which the fed trunk ends below it. */
function branchesOff(stops: readonly CompactStop[], x: number, source: number, out: CompactEdges): number {
  const far = Math.max(source, ...stops.map((stop) => middle(stop.slot)));
  for (const stop of stops) {
    const y = middle(stop.slot);
    const isEnd = y === far && y > source + CORNER;
    out.branches.push(branchTo(stop, x, isEnd ? CORNER : 0));
    if (!isEnd) out.dots.push({ x, y });
  }
  return far > source + CORNER ? far - CORNER : far;
}

/** The lane from the home trunk to the gutters on one side of it; what feeds it comes along as `lead`. */
function drawSide(
  input: CompactInput,
  gutters: readonly (readonly [number, readonly CompactStop[]])[],
  lead: readonly Point[],
  out: CompactEdges,
): void {
  const last = gutters.at(-1);
  for (const gutter of gutters) {
    const [x, stops] = gutter;
    const end = { x, y: branchesOff(stops, x, input.laneY, out) };
    const corner = { x, y: input.laneY };
    out.trunks.push(gutter === last ? line(...lead, corner, end) : line(corner, end));
    if (gutter !== last) out.dots.push(corner);
  }
}

/**
 * Replication edges of one shard at the compact level: one trunk in the gutter at the left of each column, joined by a
 * lane above the columns, so that no edge crosses a card, a text or another edge. O(cards of the shard).
 */
export function compactEdges(input: CompactInput): CompactEdges {
  const out: CompactEdges = { trunks: [], branches: [], dots: [], hidden: 0 };
  const own = input.stops.filter((stop) => isOfShard(stop.slot.tablet, input.chosen));
  const primaries = own.filter((stop) => stop.slot.tablet.role === "primary");
  const [primary] = primaries;
  if (primary === undefined || primaries.length > 1) return out;
  const replicas = own.filter((stop) => stop !== primary && stop.isReachable && primary.isReachable);
  out.hidden = own.length - 1 - replicas.length;
  if (replicas.length === 0) return out;
  const trunkX = (column: number): number => (input.columns[column]?.x ?? 0) - input.gutter / 2;
  const homeX = trunkX(primary.column);
  const source = middle(primary.slot);
  const start = [
    { x: primary.slot.x, y: source },
    { x: homeX, y: source },
  ];
  const beside = replicas.filter((stop) => stop.column === primary.column);
  const above = beside.filter((stop) => middle(stop.slot) < source);
  const below = beside.filter((stop) => middle(stop.slot) > source);
  const others = [...Map.groupBy(replicas, (stop) => trunkX(stop.column))]
    .filter(([x]) => x !== homeX)
    .toSorted(([a], [b]) => Math.abs(a - homeX) - Math.abs(b - homeX));
  const lead = [...start, { x: homeX, y: input.laneY }];
  const left = others.filter(([x]) => x < homeX);
  const right = others.filter(([x]) => x > homeX);
  drawSide(input, left, lead, out);
  drawSide(input, right, left.length > 0 ? lead.slice(-1) : lead, out);
  if (left.length > 0 && right.length > 0) out.dots.push({ x: homeX, y: input.laneY });
  for (const stop of above) {
    out.branches.push(branchTo(stop, homeX, 0));
    out.dots.push({ x: homeX, y: middle(stop.slot) });
  }
  if (others.length === 0 && above.length > 0) {
    out.trunks.push(line(...start, { x: homeX, y: Math.min(...above.map((stop) => middle(stop.slot))) }));
  }
  if (below.length > 0) {
    const isAlone = others.length === 0 && above.length === 0;
    const end = { x: homeX, y: branchesOff(below, homeX, source, out) };
    out.trunks.push(isAlone ? line(...start, end) : line({ x: homeX, y: source }, end));
    if (!isAlone) out.dots.push({ x: homeX, y: source });
  }
  return out;
}
