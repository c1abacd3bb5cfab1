import { describe, expect, it } from "vitest";
import { markLag, readLag, type TabletSamples } from "@/lib/metrics/lag";
import { layOut, type StepSample } from "@/lib/metrics/series-math";

const STEP = 15_000;
const line = (values: readonly number[]): StepSample[] =>
  values.map((value, step) => ({ step, at: step * STEP + 1000, value }));
const tablet = (lag: number[], state: number[], types: string[]): TabletSamples => ({
  lag: line(lag),
  state: line(state),
  role: types.map((type, step) => ({ step, at: step * STEP + 1000, type })),
});
const fresh = 2.5 * STEP;

describe("replication lag", () => {
  it("rises as a number while an applier is blocked", () => {
    const samples = tablet([0, 15, 30], [2, 2, 2], ["REPLICA", "REPLICA", "REPLICA"]);
    expect(readLag(samples, 2 * STEP + 5000, fresh)).toEqual({
      kind: "lag",
      seconds: 30,
      at: 2 * STEP + 1000,
    });
  });

  it("says not replicating with the last good value and its time when the tablet's state is 0", () => {
    const samples = tablet([2, 2, 2], [2, 0, 0], ["REPLICA", "REPLICA", "REPLICA"]);
    expect(readLag(samples, 2 * STEP + 5000, fresh)).toEqual({
      kind: "not-replicating",
      at: 2 * STEP + 1000,
      lastSeconds: 2,
      lastAt: 1000,
      because: "tablet-says-so",
    });
  });

  it("takes a lag that stays the very same for a minute for the frozen gauge of a stopped replica", () => {
    const samples = tablet([1, 7, 7, 7, 7, 7], [2, 2, 2, 2, 2, 2], ["REPLICA"]);
    expect(readLag(samples, 4 * STEP + 5000, fresh).kind).toBe("lag");
    expect(readLag(samples, 5 * STEP + 5000, fresh)).toEqual({
      kind: "not-replicating",
      at: 5 * STEP + 1000,
      lastSeconds: 7,
      lastAt: STEP + 1000,
      because: "frozen",
    });
  });

  it("does not take a healthy replica at 0 or 1 second for frozen", () => {
    for (const value of [0, 1]) {
      const samples = tablet([value, value, value, value, value, value, value], [2, 2, 2, 2, 2, 2, 2], []);
      expect(readLag(samples, 6 * STEP + 5000, fresh)).toEqual({
        kind: "lag",
        seconds: value,
        at: 6 * STEP + 1000,
      });
    }
  });

  it("says not sampled when the source is gone, keeping the last value", () => {
    const samples = tablet([3], [2], ["REPLICA"]);
    expect(readLag(samples, 10 * STEP, fresh)).toEqual({ kind: "not-sampled", lastSeconds: 3, lastAt: 1000 });
    expect(readLag(tablet([], [], []), STEP, fresh)).toEqual({
      kind: "not-sampled",
      lastSeconds: null,
      lastAt: null,
    });
    expect(readLag({ ...samples, lag: [] }, 2000, fresh).kind).toBe("not-sampled");
  });

  it("never shows the 0 of a primary as lag", () => {
    expect(readLag(tablet([0], [2], ["PRIMARY"]), 2000, fresh)).toEqual({ kind: "primary", at: 1000 });
  });

  it("draws no number while the tablet was primary or stopped, and says which", () => {
    const samples = tablet(
      [0, 0, 1, 5, 5, 1],
      [2, 2, 2, 0, 0, 2],
      ["PRIMARY", "PRIMARY", "REPLICA", "REPLICA", "REPLICA", "REPLICA"],
    );
    const range = { from: 0, to: 6 * STEP, stepMs: STEP, intervalMs: STEP };
    const marked = markLag(layOut(samples.lag, range), samples, STEP, fresh);
    expect(marked.points.map(([, value]) => value)).toEqual([null, null, 1, null, null, 1]);
    expect(marked.gaps).toEqual([
      { from: 0, to: 2 * STEP, kind: "primary" },
      { from: 3 * STEP, to: 5 * STEP, kind: "not-replicating" },
    ]);
  });
});
