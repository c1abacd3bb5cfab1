/** What tests of layouts ask of lines: which pieces they have, and what these cross. */
import * as fc from "fast-check";
import type { Layout, Point, Rect } from "@/lib/domain/topology/slots";
import { viewOf, type Drawn } from "@/lib/domain/topology/testing-views";
import type { TopologyView } from "@/lib/domain/topology/view";

const spots = (maxLength: number) => fc.array(fc.integer({ min: -2, max: 30 }), { maxLength });

/** Databases of every shape that a region can bring about, pending pods and crowded nodes too. */
export const anyView: fc.Arbitrary<TopologyView> = fc
  .record({
    zones: fc.integer({ min: 1, max: 5 }),
    nodes: fc.integer({ min: 1, max: 4 }),
    tablets: fc.array(fc.integer({ min: -2, max: 30 }), { minLength: 1, maxLength: 14 }),
    gateways: spots(8),
    etcd: spots(3),
    others: spots(6),
    primary: fc.nat(13),
    lag: fc.nat(3),
  })
  .map((drawn: Drawn) => viewOf(drawn));

interface Segment {
  from: Point;
  to: Point;
}

export const segmentsOf = (points: readonly Point[]): Segment[] =>
  points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from ? [{ from, to }] : [];
  });

/** True when the segment enters the inside of the box; touching its side is no crossing. */
export function enters({ from, to }: Segment, box: Rect): boolean {
  return (
    Math.max(from.x, to.x) > box.x &&
    Math.min(from.x, to.x) < box.x + box.width &&
    Math.max(from.y, to.y) > box.y &&
    Math.min(from.y, to.y) < box.y + box.height
  );
}

const between = (value: number, one: number, other: number): boolean =>
  value > Math.min(one, other) && value < Math.max(one, other);

/** True when two lines run through each other: one horizontal, one vertical, each beyond the other. */
export function crosses(a: Segment, b: Segment): boolean {
  const flat = (one: Segment): boolean => one.from.y === one.to.y;
  if (flat(a) === flat(b)) return false;
  const [h, v] = flat(a) ? [a, b] : [b, a];
  return between(v.from.x, h.from.x, h.to.x) && between(h.from.y, v.from.y, v.to.y);
}

export const edgesOf = (layout: Layout): Point[][] => [
  ...layout.trunks.map((trunk) => trunk.points),
  ...layout.branches.map((branch) => branch.points),
];
