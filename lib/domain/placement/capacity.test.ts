import { describe, expect, it } from "vitest";
import { zoneRule } from "@/lib/domain/cluster/zones";
import { GI, nodeFact, podFact, snapshotOf } from "@/lib/domain/cluster/testing-facts";
import { readCapacity } from "@/lib/domain/placement/capacity";

describe("zoneRule", () => {
  const beta = nodeFact("n1", "a");
  const topology = nodeFact("n2", "b", { zoneBeta: null });
  const bare = nodeFact("n3", null);

  it("pins by the operator's own label when every node has it", () => {
    expect(zoneRule([beta, nodeFact("n4", "b")])).toBe("beta");
  });

  it("pins by affinity when only the newer label is there: else every pod would stay Pending", () => {
    expect(zoneRule([topology])).toBe("topology");
    expect(zoneRule([beta, topology])).toBe("topology");
  });

  it("pins nothing when a node has no label", () => {
    expect(zoneRule([beta, bare])).toBe("none");
    expect(zoneRule([])).toBe("none");
  });

  it("does not mind nodes that can hold no pod of a database", () => {
    const tainted = nodeFact("n5", null, { taints: [{ key: "gpu", value: "", effect: "NoSchedule" }] });
    expect(zoneRule([beta, tainted])).toBe("beta");
  });

  it("pins by affinity beside nodes that the images do not run on", () => {
    const arm = nodeFact("n6", "a", { architecture: "arm64" });
    expect(zoneRule([beta, arm])).toBe("topology");
    expect(zoneRule([nodeFact("n1", "a", { zone: null }), arm])).toBe("beta");
  });
});

describe("readCapacity", () => {
  it("takes what pods ask for from their node, also while they are being deleted", () => {
    const facts = snapshotOf({
      nodes: [nodeFact("n1", "a")],
      pods: [
        podFact("one", "n1"),
        podFact("two", "n1", { deletionAt: 5 }),
        podFact("three", "n1", { phase: "Failed" }),
      ],
    });
    expect(readCapacity(facts).rooms[0]).toMatchObject({
      free: { cpuMilli: 7000, memoryBytes: 30 * GI },
      freePods: 108,
    });
  });

  it("keeps pods that wait for the scheduler apart from pods that it refused", () => {
    const facts = snapshotOf({
      nodes: [nodeFact("n1", "a")],
      pods: [
        podFact("new", null),
        podFact("refused", null, { unschedulableMessage: "0/1 nodes are available" }),
      ],
    });
    expect(readCapacity(facts).waiting).toEqual({ cpuMilli: 500, memoryBytes: GI, pods: 1 });
  });

  it.each([
    ["cordoned", { unschedulable: true }],
    ["not ready", { ready: false }],
    ["arm64", { architecture: "arm64" }],
    ["tainted NoSchedule", { taints: [{ key: "k", value: "", effect: "NoSchedule" as const }] }],
    ["tainted NoExecute", { taints: [{ key: "k", value: "", effect: "NoExecute" as const }] }],
  ])("does not use a node that is %s", (_words, change) => {
    expect(readCapacity(snapshotOf({ nodes: [nodeFact("n1", "a", change)] })).rooms[0]?.usable).toBe(false);
  });

  it("uses a node that the scheduler only avoids", () => {
    const taints = [{ key: "k", value: "", effect: "PreferNoSchedule" as const }];
    expect(readCapacity(snapshotOf({ nodes: [nodeFact("n1", "a", { taints })] })).rooms[0]?.usable).toBe(
      true,
    );
  });
});
