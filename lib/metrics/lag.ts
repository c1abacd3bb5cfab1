import "server-only";
import type { Gap, Point, StepSample } from "@/lib/metrics/series-math";

/**
 * What may be said of one tablet's replication lag. A stop, a lost source and a missing right are three things, none of them 0.
 * Times are epoch milliseconds.
 */
export type LagReading =
  | { readonly kind: "lag"; readonly seconds: number; readonly at: number }
  | { readonly kind: "primary"; readonly at: number }
  | {
      readonly kind: "not-replicating";
      /** When the tablet was heard to say so. */
      readonly at: number;
      readonly lastSeconds: number | null;
      readonly lastAt: number | null;
      readonly because: "tablet-says-so" | "frozen";
    }
  | { readonly kind: "not-sampled"; readonly lastSeconds: number | null; readonly lastAt: number | null };

/** What was sampled of one tablet, oldest first. */
export interface TabletSamples {
  readonly lag: readonly StepSample[];
  readonly state: readonly StepSample[];
  readonly role: readonly { readonly step: number; readonly at: number; readonly type: string }[];
}

/**
 * Vitess writes the gauge on good readings only. A lag of 2 s and more that stays the very same for this long, while
 * a slow applier would move it, is the frozen gauge of a stopped replica (it keeps serving for up to 2 hours).
 */
const FROZEN_AFTER_MS = 60_000;
const FROZEN_FROM_SECONDS = 2;

function newestAt<T extends { at: number }>(samples: readonly T[], at: number): T | undefined {
  return samples.findLast((one) => one.at <= at);
}

/** When the value at `at` was first seen in its unbroken run. */
function heldSince(samples: readonly StepSample[], at: number): number {
  const last = samples.findLastIndex((one) => one.at <= at);
  const value = samples[last]?.value;
  let since = at;
  for (let index = last; index >= 0; index -= 1) {
    const one = samples[index];
    if (one === undefined || one.value !== value) break;
    since = one.at;
  }
  return since;
}

/**
 * The reading at one moment. Samples older than `freshMs` before it do not count as known.
 * The order is: no source, primary, stopped, the number.
 */
export function readLag(samples: TabletSamples, at: number, freshMs: number): LagReading {
  const lag = newestAt(samples.lag, at);
  const state = newestAt(samples.state, at);
  const role = newestAt(samples.role, at);
  const last = { lastSeconds: lag?.value ?? null, lastAt: lag?.at ?? null };
  if (state === undefined || at - state.at > freshMs) return { kind: "not-sampled", ...last };
  if (role?.type === "PRIMARY" && at - role.at <= freshMs) return { kind: "primary", at: role.at };
  if (state.value === 0) {
    const good = samples.state.findLast((one) => one.at <= at && one.value !== 0);
    const known = good === undefined ? undefined : newestAt(samples.lag, good.at);
    return {
      kind: "not-replicating",
      at: state.at,
      lastSeconds: known?.value ?? last.lastSeconds,
      lastAt: known?.at ?? null,
      because: "tablet-says-so",
    };
  }
  if (lag === undefined || at - lag.at > freshMs) return { kind: "not-sampled", ...last };
  const since = heldSince(samples.lag, at);
  if (lag.value >= FROZEN_FROM_SECONDS && lag.at - since >= FROZEN_AFTER_MS) {
    return { kind: "not-replicating", at: lag.at, lastSeconds: lag.value, lastAt: since, because: "frozen" };
  }
  return { kind: "lag", seconds: lag.value, at: lag.at };
}

/**
 * Takes the numbers out of a lag line where they are not lag: while the tablet was primary, and while it did not replicate.
 * Neighbouring steps of one kind become one gap.
 */
export function markLag(
  laid: { points: Point[]; gaps: Gap[] },
  samples: TabletSamples,
  stepMs: number,
  freshMs: number,
): { points: Point[]; gaps: Gap[] } {
  const gaps: Gap[] = [...laid.gaps];
  let open: Gap | null = null;
  const points = laid.points.map(([at, value]): Point => {
    const reading = value === null ? null : readLag(samples, at + stepMs - 1, freshMs);
    const kind = reading?.kind === "primary" || reading?.kind === "not-replicating" ? reading.kind : null;
    if (open !== null && open.kind === kind) open = { ...open, to: at + stepMs };
    else {
      if (open !== null) gaps.push(open);
      open = kind === null ? null : { from: at, to: at + stepMs, kind };
    }
    return [at, kind === null ? value : null];
  });
  if (open !== null) gaps.push(open);
  return { points, gaps: gaps.toSorted((a, b) => a.from - b.from) };
}
