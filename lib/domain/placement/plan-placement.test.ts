import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { GI, nodeFact, podFact, snapshotOf, storageFact } from "@/lib/domain/cluster/testing-facts";
import type { AvailabilityLevel, SizeName } from "@/lib/domain/database/spec";
import type { RegionFacts } from "@/lib/domain/placement/capacity";
import { inputOf, levelChoices, sizeVerdicts, type PlanDraft } from "@/lib/domain/placement/choices";
import type { PlacementPlan, PlanOffer } from "@/lib/domain/placement/plan";
import { planPlacement } from "@/lib/domain/placement/plan-placement";
import { podsOf } from "@/lib/domain/placement/pods";

const draft = (change: Partial<PlanDraft> = {}): PlanDraft => ({
  name: "shop",
  keyspace: "main",
  size: "small",
  availability: "zone",
  vtgatesPerZone: 2,
  storageClass: "gp3",
  storageBytes: 20 * GI,
  ...change,
});

/** Three zones with two nodes of 8 CPU and 32 Gi each, as the demo region has. */
const nodes = ["a", "b", "c"].flatMap((zone) => [nodeFact(`${zone}1`, zone), nodeFact(`${zone}2`, zone)]);
const plan = (change: Partial<PlanDraft>, facts: RegionFacts): PlacementPlan =>
  planPlacement(inputOf(draft(change), facts), facts);

const taking = (node: string, cpuMilli: number, gi = 1): PodFact =>
  podFact(`other-${node}`, node, {
    namespace: "shop",
    requestsCpuMilli: cpuMilli,
    requestsMemoryBytes: gi * GI,
  });

/** The change of an offer, applied to the draft it was made for. */
const accept = (asked: PlanDraft, offer: PlanOffer): PlanDraft => ({ ...asked, ...offer.change });

describe("a plan that fits", () => {
  it("has a column a zone, every pod once, and says what it survives", () => {
    const facts = snapshotOf({ nodes });
    const made = plan({ size: "large" }, facts);
    expect(made.fits).toBe(true);
    expect(made.refusals).toEqual([]);
    expect(made.zones.map((zone) => [zone.label, zone.cell, zone.fits])).toEqual([
      ["zone a", "a", true],
      ["zone b", "b", true],
      ["zone c", "c", true],
    ]);
    expect(made.zones.map((zone) => zone.pods.map((pod) => `${pod.label} ${pod.count}`))).toEqual([
      ["Primary 1", "vtgate 2", "etcd-1 1", "vtorc 1", "vtctld 1"],
      ["Replica 1", "vtgate 2", "etcd-2 1", "vtorc 1"],
      ["Replica 1", "vtgate 2", "etcd-3 1", "vtorc 1"],
    ]);
    expect(made.survives.map(({ loss, outcome }) => [loss, outcome])).toEqual([
      ["any node", "keeps-serving"],
      ["any zone", "serves-reduced"],
    ]);
    expect(made.totalCpuMilli).toBe(3 * 4010 + 6 * 500 + 3 * 100 + 3 * 100 + 100);
  });

  it("names shapes and never a node", () => {
    const facts = snapshotOf({ nodes: nodes.map((node) => ({ ...node, name: `secret-${node.name}` })) });
    expect(JSON.stringify(plan({}, facts))).not.toContain("secret-");
    expect(plan({}, facts).zones[0]?.pods[0]).toMatchObject({
      role: "primary",
      shape: "m5.2xlarge",
      nodeCpuMilli: 8000,
      takenCpuMilli: 0,
      leftCpuMilli: 8000 - 760,
    });
  });

  it("counts pods that run, not pods that ended, and not nodes that take none", () => {
    const ended = nodes.map((node) => ({ ...taking(node.name, 8000), phase: "Succeeded" as const }));
    expect(plan({ size: "large" }, snapshotOf({ nodes, pods: ended })).fits).toBe(true);
    const running = nodes.map((node) => taking(node.name, 8000));
    expect(plan({ size: "dev" }, snapshotOf({ nodes, pods: running })).fits).toBe(false);
    const shut = nodes.map((node) => ({ ...node, unschedulable: node.zone === "b" }));
    expect(plan({ size: "dev" }, snapshotOf({ nodes: shut })).fits).toBe(false);
  });

  it("accounts for every pod that the operator makes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom<SizeName>("dev", "small", "medium", "large"),
        fc.constantFrom<AvailabilityLevel>("zone", "node", "single"),
        fc.integer({ min: 1, max: 8 }),
        (size, availability, vtgatesPerZone) => {
          const facts = snapshotOf({ nodes });
          const input = inputOf(draft({ size, availability, vtgatesPerZone }), facts);
          const made = planPlacement(input, facts);
          const shown = made.zones.flatMap((zone) => zone.pods);
          expect(shown.reduce((sum, pod) => sum + pod.count, 0)).toBe(podsOf(input).length);
          expect(shown.reduce((sum, pod) => sum + pod.cpuMilli, 0)).toBe(made.totalCpuMilli);
          expect(shown.reduce((sum, pod) => sum + pod.memoryBytes, 0)).toBe(made.totalMemoryBytes);
        },
      ),
    );
  });
});

