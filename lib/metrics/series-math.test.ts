import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addUp, layOut, quantileOf, ratesOf, type StepSample } from "@/lib/metrics/series-math";

const line = (pairs: readonly (readonly [step: number, value: number])[]): StepSample[] =>
  pairs.map(([step, value]) => ({ step, at: step * 10_000, value }));
const noStarts = new Map<number, number>();

describe("rates", () => {
  it("are per second", () => {
    expect(
      ratesOf(
        line([
          [0, 100],
          [1, 150],
          [2, 150],
        ]),
        25_000,
        noStarts,
      ).map((one) => one.value),
    ).toEqual([5, 0]);
  });

  it("give nothing over a reset, and go on after it", () => {
    const rates = ratesOf(
      line([
        [0, 1000],
        [1, 20],
        [2, 40],
      ]),
      25_000,
      noStarts,
    );
    expect(rates.map((one) => [one.step, one.value])).toEqual([[2, 2]]);
  });

  it("see a restart by the start time even when the counter has already outgrown its old value", () => {
    const starts = new Map([
      [0, 5],
      [1, 9],
      [2, 9],
    ]);
    const rates = ratesOf(
      line([
        [0, 10],
        [1, 500],
        [2, 510],
      ]),
      25_000,
      starts,
    );
    expect(rates.map((one) => [one.step, one.value])).toEqual([[2, 1]]);
  });

  it("give nothing over a hole that nobody saw", () => {
    expect(
      ratesOf(
        line([
          [0, 10],
          [9, 500],
        ]),
        25_000,
        noStarts,
      ),
    ).toEqual([]);
  });

  it("are never negative", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 30 }), (values) => {
        const rates = ratesOf(line(values.map((value, step) => [step, value])), 25_000, noStarts);
        expect(rates.filter((one) => one.value < 0)).toEqual([]);
      }),
    );
  });
});

describe("quantiles", () => {
  const buckets = [
    { upperBound: Infinity, count: 100 },
    { upperBound: 0.001, count: 50 },
    { upperBound: 0.005, count: 90 },
  ];
  it("interpolate inside a bucket", () => {
    expect(quantileOf(0.5, buckets)).toBeCloseTo(0.001, 12);
    expect(quantileOf(0.7, buckets)).toBeCloseTo(0.003, 12);
    expect(quantileOf(0.25, buckets)).toBeCloseTo(0.0005, 12);
  });
  it("say the lower border in the open bucket and nothing without traffic", () => {
    expect(quantileOf(0.99, buckets)).toBe(0.005);
    expect(quantileOf(0.5, [{ upperBound: Infinity, count: 0 }])).toBeNull();
    expect(quantileOf(0.5, [])).toBeNull();
  });
});

describe("steps", () => {
  const range = { from: 0, to: 100_000, stepMs: 10_000, intervalMs: 0 };
  it("make a gap of null points only where more than 2.5 steps hold no sample", () => {
    const laid = layOut(
      line([
        [0, 1],
        [2, 2],
        [6, 3],
        [9, 4],
      ]),
      range,
    );
    expect(laid.points).toEqual([
      [0, 1],
      [20_000, 2],
      [30_000, null],
      [40_000, null],
      [50_000, null],
      [60_000, 3],
      [70_000, null],
      [80_000, null],
      [90_000, 4],
    ]);
    expect(laid.gaps).toEqual([
      { from: 30_000, to: 60_000, kind: "not-sampled" },
      { from: 70_000, to: 90_000, kind: "not-sampled" },
    ]);
  });
  it("see a gap before the first and after the last sample, and a whole range without any", () => {
    expect(layOut(line([[5, 1]]), range).gaps.map((one) => [one.from, one.to])).toEqual([
      [0, 50_000],
      [60_000, 100_000],
    ]);
    expect(layOut([], range).points).toHaveLength(10);
  });
  it("take the pace of the sampler into account", () => {
    expect(
      layOut(
        line([
          [0, 1],
          [5, 2],
          [9, 3],
        ]),
        { ...range, intervalMs: 50_000 },
      ).gaps,
    ).toEqual([]);
  });
  it("are added up over pods", () => {
    expect(
      addUp([
        line([
          [0, 1],
          [1, 2],
        ]),
        line([[1, 5]]),
      ]).map((one) => one.value),
    ).toEqual([1, 7]);
  });
});
