import type { Column, Frame } from "@/lib/domain/topology/columns";
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
const GAP = 16;
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

function placeCards(frame: Frame, rect: { x: number; y: number; width: number }): TabletSlot[] {
  const across = cardsAcross(rect.width);
  return frame.tablets.map((tablet, index) => ({
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
  bottom: number;
}

/** One column from the top: vtgates in one line, members of the topology server in one line each, then nodes. */
function stackColumn(column: Column, zone: ColumnSlot): Stack {
  const x = zone.x + INSET;
  const width = zone.width - 2 * INSET;
  const stack: Stack = { gateways: [], etcd: [], nodes: [], tablets: [], bottom: HEAD };
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
    stack.tablets.push(...placeCards(frame, { x, y, width }));
  }
  return stack;
}

/**
 * The compact level: small cards in rows, lag in every card and no edges, since a card may stand behind another one.
 * O(pods + nodes).
 */
export function layoutCompact(columns: readonly Column[], width: number): Layout {
  const count = Math.max(1, columns.length);
  const share = Math.floor((width - (count - 1) * GAP) / count);
  const zoneWidth = Math.min(ZONE_MAX, Math.max(ZONE_MIN, share));
  const slots = columns.map((column, index): ColumnSlot => ({
    kind: column.kind,
    zone: column.zone,
    freeCpuMilli: column.freeCpuMilli,
    nodes: column.frames.filter((frame) => frame.node !== null).length,
    x: index * (zoneWidth + GAP),
    y: 0,
    width: zoneWidth,
    height: 0,
  }));
  const stacks = columns.flatMap((column, at) => {
    const zone = slots[at];
    return zone ? [stackColumn(column, zone)] : [];
  });
  const height = Math.max(HEAD, ...stacks.map((stack) => stack.bottom));
  return {
    level: "compact",
    width: count * zoneWidth + (count - 1) * GAP,
    height,
    columns: slots.map((slot) => ({ ...slot, height })),
    gateways: stacks.flatMap((stack) => stack.gateways),
    bus: null,
    nodes: stacks.flatMap((stack) => stack.nodes),
    tablets: stacks.flatMap((stack) => stack.tablets),
    etcd: stacks.flatMap((stack) => stack.etcd),
    trunks: [],
    branches: [],
    dots: [],
    hiddenEdges: 0,
    rows: [],
  };
}
