import { describe, expect, it } from "vitest";
import { heightOf, lagPath } from "@/components/database/lag-path";

describe("a small lag line", () => {
  it("has one scale for all rows and an end at its top", () => {
    expect(heightOf(0)).toBe(21);
    expect(heightOf(15)).toBeLessThan(heightOf(2));
    expect(heightOf(60)).toBe(heightOf(6000));
  });

  it("is broken where nothing is known, and never drawn at 0 there", () => {
    expect(lagPath([0, 0, null, null, 0])).toBe("M1 21L22.5 21M87 21h.1");
    expect(lagPath([null, null])).toBe("");
    expect(lagPath([])).toBe("");
  });

  it("shows a lone minute as a dot", () => expect(lagPath([null, 0, null])).toBe("M44 21h.1"));
});
