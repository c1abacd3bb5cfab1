import { describe, expect, it } from "vitest";
import {
  lagNow,
  lagSeries,
  latencySeries,
  roleSeries,
  tabletLooks,
  tabletSeries,
  zoneSeries,
} from "@/components/database/series-lines";
import type { SeriesAnswer, SeriesResult } from "@/lib/contract/series";
import { tabletView } from "@/lib/domain/topology/testing-views";

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
      lagNow({ kind: "not-replicating", at: 1, lastSeconds: 2, lastAt: 1, because: "frozen" }),
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
      lagSeries(answer([primary, promoted]), { "pod-q": { label: "za-2", hue: 1 } }).map(({ label, hue }) => [
        label,
        hue,
      ]),
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

  it("gives a tablet one name and hue on every panel, and a pod that is gone the next one", () => {
    const looks = tabletLooks([
      tabletView("zb-2", "n3", "b"),
      tabletView("za-1", "n1", "a", { role: "primary" }),
      tabletView("zc-3", "n5", "c"),
    ]);
    const pods = ["zc-3", "zb-2", "za-1"].map((alias) => `shop-vttablet-${alias}-e9283891`);
    const lines = tabletSeries(answer([...pods, "gone"].map((pod) => line({ pod, label: pod }))), looks);
    expect(lines.map(({ label, hue }) => [label, hue])).toEqual([
      ["zc-3", 2],
      ["zb-2", 1],
      ["za-1", "ink"],
      ["gone", 4],
    ]);
  });

  it("shows latency in milliseconds and leaves a hole a hole", () => {
    expect(
      latencySeries(
        answer([
          line({
            label: "p95",
            points: [
              [1, 0.004],
              [2, null],
            ],
          }),
        ]),
      ),
    ).toMatchObject([
      {
        hue: 1,
        points: [
          [1, 4],
          [2, null],
        ],
      },
    ]);
  });

  it("adds up the vtgates of a zone, and knows nothing where one of them was not sampled", () => {
    const gates = answer([
      line({
        pod: "shop-za-vtgate-9ffb-z9kpp",
        points: [
          [1, 40],
          [2, null],
          [3, 42],
          [4, 41],
        ],
      }),
      line({
        pod: "shop-za-vtgate-9ffb-new01",
        points: [
          [3, 8],
          [4, 9],
        ],
      }),
      line({ pod: "my-shop-n2-vtgate-77aa-xv2rh", points: [[1, null]] }),
    ]);
    const zones = [{ zone: "a", cell: "za", freeCpuMilli: null, nodes: [] }];
    expect(zoneSeries(gates, zones).map(({ label, points }) => [label, points])).toEqual([
      ["cell n2", [[1, null]]],
      [
        "zone a",
        [
          [1, 40],
          [2, null],
          [3, 50],
          [4, 50],
        ],
      ],
    ]);
  });
});
