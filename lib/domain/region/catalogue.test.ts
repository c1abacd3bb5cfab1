import { describe, expect, it } from "vitest";
import { CATALOGUE, entryFor, fits, kubernetesMinor, matrixWords } from "@/lib/domain/region/catalogue";

describe("catalogue", () => {
  it("reads the minor of versions as clouds write them", () => {
    expect(["v1.35.4", "1.32+", "v1.33.1-eks-abc"].map(kubernetesMinor)).toEqual([35, 32, 33]);
    expect(["", "v2.1.0", "latest"].map(kubernetesMinor)).toEqual([null, null, null]);
  });

  it("chooses the newest operator that fits, and none outside the matrix", () => {
    expect(entryFor("v1.35.4")?.version).toBe("2.17.0");
    expect(entryFor("v1.31.0")?.version).toBe("2.16.0");
    expect(entryFor("v1.30.9")).toBeNull();
    expect(entryFor("v1.36.0")).toBeNull();
  });

  it("names every pair that fits", () => {
    for (const each of CATALOGUE) expect(matrixWords()).toContain(each.version);
    expect(CATALOGUE.every((each) => fits(each, `v1.${each.kubernetes[0]}.0`))).toBe(true);
  });
});
