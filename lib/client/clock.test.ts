import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ServerClock } from "@/lib/client/clock";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("the clock of the server", () => {
  it("moves once a second while someone listens, and stands still otherwise", () => {
    const clock = new ServerClock();
    vi.advanceTimersByTime(5_000);
    expect(clock.snapshot()).toBe(1_000_000);
    let ticks = 0;
    const leave = clock.subscribe(() => {
      ticks += 1;
    });
    expect(clock.snapshot()).toBe(1_005_000);
    vi.advanceTimersByTime(3_000);
    expect(ticks).toBe(3);
    expect(clock.snapshot()).toBe(1_008_000);
    leave();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("follows the server when the local clock is wrong", () => {
    const clock = new ServerClock();
    const leave = clock.subscribe(() => undefined);
    clock.follow(5_000_000);
    expect(clock.snapshot()).toBe(5_000_000);
    vi.advanceTimersByTime(2_000);
    expect(clock.snapshot()).toBe(5_002_000);
    leave();
  });

  it("keeps one timer for many listeners", () => {
    const clock = new ServerClock();
    const leaves = [1, 2, 3].map(() => clock.subscribe(() => undefined));
    expect(vi.getTimerCount()).toBe(1);
    for (const leave of leaves) leave();
    expect(vi.getTimerCount()).toBe(0);
  });
});
