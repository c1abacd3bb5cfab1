import type { Column, Frame } from "@/lib/domain/topology/columns";
import { homeGutter, lanesOf, type Stop } from "@/lib/domain/topology/lanes";
import {
  pathOf,
  type Bus,
  type ColumnSlot,
  type EtcdSlot,
  type GatewaySlot,
  type Layout,
  type NodeSlot,
  type Point,
  type TabletSlot,
  type Trunk,
} from "@/lib/domain/topology/slots";

/** Columns grow to `wide` before gutters do; when gutters have grown too, columns go on to `max`. */
const ZONE = { min: 204, wide: 300, max: 420 };
const GUTTER = { min: 110, max: 180 };
const INSET = 8;
const CARD_INSET = 9;
const GATEWAY = { top: 44, height: 53 };
const BUS_Y = 116;
const BUS_LABEL = 90;
const NODES_TOP = 136;
const NODE_HEAD = 33;
const NODE_FOOT = 41;
/** Between head and foot of a node in a row where no node holds a drawn tablet. */
const QUIET_HEIGHT = 30;
const CARD_HEIGHT = 98;
const CARD_GAP = 8;
/** Between rows; the one below the primary has room for the lane. */
const ROW_GAP = { plain: 20, lane: 70 };
/** Below the last row, where the primary stands in it and a lane is needed. */
const LAST_LANE = 40;
const ETCD = { gap: 12, height: 36, between: 8 };

interface Row {
  y: number;
  height: number;
  /** No node in it holds a drawn tablet. */
  isQuiet: boolean;
}

