import type { MetricSample } from "@/lib/sandbox/standins/vitess/metrics-page";

/** Upper bounds of Vitess's timings, in seconds (go/stats/timings.go). */
export const TIMING_BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

/** How long things take: log-normal, given by its median and the spread of the logarithm. */
export interface LatencyShape {
  medianSeconds: number;
  sigma: number;
}

/** The standard normal distribution function, to 7 digits (Abramowitz and Stegun 26.2.17). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(z));
  const poly =
    t *
    (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z > 0 ? 1 - tail : tail;
}

/** The part of all that takes at most `seconds`. */
export function partBelow(shape: LatencyShape, seconds: number): number {
  return normalBelow(Math.log(seconds / shape.medianSeconds) / shape.sigma);
}

function meanSeconds({ medianSeconds, sigma }: LatencyShape): number {
  return medianSeconds * Math.exp((sigma * sigma) / 2);
}

/** A histogram that is fed with expected numbers instead of single events; shown values are whole and never fall. */
export class Timings {
  #count = 0;
  #sum = 0;
  readonly #below = TIMING_BUCKETS.map(() => 0);

  /** `count` more events of this shape; may be a fraction. */
  add(count: number, shape: LatencyShape): void {
    this.#count += count;
    this.#sum += count * meanSeconds(shape);
    for (const [index, bound] of TIMING_BUCKETS.entries()) {
      this.#below[index] = (this.#below[index] ?? 0) + count * partBelow(shape, bound);
    }
  }

  get count(): number {
    return Math.floor(this.#count);
  }

  samples(labels: Readonly<Record<string, string>>): MetricSample[] {
    const count = this.count;
    return [
      ...TIMING_BUCKETS.map((bound, index) => ({
        suffix: "_bucket",
        labels: { ...labels, le: String(bound) },
        value: Math.min(count, Math.floor(this.#below[index] ?? 0)),
      })),
      { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
      { suffix: "_sum", labels, value: this.#sum },
      { suffix: "_count", labels, value: count },
    ];
  }
}

/** Counters by key, in whole numbers when shown; a key appears with its first whole event. */
export class Tally {
  readonly #values = new Map<string, number>();

  add(key: string, amount: number): void {
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  get(key: string): number {
    return Math.floor(this.#values.get(key) ?? 0);
  }

  entries(): [string, number][] {
    return [...this.#values]
      .map(([key, value]): [string, number] => [key, Math.floor(value)])
      .filter(([, value]) => value > 0);
  }
}
