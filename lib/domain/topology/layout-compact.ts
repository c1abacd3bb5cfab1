import type { Column, Frame, ShardChoice } from "@/lib/domain/topology/columns";
import { compactEdges, isOfShard, type CompactStop } from "@/lib/domain/topology/compact-edges";
import type {
  ColumnSlot,
  EtcdSlot,
  GatewaySlot,
  Layout,
  NodeSlot,
  TabletSlot,
} from "@/lib/domain/topology/slots";

const ZONE_MIN = 204;
const ZONE_MAX = 640;
/** Between columns and at the left of the first one: room for the trunk of the chosen shard. */
const GUTTER = 28;
/** Above the columns: the lane that joins the trunks. */
const LANE = 16;
const INSET = 8;
const HEAD = 44;
const LINE = { height: 28, gap: 8 };
const NODE_HEAD = 26;
const CARD = { width: 98, height: 40, gap: 6 };
const FRAME_PAD = 6;
const FRAME_GAP = 10;

/** Cards that stand beside each other in a frame of this width. */
function cardsAcross(width: number): number {
  return Math.max(1, Math.floor((width - 2 * FRAME_PAD + CARD.gap) / (CARD.width + CARD.gap)));
}

/** The chosen shard's cards first, its primary before all, so that their edges reach them from the gutter. */
function chosenFirst(frame: Frame, chosen: ShardChoice | null): Frame["tablets"] {
  if (chosen === null) return frame.tablets;
  const rank = (tablet: Frame["tablets"][number]): number =>
    !isOfShard(tablet, chosen) ? 2 : tablet.role === "primary" ? 0 : 1;
  return frame.tablets.toSorted((a, b) => rank(a) - rank(b));
}

function placeCards(
  frame: Frame,
  rect: { x: number; y: number; width: number },
  chosen: ShardChoice | null,
): TabletSlot[] {
  const across = cardsAcross(rect.width);
  return chosenFirst(frame, chosen).map((tablet, index) => ({
    x: rect.x + FRAME_PAD + (index % across) * (CARD.width + CARD.gap),
    y: rect.y + NODE_HEAD + Math.floor(index / across) * (CARD.height + CARD.gap),
    width: CARD.width,
    height: CARD.height,
    tablet,
    isPending: tablet.node === null,
    isLagInside: true,
  }));
}

function frameHeight(frame: Frame, width: number): number {
  const lines = Math.ceil(frame.tablets.length / cardsAcross(width));
  return NODE_HEAD + (lines === 0 ? 0 : lines * (CARD.height + CARD.gap) - CARD.gap + FRAME_PAD);
}

interface Stack {
  gateways: GatewaySlot[];
  etcd: EtcdSlot[];
  nodes: NodeSlot[];
  tablets: TabletSlot[];
  stops: CompactStop[];
  bottom: number;
}

/** One column from the top: vtgates in one line, members of the topology server in one line each, then nodes. */
function stackColumn(column: Column, zone: ColumnSlot, at: number, chosen: ShardChoice | null): Stack {
  const x = zone.x + INSET;
  const width = zone.width - 2 * INSET;
  const stack: Stack = { gateways: [], etcd: [], nodes: [], tablets: [], stops: [], bottom: zone.y + HEAD };
  const next = (height: number, gap: number): number => {
    const y = stack.bottom;
    stack.bottom += height + gap;
    return y;
  };
  if (column.gateways.length > 0) {
    const y = next(LINE.height, LINE.gap);
    stack.gateways.push({ x, y, width, height: LINE.height, zone: column.zone, pods: column.gateways });
  }
  for (const etcd of column.etcd) {
    stack.etcd.push({ x, y: next(LINE.height, LINE.gap), width, height: LINE.height, etcd });
  }
  for (const frame of column.frames) {
    const height = frameHeight(frame, width);
    const y = next(height, FRAME_GAP);
    stack.nodes.push({
      x,
      y,
      width,
      height,
      node: frame.node,
      tablets: frame.tablets.length,
      foot: frame.foot,
    });
    const cards = placeCards(frame, { x, y, width }, chosen);
    stack.tablets.push(...cards);
    stack.stops.push(...cards.map((slot) => ({ slot, column: at, isReachable: slot.x === x + FRAME_PAD })));
  }
  return stack;
}

/**
 * The compact level: small cards in rows with the lag in each, and edges for the chosen shard alone, since a card may
 * stand behind another one. O(pods + nodes).
 */
export function layoutCompact(columns: readonly Column[], width: number, chosen: ShardChoice | null): Layout {
  const count = Math.max(1, columns.length);
  const share = Math.floor(width / count) - GUTTER;
  const zoneWidth = Math.min(ZONE_MAX, Math.max(ZONE_MIN, share));
  const slots = columns.map((column, index): ColumnSlot => ({
    kind: column.kind,
    zone: column.zone,
    freeCpuMilli: column.freeCpuMilli,
    nodes: column.frames.filter((frame) => frame.node !== null).length,
    x: GUTTER + index * (zoneWidth + GUTTER),
    y: LANE,
    width: zoneWidth,
    height: 0,
  }));
  const stacks = columns.flatMap((column, at) => {
    const zone = slots[at];
    return zone ? [stackColumn(column, zone, at, chosen)] : [];
  });
  const height = Math.max(LANE + HEAD, ...stacks.map((stack) => stack.bottom));
  const stops = stacks.flatMap((stack) => stack.stops);
  const edges =
    chosen === null
      ? { trunks: [], branches: [], dots: [], hidden: 0 }
      : compactEdges({ columns: slots, gutter: GUTTER, laneY: LANE / 2, stops, chosen });
  return {
    level: "compact",
    width: count * (zoneWidth + GUTTER),
    height,
    columns: slots.map((slot) => ({ ...slot, height: height - LANE })),
    gateways: stacks.flatMap((stack) => stack.gateways),
    bus: null,
    nodes: stacks.flatMap((stack) => stack.nodes),
    tablets: stacks.flatMap((stack) => stack.tablets),
    etcd: stacks.flatMap((stack) => stack.etcd),
    trunks: edges.trunks,
    branches: edges.branches,
    dots: edges.dots,
    hiddenEdges: edges.hidden,
    rows: [],
  };
}
