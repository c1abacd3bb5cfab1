import { describe, expect, it } from "vitest";
import type { NodeFact, PodFact } from "@/lib/domain/cluster/facts";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import { nodeFact as node, podFact } from "@/lib/domain/cluster/testing-facts";
import { capacityGrid } from "@/lib/domain/region/capacity-grid";
import { regionRoom } from "@/lib/domain/region/region-room";

const pod = (nodeName: string, cpuMilli: number): PodFact =>
  podFact(`on-${nodeName}`, nodeName, { requestsCpuMilli: cpuMilli });

const facts = (nodes: NodeFact[], pods: PodFact[], kind: ConnectionState["kind"] = "live") => ({
  state: { kind, since: 0, checkedAt: 0, cause: null },
  nodes,
  pods,
  storageclasses: [],
  podsScope: "cluster" as const,
  unread: new Map(),
});

describe("the room of a region in one line", () => {
  const nodes = ["c", "b", "a"].flatMap((zone) => [node(`${zone}1`, zone), node(`${zone}2`, zone)]);

  it("is the CPU asked for in each zone, and the size that its page calls the largest", () => {
    const crowded = facts(nodes, [pod("a1", 4000), pod("c1", 5000), pod("c2", 5500)]);
    const room = regionRoom(crowded);
    expect(room).toEqual({
      known: true,
      cpuByZone: [
        { zone: "a", asked: 0.25 },
        { zone: "b", asked: 0 },
        { zone: "c", asked: 0.66 },
      ],
      largestFit: "Medium",
    });
    expect(capacityGrid(crowded).largest.zone).toContain("Medium");
  });

  it("goes by the level that is proposed there", () => {
    const twoZones = [node("a1", "a"), node("a2", "a"), node("b1", "b")];
    const tight = facts(twoZones, [pod("a1", 5000)]);
    expect(regionRoom(tight).largestFit).toBe("Medium");
    expect(capacityGrid(tight).largest).toMatchObject({
      zone: null,
      node: expect.stringContaining("Medium"),
    });
    expect(regionRoom(facts([node("a1", "a")], [])).largestFit).toBe("Large");
    expect(regionRoom(facts([node("a1", "a")], [pod("a1", 7990)])).largestFit).toBeNull();
  });

  it("promises nothing while the region does not answer, and keeps what was seen as of before", () => {
    expect(regionRoom(facts(nodes, [pod("a1", 4000)], "stale"))).toMatchObject({
      known: false,
      cpuByZone: [{ zone: "a", asked: 0.25 }, {}, {}],
      largestFit: null,
    });
  });

  it("gives no share where pods of other namespaces are not read", () => {
    const narrow = { ...facts(nodes, []), podsScope: "namespaces" as const };
    expect(regionRoom(narrow)).toMatchObject({ known: false, largestFit: null });
    expect(regionRoom(narrow).cpuByZone).toContainEqual({ zone: "a", asked: null });
  });
});
