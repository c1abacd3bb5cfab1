import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutTopology } from "@/lib/domain/topology/layout";
import { pathOf, type Layout, type Point, type Rect } from "@/lib/domain/topology/slots";
import { tabletView, viewOf, type Drawn } from "@/lib/domain/topology/testing-views";
import type { TopologyView } from "@/lib/domain/topology/view";

const spots = (maxLength: number) => fc.array(fc.integer({ min: -2, max: 30 }), { maxLength });

/** Databases of every shape that a region can bring about, pending pods and crowded nodes too. */
const anyView: fc.Arbitrary<TopologyView> = fc
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

const segmentsOf = (points: readonly Point[]): Segment[] =>
  points.slice(1).flatMap((to, index) => {
    const from = points[index];
    return from ? [{ from, to }] : [];
  });

/** True when the segment enters the inside of the box; touching its side is no crossing. */
function enters({ from, to }: Segment, box: Rect): boolean {
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
function crosses(a: Segment, b: Segment): boolean {
  const flat = (one: Segment): boolean => one.from.y === one.to.y;
  if (flat(a) === flat(b)) return false;
  const [h, v] = flat(a) ? [a, b] : [b, a];
  return between(v.from.x, h.from.x, h.to.x) && between(h.from.y, v.from.y, v.to.y);
}

const edgesOf = (layout: Layout): Point[][] => [
  ...layout.trunks.map((trunk) => trunk.points),
  ...layout.branches.map((branch) => branch.points),
];

const cardsOf = (layout: Layout): Rect[] => [...layout.tablets, ...layout.gateways, ...layout.etcd];

/** Of a label, the boxes of its text: the number above the line and the note below, or both beside. */
function textsOf(layout: Layout): { pod: string; box: Rect }[] {
  return layout.branches.flatMap(({ pod, label }) =>
    label === null
      ? []
      : label.placement === "split"
        ? [
            { pod, box: { x: label.x, y: label.y, width: label.width, height: 30 } },
            { pod, box: { x: label.x, y: label.y + 50, width: label.width, height: 14 } },
          ]
        : [{ pod, box: label }],
  );
}

const full = (view: TopologyView, width = 832): Layout => layoutTopology(view, { width, level: "full" });
const anyWidth = fc.integer({ min: 320, max: 1700 });

/** The region of the mock: three zones with two nodes, five tablets, five vtgates, three members of etcd. */
const MOCK: Drawn = {
  zones: 3,
  nodes: 2,
  tablets: [0, 1, 2, 4, 5],
  gateways: [0, 1, 2, 3, 4],
  etcd: [1, 3, 5],
  others: [0],
  primary: 0,
  lag: 0,
};
const mock = viewOf(MOCK);

/** Width of a zone and of the gutter beside it, on a canvas of this width. */
const widthsAt = (width: number) => {
  const zones = layoutTopology(mock, { width, level: "full" }).columns;
  return [zones[0]?.width, (zones[1]?.x ?? 0) - (zones[0]?.width ?? 0)];
};

describe("the full level", () => {
  it("stands as in the mock", () => {
    const layout = full(mock);
    expect([layout.width, layout.height]).toEqual([832, 610]);
    expect(layout.columns.map(({ x, width }) => [x, width])).toEqual([
      [0, 204],
      [314, 204],
      [628, 204],
    ]);
    expect(layout.nodes[0]).toMatchObject({ x: 8, y: 136, width: 188, height: 172 });
    expect(layout.nodes[1]).toMatchObject({ x: 8, y: 378 });
    expect(layout.tablets[0]).toMatchObject({ x: 17, y: 169, width: 170, height: 98 });
    expect(layout.gateways[1]).toMatchObject({ x: 322, y: 44, width: 188, height: 53 });
    expect(layout.etcd[2]).toMatchObject({ x: 636, y: 562, width: 188, height: 36 });
  });

  it("lays the lanes as in the mock", () => {
    const layout = full(mock);
    const [sameZone, right, far, farBelow] = layout.branches.map((branch) => branch.points);
    expect(layout.trunks.map((trunk) => trunk.path)).toContain("M187 218L230 218");
    expect(right).toEqual([
      { x: 230, y: 218 },
      { x: 328, y: 218 },
    ]);
    expect(sameZone).toEqual([
      { x: 230, y: 343 },
      { x: 230, y: 460 },
      { x: 190, y: 460 },
    ]);
    expect(far).toEqual([
      { x: 544, y: 343 },
      { x: 544, y: 218 },
      { x: 642, y: 218 },
    ]);
    expect(farBelow).toEqual([
      { x: 544, y: 343 },
      { x: 544, y: 460 },
      { x: 642, y: 460 },
    ]);
    expect(layout.branches.map((branch) => branch.kind)).toEqual(["over", "stopped", "unknown", "ok"]);
    expect(layout.dots).toEqual(
      expect.arrayContaining([
        { x: 230, y: 218 },
        { x: 230, y: 343 },
        { x: 544, y: 343 },
      ]),
    );
  });

  it("puts nodes with a tablet above the ones without, which are low where a whole row is", () => {
    const quiet = viewOf({ ...MOCK, tablets: [1, 3, 5], etcd: [] });
    const layout = full(quiet);
    expect(layout.nodes.map(({ node, y, height }) => [node?.name, y, height])).toEqual([
      ["a2", 136, 172],
      ["a1", 378, 104],
      ["b2", 136, 172],
      ["b1", 378, 104],
      ["c2", 136, 172],
      ["c1", 378, 104],
    ]);
  });

  it("joins vtgates in one bus with one arrow to the primary", () => {
    const bus = full(mock).bus;
    expect(bus?.hasArrow).toBe(true);
    expect(bus?.lines.at(-1)?.points).toEqual([
      { x: 102, y: 116 },
      { x: 102, y: 168 },
    ]);
    expect(bus?.label).toEqual({ x: 214, y: 100, width: 90, height: 32 });
  });

  it("lets zones grow to 300, then gutters to 180, then zones again, and pans when there are many", () => {
    expect([1120, 1200, 1600, 2000].map(widthsAt)).toEqual([
      [300, 110],
      [300, 150],
      [413, 180],
      [420, 180],
    ]);
    const many = viewOf({
      zones: 5,
      nodes: 1,
      tablets: [0],
      gateways: [],
      etcd: [],
      others: [],
      primary: 0,
      lag: 0,
    });
    expect(full(many).width).toBe(5 * 204 + 4 * 110);
  });

  it("crosses no card, no text and no other edge, in any database", () => {
    let edges = 0;
    fc.assert(
      fc.property(anyView, anyWidth, (view, width) => {
        const layout = full(view, width);
        const lines = edgesOf(layout);
        const segments = lines.flatMap(segmentsOf);
        edges += layout.branches.length;
        for (const segment of segments) {
          for (const card of cardsOf(layout)) expect(enters(segment, card)).toBe(false);
          for (const { box } of textsOf(layout)) expect(enters(segment, box)).toBe(false);
          expect(layout.bus !== null && enters(segment, layout.bus.label)).toBe(false);
        }
        const all = [...segments, ...(layout.bus?.lines ?? []).flatMap((each) => segmentsOf(each.points))];
        all.forEach((one, at) => {
          for (const other of all.slice(at + 1)) expect(crosses(one, other)).toBe(false);
        });
        for (const trunk of layout.bus?.lines ?? []) {
          for (const segment of segmentsOf(trunk.points)) {
            for (const card of layout.tablets) expect(enters(segment, card)).toBe(false);
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(edges).toBeGreaterThan(500);
  });

  it("puts no card, box or number on another", () => {
    fc.assert(
      fc.property(anyView, anyWidth, (view, width) => {
        const layout = full(view, width);
        const boxes = [...cardsOf(layout), ...textsOf(layout).map((text) => text.box)];
        boxes.forEach((one, at) => {
          for (const other of boxes.slice(at + 1)) {
            const apart =
              one.x + one.width <= other.x ||
              other.x + other.width <= one.x ||
              one.y + one.height <= other.y ||
              other.y + other.height <= one.y;
            expect(apart).toBe(true);
          }
        });
        for (const box of boxes) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
          expect(box.y + box.height).toBeLessThanOrEqual(layout.height);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("draws one edge to each replica, or says how many it hides and puts the lag inside", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const layout = full(view);
        const replicas = layout.tablets.filter((slot) => slot.tablet.role !== "primary");
        expect(layout.branches.length + layout.hiddenEdges).toBe(replicas.length);
        expect(new Set(layout.branches.map((branch) => branch.pod)).size).toBe(layout.branches.length);
        expect(replicas.filter((slot) => slot.isLagInside)).toHaveLength(layout.hiddenEdges);
      }),
    );
  });

  it("hides the edges of a lane that would hold more than six, not the ones beside it", () => {
    const crowd = viewOf({
      zones: 3,
      nodes: 2,
      tablets: [0, 2, ...Array<number>(7).fill(4)],
      gateways: [],
      etcd: [],
      others: [],
      primary: 0,
      lag: 0,
    });
    const layout = full(crowd);
    expect([layout.branches.length, layout.hiddenEdges]).toEqual([1, 7]);
  });

  it("draws no edges without a primary", () => {
    const orphan = {
      ...mock,
      tablets: mock.tablets.map((tablet) => ({ ...tablet, role: "replica" as const })),
    };
    const layout = full(orphan);
    expect([layout.branches, layout.trunks, layout.bus?.hasArrow]).toEqual([[], [], false]);
    expect(layout.tablets.every((slot) => slot.isLagInside)).toBe(true);
  });
});

describe("every level", () => {
  it("draws every pod once", () => {
    fc.assert(
      fc.property(anyView, fc.constantFrom("full" as const, "compact" as const), (view, level) => {
        const layout = layoutTopology(view, { width: 1000, level });
        const cards = layout.tablets.map((slot) => slot.tablet.pod);
        const boxes = layout.gateways.flatMap((slot) => slot.pods.map((pod) => pod.pod));
        const members = layout.etcd.map((slot) => slot.etcd.pod);
        const feet = layout.nodes.flatMap((slot) => slot.foot.filter((mark) => mark.component === "vtorc"));
        expect(cards.toSorted()).toEqual(view.tablets.map((each) => each.pod).toSorted());
        expect(boxes.toSorted()).toEqual(view.gateways.map((each) => each.pod).toSorted());
        expect(members.toSorted()).toEqual(view.etcd.map((each) => each.pod).toSorted());
        expect(feet.map((mark) => mark.pod).toSorted()).toEqual(
          view.others.map((each) => each.pod).toSorted(),
        );
      }),
    );
  });

  it("draws every tablet once on the map, worst shard first", () => {
    const tablets = ["-80", "80-"].flatMap((shard) =>
      ["a1", "b1", "c1"].map((node, at) =>
        tabletView(`z-${shard === "-80" ? 1 : 2}${at}`.padEnd(12, "0"), node, node.slice(0, 1), {
          shard,
          role: at === 0 ? "primary" : "replica",
          lag:
            at === 2 && shard === "80-"
              ? { kind: "lag", seconds: 41, at: 0 }
              : { kind: "lag", seconds: 1, at: 0 },
        }),
      ),
    );
    const layout = layoutTopology({ ...mock, tablets }, { width: 900, level: "map" });
    expect(layout.rows.map((row) => [row.shard, row.worstLagSeconds, row.squares.length])).toEqual([
      ["80-", 41, 3],
      ["-80", 1, 3],
    ]);
    fc.assert(
      fc.property(anyView, (view) => {
        const rows = layoutTopology(view, { width: 900, level: "map" }).rows;
        const pods = rows.flatMap((row) => row.squares.map((square) => square.tablet.pod));
        expect(pods.toSorted()).toEqual(view.tablets.map((each) => each.pod).toSorted());
      }),
    );
  });

  it("chooses the level by the number of elements unless it is held", () => {
    const of = (count: number): Layout =>
      layoutTopology(
        { ...mock, tablets: Array.from({ length: count }, (_, at) => tabletView(`z-${at}`, "a1", "a")) },
        { width: 900 },
      );
    expect([of(30).level, of(40).level, of(395).level].join(" ")).toBe("full compact map");
    expect(layoutTopology(mock, { width: 900, level: "map" }).level).toBe("map");
  });

  it("keeps compact cards apart and inside their columns", () => {
    fc.assert(
      fc.property(anyView, fc.integer({ min: 300, max: 1600 }), (view, width) => {
        const layout = layoutTopology(view, { width, level: "compact" });
        const cards = [...cardsOf(layout)];
        cards.forEach((one, at) => {
          for (const other of cards.slice(at + 1)) {
            expect(
              one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y,
            ).toBe(true);
          }
          expect(
            layout.columns.some((zone) => one.x >= zone.x && one.x + one.width <= zone.x + zone.width),
          ).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });
});

it("rounds corners with radius 6 and with less where a side is short", () => {
  expect(pathOf([])).toBe("");
  expect(
    pathOf([
      { x: 0, y: 0 },
      { x: 0, y: 20 },
      { x: 30, y: 20 },
    ]),
  ).toBe("M0 0L0 14Q0 20 6 20L30 20");
  expect(
    pathOf([
      { x: 0, y: 0 },
      { x: 0, y: 4 },
      { x: 30, y: 4 },
    ]),
  ).toBe("M0 0L0 2Q0 4 2 4L30 4");
});

/** Three zones with one node each, two shards with a tablet of each on every node; the primaries stand in zone b. */
function twoShards() {
  const view = viewOf({
    zones: 3,
    nodes: 1,
    tablets: [0],
    gateways: [0, 1, 2],
    etcd: [0, 1, 2],
    others: [],
    primary: 0,
    lag: 0,
  });
  const tablets = ["-80", "80-"].flatMap((shard) =>
    ["a", "b", "c"].map((zone) =>
      tabletView(`z${zone}-${shard}`, `${zone}1`, zone, {
        shard,
        role: zone === "b" ? "primary" : "replica",
        lag: zone === "b" ? null : { kind: "lag", seconds: zone === "a" ? 0.4 : 32, at: 0 },
      }),
    ),
  );
  const shards = ["-80", "80-"].map((shard) => ({
    keyspace: "main",
    shard,
    hasPrimary: true,
    servingWrites: true,
    primaryAlias: null,
  }));
  return { ...view, tablets, shards };
}

it("at the compact level draws edges of the chosen shard alone, to cards that keep their number", () => {
  for (const shard of ["-80", "80-"]) {
    const layout = layoutTopology(twoShards(), {
      width: 1200,
      level: "compact",
      shard: { keyspace: "main", shard },
    });
    expect(layout.branches.map((branch) => [branch.pod, branch.kind, branch.label])).toEqual([
      [`shop-vttablet-za-${shard}-e9283891`, "ok", null],
      [`shop-vttablet-zc-${shard}-e9283891`, "over", null],
    ]);
    expect(layout.tablets.every((slot) => slot.isLagInside)).toBe(true);
    expect([layout.hiddenEdges, layout.dots.length]).toEqual([0, 1]);
  }
});

it("at the compact level crosses no card and no other edge, in any database, and counts what it leaves out", () => {
  let edges = 0;
  fc.assert(
    fc.property(anyView, fc.integer({ min: 320, max: 1700 }), (view, width) => {
      const layout = layoutTopology(view, { width, level: "compact" });
      const segments = edgesOf(layout).flatMap(segmentsOf);
      edges += layout.branches.length;
      for (const segment of segments) {
        for (const card of [...layout.tablets, ...layout.gateways, ...layout.etcd]) {
          expect(enters(segment, card)).toBe(false);
        }
      }
      segments.forEach((one, at) => {
        for (const other of segments.slice(at + 1)) expect(crosses(one, other)).toBe(false);
      });
      const drawn = layout.branches.length + layout.hiddenEdges;
      expect([0, view.tablets.length - 1]).toContain(drawn);
    }),
    { numRuns: 300 },
  );
  expect(edges).toBeGreaterThan(300);
});
