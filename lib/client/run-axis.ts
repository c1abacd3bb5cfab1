/** The strip of earlier runs: where its rings, its ticks and now stand. Pure; lengths in milliseconds. */

export interface RunAxis {
  endMs: number;
  ticksMs: number[];
  /** Unit of the ticks' figures. */
  unitMs: number;
  unit: "s" | "min" | "h";
}

const STEPS_MS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400].map(
  (s) => s * 1000,
);
const MOST_TICKS = 7;

/** An axis from 0 over all runs and the one that runs, with at most seven ticks at round times. */
export function runAxis(runsMs: readonly number[], elapsedMs: number): RunAxis {
  const longest = Math.max(1000, elapsedMs, ...runsMs);
  const step = STEPS_MS.find((each) => Math.ceil(longest / each) < MOST_TICKS) ?? 24 * 3_600_000;
  const count = Math.ceil(longest / step);
  const ticksMs = Array.from({ length: count + 1 }, (_, index) => index * step);
  const endMs = count * step;
  if (step < 60_000) return { endMs, ticksMs, unitMs: 1000, unit: "s" };
  return step < 3_600_000
    ? { endMs, ticksMs, unitMs: 60_000, unit: "min" }
    : { endMs, ticksMs, unitMs: 3_600_000, unit: "h" };
}

/** The middle run; null without runs. */
export function medianMs(runsMs: readonly number[]): number | null {
  const sorted = runsMs.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

export type Estimate =
  | { kind: "unknown" }
  | { kind: "left"; ms: number }
  /** It already takes longer than the median; so many of the earlier runs took longer still. */
  | { kind: "over"; longer: number };

/** What earlier runs say about the time that is left. */
export function estimate(runsMs: readonly number[], elapsedMs: number): Estimate {
  const median = medianMs(runsMs);
  if (median === null) return { kind: "unknown" };
  if (elapsedMs < median) return { kind: "left", ms: median - elapsedMs };
  return { kind: "over", longer: runsMs.filter((run) => run > elapsedMs).length };
}
