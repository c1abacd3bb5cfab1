import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "@/lib/kube/backoff";

const options = { baseMs: 500, capMs: 60_000 };

describe("backoffMs", () => {
  it("doubles its ceiling up to the cap", () => {
    const ceilings = [1, 2, 3, 7, 8, 9, 500].map((attempt) => backoffMs(attempt, 1, options));
    expect(ceilings).toEqual([500, 1000, 2000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("spreads over all of it, and never undercuts what the server asked for", () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(2000), unit, fc.nat(100_000), (attempt, random, atLeastMs) => {
        const waitMs = backoffMs(attempt, random, options, atLeastMs);
        expect(waitMs).toBeGreaterThanOrEqual(atLeastMs);
        expect(waitMs).toBeLessThanOrEqual(Math.max(atLeastMs, options.capMs));
      }),
    );
    expect(backoffMs(5, 0, options)).toBe(0);
  });
});
