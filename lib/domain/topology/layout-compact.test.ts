import * as fc from "fast-check";
import { expect, it } from "vitest";
import { layoutTopology } from "@/lib/domain/topology/layout";
import { anyView, crosses, edgesOf, enters, segmentsOf } from "@/lib/domain/topology/testing-lines";
import { tabletView, viewOf } from "@/lib/domain/topology/testing-views";

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

it("draws edges of the chosen shard alone, to cards that keep their number", () => {
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

it("crosses no card and no other edge, in any database, and counts what it leaves out", () => {
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
