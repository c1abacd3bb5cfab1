import { describe, expect, it } from "vitest";
import { partBelow, Tally, TIMING_BUCKETS, Timings } from "@/lib/sandbox/standins/vitess/latency";
import { busyness, GATE_LATENCY } from "@/lib/sandbox/standins/vitess/load";
import { goNumber, renderMetrics } from "@/lib/sandbox/standins/vitess/metrics-page";
import { advanceLag } from "@/lib/sandbox/standins/vitess/replication";

describe("lag", () => {
  it("rises by a second a second while blocked, by the missing part while slow", () => {
    expect(advanceLag(0, 10, { kind: "blocked" })).toBe(10);
    expect(advanceLag(2, 10, { kind: "slow", factor: 0.5 })).toBe(7);
  });

  it("falls to nothing and not below once the applier is free", () => {
    expect(advanceLag(44, 8, { kind: "normal" })).toBe(12);
    expect(advanceLag(44, 60, { kind: "normal" })).toBe(0);
  });
});

const at = (hour: number, day = 24) => Date.UTC(2026, 10, day, hour, 7);

describe("load", () => {
  it("is the same for the same seed, and follows the day and the week", () => {
    expect(busyness("x", at(15))).toBe(busyness("x", at(15)));
    expect(busyness("x", at(15))).toBeGreaterThan(2 * busyness("x", at(3)));
    expect(busyness("x", at(15, 22))).toBeLessThan(busyness("x", at(15, 24)));
  });

  it("stays within a peak of itself at every minute of a week", () => {
    for (let minute = 0; minute < 7 * 1440; minute += 1) {
      const value = busyness("y", at(0, 23) + minute * 60_000);
      expect(value).toBeGreaterThan(0.03);
      expect(value).toBeLessThan(1.25);
    }
  });
});

describe("timings", () => {
  it("put the published percentiles where they were published: 2 ms and 11 ms", () => {
    expect(partBelow(GATE_LATENCY, 0.002)).toBeCloseTo(0.5, 3);
    expect(partBelow(GATE_LATENCY, 0.011)).toBeCloseTo(0.99, 2);
  });

  it("show whole numbers that never fall, from bucket to bucket and from time to time", () => {
    const timings = new Timings();
    let before: number[] = [];
    for (let step = 0; step < 50; step += 1) {
      timings.add(0.37, GATE_LATENCY);
      const values = timings
        .samples({})
        .filter((one) => one.suffix === "_bucket")
        .map((one) => one.value);
      expect(values).toHaveLength(TIMING_BUCKETS.length + 1);
      expect(values.every(Number.isInteger)).toBe(true);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
      expect(values.every((value, index) => value >= (before[index] ?? 0))).toBe(true);
      before = values;
    }
    expect(timings.count).toBe(18);
  });

  it("count a key only once something whole happened", () => {
    const tally = new Tally();
    tally.add("a", 0.6);
    expect(tally.entries()).toEqual([]);
    tally.add("a", 0.6);
    expect(tally.entries()).toEqual([["a", 1]]);
  });
});

describe("the text format", () => {
  it("prints numbers as Go does", () => {
    const printed = [0, 1638, 0.158611757, 999999, 1e6, 33554432, 1795414709.23, 0.0001, 2.83e-7, Infinity];
    expect(printed.map(goNumber)).toEqual([
      "0",
      "1638",
      "0.158611757",
      "999999",
      "1e+06",
      "3.3554432e+07",
      "1.79541470923e+09",
      "0.0001",
      "2.83e-07",
      "+Inf",
    ]);
  });

  it("escapes label values and leaves out a family without samples", () => {
    const page = renderMetrics([
      { name: "b", help: "B", type: "gauge", samples: [{ labels: { x: 'a"\\\n' }, value: 1 }] },
      { name: "a", help: "A", type: "counter", samples: [] },
    ]);
    expect(page).toBe('# HELP b B\n# TYPE b gauge\nb{x="a\\"\\\\\\n"} 1\n');
  });
});
