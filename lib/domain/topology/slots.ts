/** What a laid out topology is made of. Positions in CSS pixels from the top left of the canvas. */
import type { EtcdView, GatewayView, NodeView, TabletView } from "@/lib/domain/topology/view";

export type Level = "full" | "compact" | "map";

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Point {
  width: number;
  height: number;
}

/** A zone, or the place for pods that no node holds and no zone is meant for. */
export interface ColumnSlot extends Rect {
  kind: "zone" | "unplaced";
  /** Value of the zone label; "" for nodes without one and for `unplaced`. */
  zone: string;
  freeCpuMilli: number | null;
  nodes: number;
}

export interface GatewaySlot extends Rect {
  zone: string;
  pods: GatewayView[];
}

/** A small glyph in the foot of a node: a pod that is drawn elsewhere, or is no more than this. */
export interface FootMark {
  pod: string;
  component: string;
  /** What tells it from its like: the end of its name, or the number of an etcd member. */
  short: string;
}

export interface NodeSlot extends Rect {
  /** Null for the frame of pods without a node. */
  node: NodeView | null;
  /** Tablets of the chosen shard in it. */
  tablets: number;
  foot: FootMark[];
}

export interface TabletSlot extends Rect {
  tablet: TabletView;
  /** True for a card without a node: dashed. */
  isPending: boolean;
  /** Where no edge carries the lag, the card does. */
  isLagInside: boolean;
}

export interface EtcdSlot extends Rect {
  etcd: EtcdView;
}

/** How a replication edge is drawn: grey, amber and thick, red and cut, or grey and broken for what is not known. */
export type EdgeKind = "ok" | "over" | "stopped" | "unknown";

/** Where the number of a branch stands: `split` has the number above the line and the note below, `tight` both beside. */
export interface LagLabel extends Rect {
  placement: "split" | "tight";
  align: "start" | "end";
}

/** The last piece of an edge, which belongs to one replica alone. */
export interface Branch {
  pod: string;
  kind: EdgeKind;
  points: Point[];
  /** SVG path of the points with corners of radius 6. */
  path: string;
  /** Null where the card carries the number. */
  label: LagLabel | null;
  /** For a stopped edge: where its cut is. */
  cut: Point;
}

/** A piece that several replicas share. */
export interface Trunk {
  points: Point[];
  path: string;
}

export interface Bus {
  /** From each vtgate box down, the line that joins them, and the arrow to the primary; the arrow is the last one. */
  lines: Trunk[];
  hasArrow: boolean;
  label: Rect;
}

/** One square of the map: a tablet by role and status. */
export interface MapSquare extends Rect {
  tablet: TabletView;
}

export interface MapRow extends Rect {
  keyspace: string;
  shard: string;
  squares: MapSquare[];
  /** The worst number of its replicas; null when none is known. */
  worstLagSeconds: number | null;
  trouble: number;
}

export interface Layout {
  level: Level;
  width: number;
  height: number;
  columns: ColumnSlot[];
  gateways: GatewaySlot[];
  bus: Bus | null;
  nodes: NodeSlot[];
  tablets: TabletSlot[];
  etcd: EtcdSlot[];
  trunks: Trunk[];
  branches: Branch[];
  /** Where trunks split. */
  dots: Point[];
  /** Replicas whose edges are left out because a lane would hold too many. */
  hiddenEdges: number;
  /** Rows of the map level, worst first. */
  rows: MapRow[];
}

const RADIUS = 6;

const toward = (from: Point, to: Point, by: number): Point => {
  const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
  const part = length === 0 ? 0 : by / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

/** An orthogonal line as an SVG path, its corners rounded with radius 6 or what the shorter side allows. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const parts = [`M${first.x} ${first.y}`];
  rest.forEach((point, index) => {
    const before = points[index];
    const after = points[index + 2];
    if (!before || !after) {
      parts.push(`L${point.x} ${point.y}`);
      return;
    }
    const radius = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
    const entry = toward(point, before, radius);
    const exit = toward(point, after, radius);
    parts.push(`L${entry.x} ${entry.y}`, `Q${point.x} ${point.y} ${exit.x} ${exit.y}`);
  });
  return parts.join("");
}
