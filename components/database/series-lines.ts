import type { ChartSeries } from "@/components/chart/chart-data";
import type { LagReading, SeriesAnswer, SeriesResult } from "@/lib/contract/series";

const ROLE_HUES: Record<string, { label: string; hue: ChartSeries["hue"] }> = {
  primary: { label: "primary", hue: "ink" },
  replica: { label: "replica", hue: 1 },
  rdonly: { label: "read-only", hue: 2 },
};

/** What the legend says instead of a number: a stop, a lost source and a limit are three things (decision 10). */
export function lagNow(lag: LagReading | null): NonNullable<ChartSeries["now"]> | null {
  switch (lag?.kind) {
    case undefined:
    case "lag":
      return null;
    case "primary":
      return { words: "primary", tone: "unknown" };
    case "not-replicating":
      return { words: "not replicating", tone: "down" };
    case "not-sampled":
      return { words: "not sampled", tone: "unknown" };
  }
}

const isPrimary = (one: SeriesResult): boolean =>
  one.lag?.kind === "primary" && one.points.every(([, value]) => value === null || value === 0);

/** One line a replica; who was primary over the whole range has no lag and is left out. */
export function lagSeries(answer: SeriesAnswer, names: Readonly<Record<string, string>>): ChartSeries[] {
  return answer.series
    .filter((one) => !isPrimary(one))
    .map((one, index) => ({
      key: one.key,
      label: names[one.pod ?? ""] ?? one.label,
      points: one.points,
      gaps: one.gaps,
      hue: index + 1,
      now: lagNow(one.lag),
    }));
}

/** One line a role; the primary in ink, as on every chart. */
export function roleSeries(answer: SeriesAnswer): ChartSeries[] {
  return answer.series.map((one, index) => {
    const look = ROLE_HUES[one.label.toLowerCase()] ?? { label: one.label, hue: index + 3 };
    return { key: one.key, ...look, points: one.points, gaps: one.gaps };
  });
}
