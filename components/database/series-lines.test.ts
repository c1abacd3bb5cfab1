import { describe, expect, it } from "vitest";
import { lagNow, lagSeries, roleSeries } from "@/components/database/series-lines";
import type { SeriesAnswer, SeriesResult } from "@/lib/contract/series";

const line = (change: Partial<SeriesResult>): SeriesResult => ({
  key: "k",
  label: "l",
  pod: null,
  labels: {},
  unit: "seconds",
  points: [],
  gaps: [],
  lag: null,
  ...change,
});
const answer = (series: SeriesResult[]): SeriesAnswer => ({
  series,
  from: 0,
  to: 1,
  stepMs: 1,
  sampleEveryMs: null,
  absent: null,
});

describe("series lines", () => {
  it("never says 0 or one word for all that is not known", () => {
    expect([
      lagNow({ kind: "lag", seconds: 3, at: 1 }),
      lagNow({ kind: "not-replicating", lastSeconds: 2, lastAt: 1, because: "frozen" }),
      lagNow({ kind: "not-sampled", lastSeconds: 2, lastAt: 1 }),
      lagNow(null),
    ]).toEqual([
      null,
      { words: "not replicating", tone: "down" },
      { words: "not sampled", tone: "unknown" },
      null,
    ]);
  });

  it("leaves out who was primary all the time, and keeps one that became it", () => {
    const primary = line({ key: "p", pod: "pod-p", lag: { kind: "primary", at: 1 }, points: [[1, null]] });
    const promoted = line({
      key: "q",
      pod: "pod-q",
      lag: { kind: "primary", at: 1 },
      points: [
        [1, 4],
        [2, null],
      ],
    });
    expect(
      lagSeries(answer([primary, promoted]), { "pod-q": "za-2" }).map(({ label, hue }) => [label, hue]),
    ).toEqual([["za-2", 1]]);
  });

  it("gives the primary ink and keeps an unknown role apart", () => {
    expect(
      roleSeries(
        answer([
          line({ key: "a", label: "PRIMARY" }),
          line({ key: "b", label: "Replica" }),
          line({ key: "c", label: "spare" }),
        ]),
      ),
    ).toMatchObject([
      { label: "primary", hue: "ink" },
      { label: "replica", hue: 1 },
      { label: "spare", hue: 5 },
    ]);
  });
});
