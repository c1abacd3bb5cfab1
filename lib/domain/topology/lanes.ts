import { isBehind } from "@/lib/domain/topology/tablet-look";
import {
  pathOf,
  type Branch,
  type EdgeKind,
  type LagLabel,
  type Point,
  type Rect,
  type TabletSlot,
  type Trunk,
} from "@/lib/domain/topology/slots";
import type { LagView } from "@/lib/domain/topology/view";

/** Distance of a trunk from the side of its gutter that is nearer to the primary. */
const TRUNK = 26;
/** Above this many edges in one lane they are hidden and the cards carry the lag. */
const LANE_MAX = 6;
const ARROW = 3;
const CORNER = 6;
/** The narrowest gutter less the trunk's distance and the space beside it. */
const LABEL = { split: 76, tight: 72 };

/** A card with the column that it stands in. */
export interface Stop {
  slot: TabletSlot;
  column: number;
}

export interface LaneInput {
  columns: readonly Rect[];
  /** Width of the room between two columns. */
  gutter: number;
  primary: Stop;
  replicas: readonly Stop[];
  /** y of the lane below the row of the primary, which carries edges past other columns. */
  laneY: number;
}

export interface Lanes {
  trunks: Trunk[];
  branches: Branch[];
  dots: Point[];
  hidden: TabletSlot[];
}

interface Way {
  stop: Stop;
  gutter: number;
  /** y at which it leaves the trunk. */
  y: number;
}

const middle = (rect: Rect): number => rect.y + rect.height / 2;
const line = (...points: Point[]): Trunk => ({ points, path: pathOf(points) });

export function edgeKindOf(lag: LagView | null): EdgeKind {
  if (lag === null || lag.kind === "not-sampled" || lag.kind === "no-permission") return "unknown";
  if (lag.kind === "not-replicating") return "stopped";
  return isBehind(lag) ? "over" : "ok";
}

/** The gutter that the primary leaves by: at its right, or at its left in the last of several columns. */
export function homeGutter(primary: number, columns: number): number {
  return columns > 1 && primary === columns - 1 ? primary - 1 : primary;
}

/** The gutter from which a branch enters a card: the one between it and the primary; the primary's own in its column. */
function gutterOf(column: number, primary: number, home: number): number {
  if (column === primary) return home;
  return column > primary ? column - 1 : column;
}

/** Left edge of each gutter; after a single column there is one too. */
const gutterLeft = (columns: readonly Rect[], gutter: number): number => {
  const column = columns[gutter];
  return column ? column.x + column.width : 0;
};

function trunkX(input: LaneInput, gutter: number): number {
  const left = gutterLeft(input.columns, gutter);
  return gutter < input.primary.column ? left + input.gutter - TRUNK : left + TRUNK;
}

/** A short branch lies between a trunk and its own column; its number stands on the other side of the trunk. */
function labelOf(
  way: Way,
  x: number,
  isRightward: boolean,
  isShort: boolean,
  busyAt: ReadonlySet<number>,
): LagLabel {
  if (!isShort) {
    const left = isRightward ? x + 8 : x - 8 - LABEL.split;
    const align = isRightward ? "start" : "end";
    return { x: left, y: way.y - 42, width: LABEL.split, height: 64, placement: "split", align };
  }
  const y = busyAt.has(way.y) ? way.y + 24 : way.y - 13;
  const left = isRightward ? x - 12 - LABEL.tight : x + 12;
  const align = isRightward ? "end" : "start";
  return { x: left, y, width: LABEL.tight, height: 38, placement: "tight", align };
}

interface Gutter {
  x: number;
  /** y at which the trunk is fed. */
  source: number;
  /** The last pixels of what feeds it, where that ends here: they make a round corner. */
  entry: Point | null;
  /** y at which the lane leaves it, if it does. */
  tap: number | null;
  ways: Way[];
}

function branchOf(input: LaneInput, gutter: Gutter, way: Way, lead: Point[]): Branch {
  const { slot, column } = way.stop;
  const { x } = gutter;
  const isHome = (each: Way): boolean => each.stop.column === input.primary.column;
  const longAt = new Set(gutter.ways.filter((each) => !isHome(each)).map((each) => each.y));
  const isRightward = slot.x > x;
  const end = { x: isRightward ? slot.x - ARROW : slot.x + slot.width + ARROW, y: way.y };
  const points = [...lead, { x, y: way.y }, end];
  return {
    pod: slot.tablet.pod,
    kind: edgeKindOf(slot.tablet.lag),
    points,
    path: pathOf(points),
    label: labelOf(way, x, isRightward, column === input.primary.column, longAt),
    cut: { x: (x + end.x) / 2, y: way.y },
  };
}

/**
 * One side of a trunk, away from its source. What is shared is trunk; the piece beyond the last split belongs to the
 * farthest branch alone, so that its colour colours nothing else.
 */
