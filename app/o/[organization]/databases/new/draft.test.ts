import { describe, expect, it } from "vitest";
import { draftOf } from "./draft";
import type { PlanAnswer } from "@/lib/contract/plan";

const GIB = 1024 ** 3;
const level = (name: "zone" | "node" | "single", isDefault: boolean) => ({
  level: name,
  label: name,
  detail: "",
  offered: true,
  isDefault,
  why: null,
});

const answer: PlanAnswer = {
  plan: {
    fits: true,
    zones: [],
    refusals: [],
    survives: [],
    notes: [],
    totalCpuMilli: 0,
    totalMemoryBytes: 0,
  },
  ways: [],
  yaml: "",
  sizes: [
    {
      size: "large",
      label: "Large",
      cpuMilli: 1,
      memoryBytes: 1,
      storageBytes: 250 * GIB,
      fits: true,
      why: null,
    },
  ],
  levels: [level("zone", false), level("node", true)],
  storageClasses: [],
  storage: { storageClass: "gp3-wffc", reason: "the default gp2 binds at once" },
  fields: {},
  readAt: null,
};

describe("draftOf", () => {
  it("follows the region's defaults in every part that nobody chose", () => {
    expect(draftOf({ size: "large", regionId: "reg_1" }, answer)).toEqual({
      name: "",
      regionId: "reg_1",
      size: "large",
      availability: "node",
      vtgatesPerZone: 1,
      storageClass: "gp3-wffc",
      storageGiB: 250,
    });
  });

  it("keeps what was chosen when the region or the size changes", () => {
    const choice = { availability: "zone", storageGiB: 40, storageClass: "fast", vtgatesPerZone: 3 } as const;
    expect(draftOf({ ...choice, size: "large" }, answer)).toMatchObject(choice);
  });
});
