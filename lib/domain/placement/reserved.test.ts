import { describe, expect, it } from "vitest";
import { GI, nodeFact, snapshotOf } from "@/lib/domain/cluster/testing-facts";
import { inputOf, sizeVerdicts, type PlanDraft } from "@/lib/domain/placement/choices";
import type { PlacementPlan } from "@/lib/domain/placement/plan";
import { planPlacement } from "@/lib/domain/placement/plan-placement";
import { podsOf, type PodAsk } from "@/lib/domain/placement/pods";
import { pendingPods } from "@/lib/domain/placement/reserved";

/** Three zones with two nodes of 8 CPU and 32 Gi each: each zone has room for two tablets of the large size. */
const facts = snapshotOf({
  nodes: ["a", "b", "c"].flatMap((zone) => [nodeFact(`${zone}1`, zone), nodeFact(`${zone}2`, zone)]),
});
const draft: PlanDraft = {
  name: "shop",
  keyspace: "main",
  size: "large",
  availability: "zone",
  vtgatesPerZone: 2,
  storageClass: "gp3",
  storageBytes: 20 * GI,
};
const input = inputOf(draft, facts);
const none = new Map<string, number>();
const beside = (reserved: readonly PodAsk[]): PlacementPlan => planPlacement(input, { ...facts, reserved });

describe("room that was promised to accepted databases", () => {
  it("is counted before their pods are there, and not given away twice", () => {
    const first = pendingPods("db_1", input, none);
    const second = pendingPods("db_2", input, none);
    expect(beside([]).fits).toBe(true);
    expect(beside(first).fits).toBe(true);
    const third = beside([...first, ...second]);
    expect(third.fits).toBe(false);
    expect(third.refusals[0]?.title).toContain("does not fit");
    expect(sizeVerdicts(draft, { ...facts, reserved: [...first, ...second] })).toContainEqual(
      expect.objectContaining({ size: "large", fits: false }),
    );
  });

  it("keeps nothing apart that belongs to different databases", () => {
    const small = { ...input, size: "small" as const };
    const others = ["db_1", "db_2", "db_3"].flatMap((of) => pendingPods(of, small, none));
    expect(planPlacement(small, { ...facts, reserved: others }).fits).toBe(true);
  });

  it("shrinks by the pods that the region shows, component by component", () => {
    const all = podsOf(input).length;
    expect(pendingPods("db_1", input, none)).toHaveLength(all);
    const some = pendingPods(
      "db_1",
      input,
      new Map([
        ["etcd", 3],
        ["vttablet", 1],
      ]),
    );
    expect(some).toHaveLength(all - 4);
    expect(some.map((pod) => pod.component)).not.toContain("etcd");
    const seen = new Map<string, number>();
    for (const { component } of podsOf(input)) seen.set(component, (seen.get(component) ?? 0) + 1);
    expect(pendingPods("db_1", input, seen)).toEqual([]);
  });
});
