import { describe, expect, it } from "vitest";
import type { NodeFact, PodFact } from "@/lib/domain/cluster/facts";
import { nodeFact as node, podFact } from "@/lib/domain/cluster/testing-facts";
import { capacityGrid, headroomByZone } from "@/lib/domain/region/capacity-grid";

const pod = (nodeName: string, cpuMilli: number, labels: Record<string, string> = {}): PodFact =>
  podFact(`on-${nodeName}`, nodeName, { labels, requestsCpuMilli: cpuMilli });

const facts = (nodes: NodeFact[], pods: PodFact[], podsScope: "cluster" | "namespaces" = "cluster") => ({
  nodes,
  pods,
  storageclasses: [],
  podsScope,
  unread: new Map(),
});

describe("capacityGrid", () => {
  const nodes = ["a", "b", "c"].flatMap((zone) => [node(`${zone}1`, zone), node(`${zone}2`, zone)]);

  it("lists the free room of each node, not a total that no tablet can use", () => {
    const grid = capacityGrid(
      facts(nodes, [pod("a1", 2800), pod("a2", 3600, { "planetscale.com/component": "vttablet" })]),
    );
    const cell = grid.cells.find((each) => each.zone === "a");
    expect(cell?.cpuMilli).toEqual({ free: [5200, 4400], others: 2800, gantry: 3600, total: 16_000 });
    expect(cell?.fits).toEqual({ size: "Large", count: 2 });
    expect(grid.countedPods).toBe(2);
  });

  it("names what limits a database that survives a zone", () => {
    const grid = capacityGrid(facts(nodes, [pod("c1", 5000), pod("c2", 5500)]));
    expect(grid.largest).toEqual({
      zone: "Medium: 2 CPU · 9 Gi",
      node: expect.stringContaining("Large"),
      limit: "zone c: 3 CPU on one node",
    });
    expect(grid.cells.map(({ zone, limits }) => [zone, limits])).toEqual([
      ["a", false],
      ["b", false],
      ["c", true],
    ]);
  });

  it("names a zone that takes no pod at all before one that has little room", () => {
    const cordoned = nodes.map((each) =>
      each.name.startsWith("b") ? { ...each, unschedulable: true } : each,
    );
    const grid = capacityGrid(facts(cordoned, [pod("c1", 5000), pod("c2", 5500)]));
    expect(grid.largest).toMatchObject({ zone: null, limit: "zone b: no node takes new pods" });
    expect(grid.cells.find(({ zone }) => zone === "b")?.limits).toBe(true);
  });

  it("calls no zone a limit where all have room for the same", () => {
    const { cells } = capacityGrid(facts(nodes, [pod("c1", 100), pod("c2", 100)]));
    expect(cells.some(({ limits }) => limits)).toBe(false);
  });

  it("puts other architectures and taints apart and says why they do not count", () => {
    const taint = { key: "dedicated", value: "etl", effect: "NoSchedule" } as const;
    const grid = capacityGrid(
      facts(
        [...nodes, node("arm", "b", { architecture: "arm64" }), node("etl", "c", { taints: [taint] })],
        [],
      ),
    );
    expect(grid.shapes.map((shape) => [shape.nodes, shape.unusable])).toEqual([
      [6, null],
      [1, "Not usable: the Vitess images are amd64 only"],
      [1, "Not usable: its taint keeps databases away"],
    ]);
    expect(grid.cells.find((cell) => cell.zone === "c" && cell.nodes === 1)?.fits).toBeNull();
  });

  it("keeps a cordoned node in its shape and gives it no room", () => {
    const cordon = { key: "node.kubernetes.io/unschedulable", value: "", effect: "NoSchedule" } as const;
    const grid = capacityGrid(
      facts([node("a1", "a"), node("a2", "a", { unschedulable: true, taints: [cordon] })], []),
    );
    expect(grid.shapes).toHaveLength(1);
    expect(grid.cells).toMatchObject([{ nodes: 2, cordoned: 1, fits: { size: "Large", count: 1 } }]);
  });

  it("does not count where pods of other namespaces are not read", () => {
    expect(capacityGrid(facts(nodes, [], "namespaces")).countedPods).toBeNull();
    expect(headroomByZone(facts(nodes, [], "namespaces"))).toBeNull();
    expect(headroomByZone(facts(nodes, []))).toEqual(
      ["a", "b", "c"].map((zone) => ({ zone, fit: { size: "large", count: 2 } })),
    );
  });
});
