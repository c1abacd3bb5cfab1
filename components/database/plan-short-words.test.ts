import { describe, expect, it } from "vitest";
import { countWays, shortWords } from "@/components/database/plan-short-words";
import type { PlacementPlanView } from "@/lib/contract/plan";

const GI = 1024 ** 3;
const pod = (
  leftCpuMilli: number,
  leftMemoryBytes: number,
): PlacementPlanView["zones"][number]["pods"][number] => ({
  role: "replica",
  label: "Replica",
  count: 1,
  cpuMilli: 4000,
  memoryBytes: 16 * GI,
  shape: null,
  nodeCpuMilli: 8000,
  takenCpuMilli: 4900,
  leftCpuMilli,
  leftMemoryBytes,
});

function planOf(pods: PlacementPlanView["zones"][number]["pods"]): PlacementPlanView {
  return {
    fits: false,
    zones: [{ zone: "c", label: "zone c", cell: "c", largestFreeCpuMilli: 3100, fits: false, pods }],
    refusals: [
      {
        title: "This storage class cannot be used",
        sentence: "",
        zone: null,
        offers: [{ label: "Use fast", detail: "", change: { storageClass: "fast" } }],
      },
    ],
    survives: [],
    notes: [],
    totalCpuMilli: 0,
    totalMemoryBytes: 0,
  };
}

describe("shortWords", () => {
  it("names what is short and where", () => {
    expect(shortWords(planOf([pod(-900, GI)]))).toBe("0.9 CPU short in zone c");
    expect(shortWords(planOf([pod(100, -2 * GI)]))).toBe("2 Gi short in zone c");
  });

  it("falls back to the refusal where no pod is short", () => {
    expect(shortWords(planOf([pod(100, GI)]))).toBe("This storage class cannot be used");
    expect(countWays(planOf([]))).toBe(1);
  });
});
