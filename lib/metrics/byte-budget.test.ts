import { describe, expect, it } from "vitest";
import { ByteBudget } from "@/lib/metrics/byte-budget";

function budget(perSecond: number) {
  const clock = { ms: 0 };
  return { clock, bytes: new ByteBudget(perSecond, () => clock.ms) };
}

describe("a byte budget", () => {
  it("lets one second's worth through at once, then as much as time brings", () => {
    const { clock, bytes } = budget(1000);
    bytes.spend(1000);
    expect(bytes.waitMs()).toBe(0);
    bytes.spend(500);
    expect(bytes.waitMs()).toBe(500);
    clock.ms = 499;
    expect(bytes.waitMs()).toBe(1);
    clock.ms = 500;
    expect(bytes.waitMs()).toBe(0);
  });

  it("saves no more than a second while nothing is read", () => {
    const { clock, bytes } = budget(1000);
    clock.ms = 3_600_000;
    bytes.spend(1500);
    expect(bytes.waitMs()).toBe(500);
  });

  it("makes one page that was far too large wait for all of it", () => {
    const { bytes } = budget(1000);
    bytes.spend(61_000);
    expect(bytes.waitMs()).toBe(60_000);
  });
});
