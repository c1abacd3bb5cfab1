import "server-only";
import { setTimeout as wait } from "node:timers/promises";

/** Time as the watch side sees it, so that tests can move it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects as soon as the signal fires. Never keeps the process alive. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => wait(ms, undefined, { signal, ref: false }),
};

/** Sleeps until the time is over or the signal fires, whichever comes first. Never rejects. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await clock.sleep(ms, signal).catch(() => undefined);
}
