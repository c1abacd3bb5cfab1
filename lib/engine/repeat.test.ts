import { afterEach, describe, expect, it, vi } from "vitest";
import { repeat, sleep } from "@/lib/engine/repeat";

describe("repeat", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("runs one round at a time and never a new one before the pace that the last one asked for", async () => {
    vi.useFakeTimers();
    let rounds = 0;
    let running = 0;
    const repeating = repeat(async () => {
      rounds += 1;
      running += 1;
      expect(running).toBe(1);
      await sleep(20, new AbortController().signal);
      running -= 1;
      return 30;
    }, vi.fn<(error: unknown) => void>());
    const seen: number[] = [];
    for (const ms of [0, 29, 1, 29, 1]) {
      await vi.advanceTimersByTimeAsync(ms);
      seen.push(rounds);
    }
    expect(seen).toEqual([1, 1, 2, 2, 3]);
    const stopped = repeating.stop();
    await vi.advanceTimersByTimeAsync(20);
    await stopped;
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