function drawSide(input: LaneInput, gutter: Gutter, side: -1 | 1, entry: Point | null, out: Lanes): void {
  const { x, source } = gutter;
  const away = (y: number): number => (y - source) * side;
  const ways = gutter.ways.filter((way) => away(way.y) > 0).toSorted((a, b) => away(a.y) - away(b.y));
  const taps = gutter.tap !== null && away(gutter.tap) > 0 ? [gutter.tap] : [];
  const stops = [...ways.map((way) => way.y), ...taps].toSorted((a, b) => away(a) - away(b));
  const far = stops.at(-1);
  if (far === undefined) return;
  const farthest = ways.filter((way) => way.y === far);
  const owner = farthest.length === 1 && !taps.includes(far) ? farthest[0] : undefined;
  const shared = owner ? (stops.at(-2) ?? source) : far;
  const start = entry ? [entry, { x, y: source }] : [{ x, y: source }];
  // Where the lane takes over, it brings its own round corner.
  const end = taps.includes(shared) && shared === far ? shared - CORNER * side : shared;
  if (shared !== source) out.trunks.push(line(...start, { x, y: end }));
  for (const way of ways) {
    if (way === owner) {
      out.branches.push(branchOf(input, gutter, way, shared === source ? start : [{ x, y: shared }]));
    } else {
      out.branches.push(branchOf(input, gutter, way, []));
      out.dots.push({ x, y: way.y });
    }
  }
  if (taps.some((tap) => tap !== far)) out.dots.push(...taps.map((tap) => ({ x, y: tap })));
}

function drawGutter(input: LaneInput, gutter: Gutter, out: Lanes): void {
  const { x, source, tap } = gutter;
  const straight = gutter.ways.filter((way) => way.y === source);
  const ys = [...gutter.ways.map((way) => way.y), ...(tap === null ? [] : [tap])];
  const up = ys.some((y) => y < source);
  const down = ys.some((y) => y > source);
  const ends = Number(up) + Number(down) + straight.length;
  const entry = ends === 1 ? gutter.entry : null;
  if (gutter.entry && !entry) out.trunks.push(line(gutter.entry, { x, y: source }));
  drawSide(input, gutter, -1, entry, out);
  drawSide(input, gutter, 1, entry, out);
  for (const way of straight) out.branches.push(branchOf(input, gutter, way, []));
  if (ends > 1 || (gutter.entry === null && ends > 0 && source === input.laneY))
    out.dots.push({ x, y: source });
}

/** The lane from the home trunk to the trunks on one side of it. */
function drawLane(
  input: LaneInput,
  homeX: number,
  gutters: readonly Omit<Gutter, "entry">[],
  out: Lanes,
): void {
  const last = gutters.toSorted((a, b) => Math.abs(a.x - homeX) - Math.abs(b.x - homeX)).at(-1);
  if (!last) return;
  const y = input.laneY;
  const step = last.x > homeX ? CORNER : -CORNER;
  out.trunks.push(line({ x: homeX, y: y - CORNER }, { x: homeX, y }, { x: last.x - step, y }));
  for (const gutter of gutters) {
    drawGutter(input, { ...gutter, entry: gutter === last ? { x: last.x - step, y } : null }, out);
  }
}

/**
 * Replication edges from the primary to its replicas, orthogonal, in gutters and in one lane below the primary's row.
 * They cross neither cards nor numbers nor each other, because every gutter has one trunk, on the side of the primary.
 */
export function lanesOf(input: LaneInput): Lanes {
  const { primary, laneY } = input;
  const home = homeGutter(primary.column, input.columns.length);
  const ways = input.replicas.map((stop) => ({
    stop,
    gutter: gutterOf(stop.column, primary.column, home),
    y: middle(stop.slot),
  }));
  const byLane = ways.filter((way) => way.gutter !== home);
  const isTooMany = byLane.length > LANE_MAX;
  const out: Lanes = {
    trunks: [],
    branches: [],
    dots: [],
    hidden: isTooMany ? byLane.map((way) => way.stop.slot) : [],
  };
  const near = ways.filter((way) => way.gutter === home);
  const far = isTooMany ? [] : byLane;
  if (near.length + far.length === 0) return out;
  const homeX = trunkX(input, home);
  const source = middle(primary.slot);
  const isRightward = homeX > primary.slot.x;
  const side = isRightward ? primary.slot.x + primary.slot.width : primary.slot.x;
  const tap = far.length > 0 ? laneY : null;
  const ys = [...near.map((way) => way.y), ...(tap === null ? [] : [tap])];
  // All of it turns one way: then the corner is round, and belongs to what comes after it.
  const turns = ys.every((y) => y > source) || ys.every((y) => y < source);
  const corner = { x: homeX - (isRightward ? CORNER : -CORNER), y: source };
  out.trunks.push(line({ x: side, y: source }, turns ? corner : { x: homeX, y: source }));
  drawGutter(input, { x: homeX, source, entry: turns ? corner : null, tap, ways: near }, out);
  const others = [...Map.groupBy(far, (way) => way.gutter)].map(([gutter, own]) => ({
    x: trunkX(input, gutter),
    source: laneY,
    tap: null,
    ways: own,
  }));
  drawLane(
    input,
    homeX,
    others.filter((gutter) => gutter.x < homeX),
    out,
  );
  drawLane(
    input,
    homeX,
    others.filter((gutter) => gutter.x > homeX),
    out,
  );
  return out;
}
