import { describe, expect, it } from "vitest";
import {
  alignSeries,
  highestOf,
  newestOf,
  roundTimeTop,
  roundTop,
  sharedGaps,
  toCsv,
  type ChartSeries,
} from "@/components/chart/chart-data";

const line = (change: Partial<ChartSeries>): ChartSeries => ({
  key: "a",
  label: "a",
  points: [],
  gaps: [],
  hue: 1,
  ...change,
});

type Kind = ChartSeries["gaps"][number]["kind"];
const gap = (from: number, to: number, kind: Kind = "not-sampled") => ({ from, to, kind });

describe("chart data", () => {
  it("aligns series on one row of times and leaves holes where one was not sampled", () => {
    const a = line({
      points: [
        [1, 5],
        [2, null],
        [3, 7],
      ],
    });
    const b = line({
      key: "b",
      points: [
        [2, 1],
        [4, 0],
      ],
    });
    expect(alignSeries([a, b])).toEqual([
      [1, 2, 3, 4],
      [5, null, 7, null],
      [null, 1, null, 0],
    ]);
  });

  it("ends the axis at a round number", () => {
    expect([0, 0.4, 1, 7, 32, 41, 99, 101, 640].map((highest) => roundTop(highest, 0))).toEqual([
      1, 0.4, 1, 8, 40, 50, 100, 200, 800,
    ]);
    expect(roundTop(2, 20)).toBe(20);
    expect([3, 32, 61, 700, 5000, 300_000].map((highest) => roundTimeTop(highest, 20))).toEqual([
      20, 40, 120, 1200, 7200, 360_000,
    ]);
  });

  it("hatches only what no series was sampled in", () => {
    expect(sharedGaps([line({ gaps: [gap(10, 20)] }), line({ gaps: [gap(12, 25)] })])).toEqual([gap(12, 20)]);
    expect(sharedGaps([line({ gaps: [gap(10, 20)] }), line({})])).toEqual([]);
    expect(sharedGaps([line({ gaps: [gap(10, 20, "not-replicating")] })])).toEqual([]);
    expect(sharedGaps([])).toEqual([]);
  });

  it("takes the value before a step that waits for its sample, never one before a gap", () => {
    expect(
      newestOf(
        line({
          points: [
            [1, 3],
            [2, null],
          ],
        }),
      ),
    ).toBe(3);
    expect(newestOf(line({ points: [[1, 3]] }))).toBe(3);
    const unknown = line({
      points: [
        [1, 3],
        [2, null],
      ],
      gaps: [gap(2, 4, "not-replicating")],
    });
    expect(newestOf(unknown)).toBeNull();
    expect(
      newestOf(
        line({
          points: [
            [1, 3],
            [2, null],
            [3, null],
            [4, null],
          ],
        }),
      ),
    ).toBeNull();
    expect(
      highestOf([
        line({
          points: [
            [1, 3],
            [2, null],
          ],
        }),
        line({ points: [[1, 9]] }),
      ]),
    ).toBe(9);
  });

  it("writes CSV with empty fields for what is not known", () => {
    expect(
      toCsv([
        line({
          label: 'x,"y"',
          points: [
            [0, 1.5],
            [1000, null],
          ],
        }),
      ]),
    ).toBe('time,"x,""y"""\n1970-01-01T00:00:00.000Z,1.5\n1970-01-01T00:00:01.000Z,\n');
  });
});
