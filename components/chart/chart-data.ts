/** How series become what the chart draws: pure, so that gaps and scales are tested without a canvas. */

export type ChartPoint = readonly [at: number, value: number | null];

export interface ChartGap {
  from: number;
  to: number;
  kind: "not-sampled" | "not-replicating" | "primary";
}

export interface ChartSeries {
  key: string;
  label: string;
  points: readonly ChartPoint[];
  gaps: readonly ChartGap[];
  /** 1 to 8: the same thing has the same hue on every chart. "ink" is the primary's. */
  hue: number | "ink";
  /** Said instead of the newest value, when the newest value is not known: "not replicating". */
  now?: { words: string; tone: "down" | "unknown" | "reduced" } | null;
}

/** One row of times and one row of values for each series, as uPlot wants them. Null is a hole, never 0. */
export function alignSeries(series: readonly ChartSeries[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(series.flatMap((each) => each.points.map(([at]) => at)))].toSorted(
    (a, b) => a - b,
  );
  const rows = series.map((each) => {
    const values = new Map(each.points);
    return times.map((at) => values.get(at) ?? null);
  });
  return [times, ...rows];
}

const STEPS = [1, 2, 3, 4, 5, 6, 8, 10] as const;

/** The round number at which an axis ends: 1, 2, 3, 4, 5, 6 or 8 times a power of ten, never below `least`. */
export function roundTop(highest: number, least: number): number {
  const wanted = Math.max(highest, least);
  if (!(wanted > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = STEPS.find((each) => each * power >= wanted * (1 - 1e-9)) ?? 10;
  return step * power;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const TIMES = [1, 2, 4, 6, 10, 20, 30, 40, 60, 120, 240, 600, 1200, 1800].concat(
  [1, 2, 4, 6, 12, 24, 48].map((hours) => hours * HOUR),
);

/** The round time in seconds at which an axis of times ends, such that its half is round too. */
export function roundTimeTop(highest: number, least: number): number {
  const wanted = Math.max(highest, least);
  return TIMES.find((time) => time >= wanted) ?? roundTop(wanted / HOUR, 0) * HOUR;
}

/** Highest value of all series; 0 when there is none. */
export function highestOf(series: readonly ChartSeries[]): number {
  let highest = 0;
  for (const each of series)
    for (const [, value] of each.points) if (value !== null && value > highest) highest = value;
  return highest;
}

/** Stretches in which no series was sampled: drawn as one hatched gap. Overlapping ones are joined. */
export function sharedGaps(series: readonly ChartSeries[]): ChartGap[] {
  const [first, ...rest] = series;
  if (first === undefined) return [];
  const unsampled = (one: ChartSeries) => one.gaps.filter((gap) => gap.kind === "not-sampled");
  return unsampled(first).flatMap((gap) => {
    const common = rest.reduce<{ from: number; to: number } | null>(
      (left, one) => {
        if (left === null) return null;
        const other = unsampled(one).find((each) => each.from < left.to && each.to > left.from);
        return other === undefined
          ? null
          : { from: Math.max(left.from, other.from), to: Math.min(left.to, other.to) };
      },
      { from: gap.from, to: gap.to },
    );
    return common === null ? [] : [{ ...common, kind: "not-sampled" as const }];
  });
}

/** Steps that may still wait for their first sample. */
const UNFILLED_MAX = 3;

/** The newest value of a series, or null inside a gap: a step that still waits for its sample is none. */
export function newestOf({ points, gaps }: Pick<ChartSeries, "points" | "gaps">): number | null {
  const end = points.at(-1)?.[0];
  if (end === undefined || gaps.some((gap) => gap.from <= end && gap.to >= end)) return null;
  return points.slice(-UNFILLED_MAX).findLast(([, value]) => value !== null)?.[1] ?? null;
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Comma separated values: one row a time in ISO 8601, an empty field where nothing is known. */
export function toCsv(series: readonly ChartSeries[]): string {
  const [times, ...rows] = alignSeries(series);
  const head = ["time", ...series.map((each) => each.label)].map(quoted).join(",");
  const lines = times.map((at, index) =>
    [new Date(at).toISOString(), ...rows.map((row) => row[index] ?? "")].join(","),
  );
  return `${[head, ...lines].join("\n")}\n`;
}
