import { describe, expect, it, vi } from "vitest";
import { repeat } from "@/lib/engine/repeat";

describe("repeat", () => {
  it("runs one round at a time and never a new one before the pace that the last one asked for", async () => {
    const starts: number[] = [];
    let running = 0;
    const repeating = repeat(async () => {
      running += 1;
      expect(running).toBe(1);
      starts.push(performance.now());
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return 30;
    }, vi.fn<(error: unknown) => void>());
    await vi.waitFor(() => expect(starts.length).toBeGreaterThan(3));
    await repeating.stop();
    const apart = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    for (const ms of apart) expect(ms).toBeGreaterThanOrEqual(28);
  });

  it("tells a failure and goes on later", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    const repeating = repeat(() => Promise.reject(new Error("no")), onError);
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1));
    await repeating.stop();
  });

  it("waits at stop for the round that runs, tells it, and reports nothing of it", async () => {
    const onError = vi.fn<(error: unknown) => void>();
    let ended = false;
    const repeating = repeat(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            ended = true;
            reject(new Error("stopped"));
          });
        }),
      onError,
    );
    await repeating.stop();
    expect(ended).toBe(true);
    expect(onError).not.toHaveBeenCalled();
  });
});