interface Grid {
  columns: ColumnSlot[];
  gutter: number;
  width: number;
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** A canvas that needs more room than there is keeps its least sizes and is panned. */
function placeColumns(columns: readonly Column[], width: number): Grid {
  const count = Math.max(1, columns.length);
  const gutters = Math.max(1, columns.length - 1);
  const first = clamp(Math.floor((width - gutters * GUTTER.min) / count), ZONE.min, ZONE.wide);
  const gutter = clamp(Math.floor((width - count * first) / gutters), GUTTER.min, GUTTER.max);
  const zone = clamp(Math.floor((width - gutters * gutter) / count), first, ZONE.max);
  const slots = columns.map((column, index): ColumnSlot => ({
    kind: column.kind,
    zone: column.zone,
    freeCpuMilli: column.freeCpuMilli,
    nodes: column.frames.filter((frame) => frame.node !== null).length,
    x: index * (zone + gutter),
    y: 0,
    width: zone,
    height: 0,
  }));
  return { columns: slots, gutter, width: count * zone + gutters * gutter };
}

function frameHeight(frame: Frame, isQuiet: boolean): number {
  if (isQuiet) return NODE_HEAD + QUIET_HEIGHT + NODE_FOOT;
  const cards = Math.max(1, frame.tablets.length);
  return NODE_HEAD + cards * CARD_HEIGHT + (cards - 1) * CARD_GAP + NODE_FOOT;
}

const holdsPrimary = (frame: Frame): boolean => frame.tablets.some((tablet) => tablet.role === "primary");

function placeRows(columns: readonly Column[]): Row[] {
  const count = Math.max(0, ...columns.map((column) => column.frames.length));
  const rows: Row[] = [];
  let y = NODES_TOP;
  for (let row = 0; row < count; row += 1) {
    const frames = columns.flatMap((column) => column.frames[row] ?? []);
    const isQuiet = frames.every((frame) => frame.tablets.length === 0);
    const height = Math.max(...frames.map((frame) => frameHeight(frame, isQuiet)));
    rows.push({ y, height, isQuiet });
    y += height + (frames.some(holdsPrimary) ? ROW_GAP.lane : ROW_GAP.plain);
  }
  return rows;
}

interface Placed {
  nodes: NodeSlot[];
  stops: Stop[];
  rowOf: Map<TabletSlot, number>;
}

function placeFrames(columns: readonly Column[], slots: readonly ColumnSlot[], rows: readonly Row[]): Placed {
  const placed: Placed = { nodes: [], stops: [], rowOf: new Map() };
  columns.forEach((column, at) => {
    const zone = slots[at];
    if (!zone) return;
    column.frames.forEach((frame, row) => {
      const { y, isQuiet } = rows[row] ?? { y: NODES_TOP, isQuiet: false };
      const height = frameHeight(frame, isQuiet);
      const rect = { x: zone.x + INSET, y, width: zone.width - 2 * INSET, height };
      placed.nodes.push({ ...rect, node: frame.node, tablets: frame.tablets.length, foot: frame.foot });
      frame.tablets.forEach((tablet, index) => {
        const slot: TabletSlot = {
          x: rect.x + CARD_INSET,
          y: y + NODE_HEAD + index * (CARD_HEIGHT + CARD_GAP),
          width: rect.width - 2 * CARD_INSET,
          height: CARD_HEIGHT,
          tablet,
          isPending: tablet.node === null,
          isLagInside: true,
        };
        placed.stops.push({ slot, column: at });
        placed.rowOf.set(slot, row);
      });
    });
  });
  return placed;
}

const line = (...points: Point[]): Trunk => ({ points, path: pathOf(points) });

/** Through the head of its node where nothing is above it, else down the padding of its column, away from the trunk. */
function arrowTo(primary: Stop, zone: ColumnSlot, isOnTop: boolean, trunkAtRight: boolean): Trunk {
  const { slot } = primary;
  if (isOnTop) {
    const x = slot.x + slot.width / 2;
    return line({ x, y: BUS_Y }, { x, y: slot.y - 1 });
  }
  const y = slot.y + slot.height / 2;
  const x = trunkAtRight ? zone.x + INSET / 2 : zone.x + zone.width - INSET / 2;
  const end = trunkAtRight ? slot.x - 1 : slot.x + slot.width + 1;
  return line({ x, y: BUS_Y }, { x, y }, { x: end, y });
}

function placeBus(
  gateways: readonly GatewaySlot[],
  { columns, gutter }: Grid,
  arrow: Trunk | null,
): Bus | null {
  if (gateways.length === 0) return null;
  const drops = gateways.map((slot) => {
    const x = slot.x + slot.width / 2;
    return line({ x, y: slot.y + slot.height }, { x, y: BUS_Y });
  });
  const xs = [...drops, ...(arrow ? [arrow] : [])].flatMap((each) => each.points[0]?.x ?? []);
  const joined = line({ x: Math.min(...xs), y: BUS_Y }, { x: Math.max(...xs), y: BUS_Y });
  // The first gutter that the bus crosses has the rate; a bus within one column has it at that column's end.
  const zone = columns.find((each) => each.x + each.width > Math.min(...xs));
  if (!zone) return null;
  const end = zone.x + zone.width;
  const label = {
    x: Math.max(...xs) > end ? end + (gutter - BUS_LABEL) / 2 : end - 98,
    y: 100,
    width: BUS_LABEL,
    height: 32,
  };
  const across = joined.points[0]?.x === joined.points[1]?.x ? [] : [joined];
  return { lines: [...drops, ...across, ...(arrow ? [arrow] : [])], hasArrow: arrow !== null, label };
}

function placeGateways(columns: readonly Column[], slots: readonly ColumnSlot[]): GatewaySlot[] {
  return columns.flatMap((column, at) => {
    const zone = slots[at];
    if (!zone || column.gateways.length === 0) return [];
    return {
      x: zone.x + INSET,
      y: GATEWAY.top,
      width: zone.width - 2 * INSET,
      height: GATEWAY.height,
      zone: column.zone,
      pods: column.gateways,
    };
  });
}

function placeEtcd(columns: readonly Column[], slots: readonly ColumnSlot[], top: number): EtcdSlot[] {
  return columns.flatMap((column, at) => {
    const zone = slots[at];
    if (!zone) return [];
    return column.etcd.map((etcd, index) => ({
      x: zone.x + INSET,
      y: top + index * (ETCD.height + ETCD.between),
      width: zone.width - 2 * INSET,
      height: ETCD.height,
      etcd,
    }));
  });
}

/** The lane below the row of the primary: between rows, or below the last one, which then makes room for it. */
function laneBelow(rows: readonly Row[], row: number): { y: number; extra: number } {
  const own = rows[row];
  const bottom = own ? own.y + own.height : NODES_TOP;
  const isLast = row >= rows.length - 1;
  return { y: bottom + (isLast ? LAST_LANE / 2 : ROW_GAP.lane / 2), extra: isLast ? LAST_LANE : 0 };
}

/** The full level: zones as columns with lag lanes between them (visual.md, Topology). O(pods + nodes). */
export function layoutFull(columns: readonly Column[], width: number): Layout {
  const grid = placeColumns(columns, width);
  const slots = grid.columns;
  const rows = placeRows(columns);
  const { nodes, stops, rowOf } = placeFrames(columns, slots, rows);
  const primaries = stops.filter((stop) => stop.slot.tablet.role === "primary");
  const primary = primaries.length === 1 ? primaries[0] : undefined;
  const row = primary ? (rowOf.get(primary.slot) ?? 0) : 0;
  const lane = laneBelow(rows, row);
  const replicas = stops.filter((stop) => stop !== primary);
  const lanes = primary
    ? lanesOf({ columns: slots, gutter: grid.gutter, primary, replicas, laneY: lane.y })
    : { trunks: [], branches: [], dots: [], hidden: replicas.map((stop) => stop.slot) };
  const onEdge = new Set(lanes.branches.map((branch) => branch.pod));
  for (const { slot } of stops)
    slot.isLagInside = slot.tablet.role !== "primary" && !onEdge.has(slot.tablet.pod);
  const gateways = placeGateways(columns, slots);
  const zone = primary ? slots[primary.column] : undefined;
  const isOnTop = primary !== undefined && row === 0 && primary.slot.y === NODES_TOP + NODE_HEAD;
  const trunkAtRight = primary !== undefined && homeGutter(primary.column, slots.length) === primary.column;
  const arrow = primary && zone ? arrowTo(primary, zone, isOnTop, trunkAtRight) : null;
  const lastRow = rows.at(-1);
  const usesLast = lane.extra > 0 && lanes.trunks.some((trunk) => trunk.points.some((at) => at.y === lane.y));
  const bottom = (lastRow ? lastRow.y + lastRow.height : NODES_TOP) + (usesLast ? lane.extra : 0);
  const etcd = placeEtcd(columns, slots, bottom + ETCD.gap);
  const height = Math.max(bottom, ...etcd.map((slot) => slot.y + slot.height)) + ETCD.gap;
  return {
    level: "full",
    width: grid.width,
    height,
    columns: slots.map((slot) => ({ ...slot, height })),
    gateways,
    bus: placeBus(gateways, grid, arrow),
    nodes,
    tablets: stops.map((stop) => stop.slot),
    etcd,
    trunks: lanes.trunks,
    branches: lanes.branches,
    dots: lanes.dots,
    hiddenEdges: primary ? lanes.hidden.length : 0,
    rows: [],
  };
}