describe("a plan that does not fit", () => {
  const pods = [taking("c1", 4900), taking("c2", 5500)];
  const facts = snapshotOf({ nodes, pods });

  it("says what is short by how much, on one node", () => {
    const made = plan({ size: "large" }, facts);
    expect(made.fits).toBe(false);
    expect(made.survives).toEqual([]);
    expect(made.refusals.map((each) => each.title)).toEqual(["This does not fit in zone c"]);
    expect(made.refusals[0]?.sentence).toBe(
      "A Large tablet asks for 4 CPU and 18 Gi on one node. The most that one node has free in zone c is 3.1 CPU (m5.2xlarge), 0.91 CPU short; 2 nodes have 5.6 CPU in all, but a pod runs on one.",
    );
    expect(made.zones.map((zone) => zone.fits)).toEqual([true, true, false]);
    expect(made.zones[2]?.pods[0]).toMatchObject({ role: "replica", shape: null, leftCpuMilli: -910 });
  });

  it("offers a smaller size, a weaker level and a node", () => {
    const offers = plan({ size: "large" }, facts).refusals[0]?.offers ?? [];
    expect(offers.map((offer) => [offer.label, offer.change])).toEqual([
      ["Use Medium", { size: "medium" }],
      ["Survive a node instead", { availability: "node" }],
      ["Add a node to zone c", null],
    ]);
    expect(offers[2]?.detail).toBe("amd64, with 5.5 CPU and 21 Gi free");
  });

  it("makes no offer that does not fit, whatever the region is like", () => {
    let offered = 0;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            zone: fc.constantFrom("a", "b", "c", "d"),
            taken: fc.integer({ min: 0, max: 8000 }),
            gi: fc.integer({ min: 0, max: 31 }),
            unschedulable: fc.constantFrom(false, false, false, true),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        fc.constantFrom<SizeName>("dev", "small", "medium", "large"),
        fc.constantFrom<AvailabilityLevel>("zone", "node", "single"),
        fc.integer({ min: 1, max: 4 }),
        (drawn, size, availability, vtgatesPerZone) => {
          const region = snapshotOf({
            nodes: drawn.map((each, index) =>
              nodeFact(`n${index}`, each.zone, { unschedulable: each.unschedulable }),
            ),
            pods: drawn.map((each, index) => taking(`n${index}`, each.taken, each.gi)),
          });
          const asked = draft({ size, availability, vtgatesPerZone });
          const made = planPlacement(inputOf(asked, region), region);
          for (const refusal of made.refusals) {
            expect(refusal.sentence).toMatch(/\.$/);
            expect(refusal.offers.length).toBeLessThanOrEqual(3);
            expect(refusal.offers.length).toBeGreaterThan(0);
            for (const offer of refusal.offers.filter((each) => each.change !== null)) {
              offered += 1;
              const changed = accept(asked, offer);
              expect({ offer, refusals: planPlacement(inputOf(changed, region), region).refusals }).toEqual({
                offer,
                refusals: [],
              });
            }
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(offered).toBeGreaterThan(300);
  });

  it("says which nodes take no pods", () => {
    const shut = nodes.map((node) => ({
      ...node,
      unschedulable: node.zone === "b" && node.name === "b1",
      ready: node.name !== "b2",
    }));
    const input = { ...draft(), zones: ["a", "b", "c"], zoneLabel: "beta" as const };
    expect(planPlacement(input, snapshotOf({ nodes: shut })).refusals[0]?.sentence).toBe(
      "No node in zone b takes new pods: 1 cordoned, 1 not ready, tainted or not amd64.",
    );
  });
});

describe("zones", () => {
  it("offers the level that the region can hold, with the reason", () => {
    const two = snapshotOf({ nodes: nodes.filter((node) => node.zone !== "c") });
    expect(
      levelChoices(two).map(({ level, offered, isDefault, why }) => [level, offered, isDefault, why]),
    ).toEqual([
      ["zone", false, false, "needs three zones; this region has 2 zones"],
      ["node", true, true, "default, because this region has 2 zones"],
      ["single", true, false, null],
    ]);
    expect(levelChoices(snapshotOf({ nodes })).find((each) => each.isDefault)?.level).toBe("zone");
    const one = levelChoices(snapshotOf({ nodes: nodes.slice(0, 1) }));
    expect(one.find((each) => each.isDefault)).toMatchObject({
      level: "single",
      why: "default, because this region has 1 usable node",
    });
  });

  it("refuses to promise a zone where there are two, and offers a node", () => {
    const two = snapshotOf({ nodes: nodes.filter((node) => node.zone !== "c") });
    const made = plan({}, two);
    expect(made.refusals.map((each) => each.title)).toEqual(["Surviving a zone needs three zones"]);
    expect(made.refusals[0]?.offers.map((offer) => offer.change)).toEqual([{ availability: "node" }, null]);
    expect(sizeVerdicts(draft(), two).map((each) => each.why)).toEqual(Array(4).fill("needs three zones"));
  });

  it("takes of many zones the three that have room", () => {
    const many = ["a", "b", "c", "d", "e"].map((zone) => nodeFact(`${zone}1`, zone));
    const facts = snapshotOf({ nodes: many, pods: [taking("a1", 7900), taking("c1", 7900)] });
    expect(inputOf(draft(), facts).zones).toEqual(["b", "d", "e"]);
    expect(plan({}, facts).fits).toBe(true);
  });

  it("spreads over nodes where nothing names zones", () => {
    const bare = snapshotOf({ nodes: ["1", "2", "3"].map((name) => nodeFact(name, null)) });
    const made = plan({ availability: "node", vtgatesPerZone: 1 }, bare);
    expect(made.fits).toBe(true);
    expect(made.zones.map((zone) => [zone.label, zone.zone, zone.cell])).toEqual([
      ["1st node", "", "n1"],
      ["2nd node", "", "n2"],
      ["3rd node", "", "n3"],
    ]);
    expect(made.survives[1]?.sentence).toContain("not known");
  });
});

describe("sizes", () => {
  it("judges each size on the same room", () => {
    const facts = snapshotOf({ nodes, pods: [taking("c1", 4900), taking("c2", 5500)] });
    expect(sizeVerdicts(draft(), facts)).toEqual([
      { size: "dev", fits: true, why: null },
      { size: "small", fits: true, why: null },
      { size: "medium", fits: true, why: null },
      { size: "large", fits: false, why: "no room in zone c" },
    ]);
  });
});

describe("storage and what is not read", () => {
  const late = storageFact("gp3");
  const early = storageFact("gp2", { isDefault: true, bindingMode: "Immediate" });

  it("refuses a class that binds at once over several zones, and offers another", () => {
    const made = plan({ storageClass: "gp2" }, snapshotOf({ nodes, storageclasses: [late, early] }));
    expect(made.refusals[0]?.sentence).toContain("binds a disk at once");
    expect(made.refusals[0]?.offers[0]?.change).toEqual({ storageClass: "gp3" });
  });

  it("says that capacity was not read instead of promising", () => {
    const made = plan({}, snapshotOf({ nodes, podsScope: "namespaces" }));
    expect(made.notes[0]).toMatch(/^Capacity not read/);
    expect(plan({}, snapshotOf({ nodes })).notes).toEqual([]);
  });
});
