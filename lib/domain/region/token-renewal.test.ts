import { describe, expect, it } from "vitest";
import { isOverdue, renewalDueAt } from "@/lib/domain/region/token-renewal";

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 10, 24);

describe("the renewal of a token", () => {
  const day = { since: T0, expiresAt: T0 + 24 * HOUR };

  it("is due at half of its life, spread over a tenth of it", () => {
    expect(renewalDueAt(day, 0)).toBe(T0 + 12 * HOUR);
    expect(renewalDueAt(day, 0.5)).toBe(T0 + 13.2 * HOUR);
    expect(renewalDueAt(day, 0.999)).toBeLessThan(T0 + 14.4 * HOUR);
  });

  it("follows the life that was granted, not the one that was asked for", () => {
    expect(renewalDueAt({ since: T0, expiresAt: T0 + HOUR }, 0)).toBe(T0 + HOUR / 2);
  });

  it("is never tight, whatever the server's clock says", () => {
    for (const expiresAt of [T0, T0 + 10_000, T0 - 10 * 365 * 24 * HOUR]) {
      expect(renewalDueAt({ since: T0, expiresAt }, 0.9)).toBe(T0 + 60_000);
    }
  });

  it("is overdue at three quarters", () => {
    expect(isOverdue(day, T0 + 18 * HOUR)).toBe(false);
    expect(isOverdue(day, T0 + 18 * HOUR + 1)).toBe(true);
  });
});
