import "server-only";

/** One folded sample of one pod and label set. `at` is epoch ms of the newest raw sample in the step. */
export interface StepSample {
  readonly step: number;
  readonly at: number;
  readonly value: number;
}

export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly kind: "not-sampled" | "not-replicating" | "primary";
}

export type Point = [epochMs: number, value: number | null];

/** A hole is real only when it is longer than this many intervals: a round may be late. */
export const GAP_STEPS = 2.5;

/**
 * Per-second rates of a raw counter. A value that fell, or a process that began anew (`startsAt` differs), is a restart:
 * that pair gives no rate. A pair farther apart than `maxApartMs` gives none either, since nobody saw what lay between.
 */
export function ratesOf(
  samples: readonly StepSample[],
  maxApartMs: number,
  startsAt: ReadonlyMap<number, number>,
): StepSample[] {
  const rates: StepSample[] = [];
  for (let at = 1; at < samples.length; at += 1) {
    const before = samples[at - 1];
    const after = samples[at];
    if (before === undefined || after === undefined) continue;
    const apartMs = after.at - before.at;
    const restarted = after.value < before.value || startsAt.get(before.step) !== startsAt.get(after.step);
    if (restarted || apartMs <= 0 || apartMs > maxApartMs) continue;
    rates.push({ step: after.step, at: after.at, value: ((after.value - before.value) * 1000) / apartMs });
  }
  return rates;
}

/** Adds up series step by step; a step that only some of them hold is the sum of those. */
export function addUp(all: readonly (readonly StepSample[])[]): StepSample[] {
  const sums = new Map<number, StepSample>();
  for (const one of all.flat()) {
    const known = sums.get(one.step);
    sums.set(one.step, {
      step: one.step,
      at: Math.max(one.at, known?.at ?? 0),
      value: one.value + (known?.value ?? 0),
    });
  }
  return [...sums.values()].toSorted((a, b) => a.step - b.step);
}

/**
 * Quantile of a cumulative histogram by linear interpolation inside the bucket, as Prometheus does.
 * Null when nothing was counted. In the last, open bucket it is the lower border: more is not known.
 */
export function quantileOf(
  q: number,
  buckets: readonly { upperBound: number; count: number }[],
): number | null {
  const sorted = buckets.toSorted((a, b) => a.upperBound - b.upperBound);
  const last = sorted.at(-1);
  if (last === undefined || last.upperBound !== Infinity || !(last.count > 0)) return null;
  const rank = q * last.count;
  let lowerBound = 0;
  let below = 0;
  for (const { upperBound, count } of sorted) {
    if (count >= rank && count > below) {
      if (upperBound === Infinity) return lowerBound;
      return lowerBound + ((upperBound - lowerBound) * (rank - below)) / (count - below);
    }
    lowerBound = upperBound;
    below = Math.max(below, count);
  }
  return lowerBound;
}

/**
 * Lays samples onto the steps of [from, to): a step without a sample has no point, except inside a gap
 * (no sample for more than 2.5 intervals), where each step is null. Absent is never zero.
 */
export function layOut(
  samples: readonly StepSample[],
  range: { from: number; to: number; stepMs: number; intervalMs: number },
): { points: Point[]; gaps: Gap[] } {
  const { stepMs } = range;
  const limitMs = GAP_STEPS * Math.max(stepMs, range.intervalMs);
  const first = Math.floor(range.from / stepMs);
  const end = Math.ceil(range.to / stepMs);
  const points: Point[] = [];
  const gaps: Gap[] = [];
  let previous = first - 1;
  const fill = (next: number) => {
    if ((next - previous) * stepMs <= limitMs) return;
    for (let step = previous + 1; step < next; step += 1) points.push([step * stepMs, null]);
    gaps.push({ from: (previous + 1) * stepMs, to: Math.min(next * stepMs, range.to), kind: "not-sampled" });
  };
  for (const sample of samples) {
    if (sample.step < first || sample.step >= end) continue;
    fill(sample.step);
    points.push([sample.step * stepMs, sample.value]);
    previous = sample.step;
  }
  fill(end);
  return { points, gaps };
}
