import { sharedGaps, type ChartSeries } from "@/components/chart/chart-data";
import type { LagReading, SeriesAnswer, SeriesResult } from "@/lib/contract/series";
import type { TabletView, ZoneView } from "@/lib/contract/topology";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";

type Hue = ChartSeries["hue"];

/** Name and hue of each tablet by its pod: the same tablet has the same hue on every panel, the primary is ink. */
export type TabletLooks = Readonly<Record<string, { label: string; hue: Hue }>>;

const ROLE_HUES: Record<string, { label: string; hue: Hue }> = {
  primary: { label: "primary", hue: "ink" },
  replica: { label: "replica", hue: 1 },
  rdonly: { label: "read-only", hue: 2 },
};
const QUANTILE_HUES: Record<string, Hue> = { p50: 2, p95: 1, p99: 3 };
const OPERATION_HUES: Record<string, Hue> = { commit: 1, rollback: 3 };
const MS = 1000;
/** More lines than hues say nothing: then one line stands for all. */
const MOST_LINES = 8;

export function tabletLooks(tablets: readonly TabletView[]): TabletLooks {
  const sorted = tablets.toSorted((a, b) => (a.alias < b.alias ? -1 : 1));
  const others = sorted.filter((tablet) => tablet.role !== "primary");
  return Object.fromEntries(
    sorted.map((tablet) => [
      tablet.pod,
      {
        label: tablet.alias,
        hue: tablet.role === "primary" ? ("ink" as const) : others.indexOf(tablet) + 1,
      },
    ]),
  );
}

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

/** One line a tablet. A pod that is gone keeps its own name and takes the next hue. */
export function tabletSeries(answer: SeriesAnswer, looks: TabletLooks): ChartSeries[] {
  let next = Object.keys(looks).length;
  return answer.series.map((one) => {
    const look = looks[one.pod ?? ""] ?? { label: one.label, hue: (next += 1) };
    return { key: one.key, ...look, points: one.points, gaps: one.gaps };
  });
}

/** One line a replica; who was primary over the whole range, or is and has no value, has no lag and is left out. */
export function lagSeries(answer: SeriesAnswer, looks: TabletLooks): ChartSeries[] {
  const isBare = (one: SeriesResult): boolean =>
    looks[one.pod ?? ""]?.hue === "ink" && one.points.every(([, value]) => value === null);
  const replicas = { ...answer, series: answer.series.filter((one) => !isPrimary(one) && !isBare(one)) };
  const now = new Map(replicas.series.map((one) => [one.key, lagNow(one.lag)]));
  return tabletSeries(replicas, looks).map((line) => ({ ...line, now: now.get(line.key) ?? null }));
}

/** One line a role; the primary in ink, as on every chart. */
export function roleSeries(answer: SeriesAnswer): ChartSeries[] {
  return answer.series.map((one, index) => {
    const look = ROLE_HUES[one.label.toLowerCase()] ?? { label: one.label, hue: index + 3 };
    return { key: one.key, ...look, points: one.points, gaps: one.gaps };
  });
}

/** Errors a second as one line in a hue of their own; none where no error was ever counted. */
export function errorSeries(answer: SeriesAnswer): ChartSeries[] {
  return answer.series.map((one) => ({
    key: `errors ${one.key}`,
    label: "errors",
    hue: 8,
    points: one.points,
    gaps: one.gaps,
  }));
}

/** Quantiles in milliseconds. */
export function latencySeries(answer: SeriesAnswer): ChartSeries[] {
  return answer.series.map((one, index) => ({
    key: one.key,
    label: one.label,
    hue: QUANTILE_HUES[one.label] ?? index + 4,
    points: one.points.map(([at, value]) => [at, value === null ? null : value * MS] as const),
    gaps: one.gaps,
  }));
}

export function transactionSeries(answer: SeriesAnswer): ChartSeries[] {
  return answer.series.map((one, index) => ({
    key: one.key,
    label: one.label,
    hue: OPERATION_HUES[one.label] ?? index + 4,
    points: one.points,
    gaps: one.gaps,
  }));
}

const cellOf = (pod: string): string => /-([a-z0-9]+)-vtgate-/.exec(pod)?.[1] ?? "";

/** The stretch in which a pod was seen: before and after it adds nothing, a hole inside it is not known. */
function lifeOf({ points }: SeriesResult): { first: number; last: number } | null {
  const seen = points.filter(([, value]) => value !== null);
  const [first, last] = [seen[0], seen.at(-1)];
  return first && last ? { first: first[0], last: last[0] } : null;
}

/** The sum over pods at each time; null where a pod that lived then was not sampled, or none lived. */
function summed(pods: readonly SeriesResult[]): ChartSeries["points"] {
  const lives = pods.flatMap((pod) => {
    const life = lifeOf(pod);
    return life ? [{ ...life, values: new Map(pod.points) }] : [];
  });
  const times = [...new Set(pods.flatMap((pod) => pod.points.map(([at]) => at)))].toSorted((a, b) => a - b);
  return times.map((at) => {
    const values = lives
      .filter((life) => life.first <= at && at <= life.last)
      .map((life) => life.values.get(at) ?? null);
    const isKnown = values.length > 0 && values.every((value) => value !== null);
    return [at, isKnown ? values.reduce<number>((sum, value) => sum + (value ?? 0), 0) : null] as const;
  });
}

/** vtgates together by the zone of their cell, or by cell where no zone holds it; the first eight of many. */
export function zoneSeries(answer: SeriesAnswer, zones: readonly ZoneView[]): ChartSeries[] {
  const zoneOf = new Map(zones.map((zone) => [zone.cell, zone.zone]));
  const cells = [...Map.groupBy(answer.series, (one) => cellOf(one.pod ?? ""))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_LINES);
  return cells.map(([cell, pods], index) => {
    const zone = zoneOf.get(cell);
    const lines = pods.map(({ key, label, points, gaps }) => ({ key, label, points, gaps, hue: 1 }));
    return {
      key: `cell ${cell}`,
      label: zone === undefined ? `cell ${cell}` : zoneTitle(zone),
      hue: index + 1,
      points: summed(pods),
      gaps: sharedGaps(lines),
    };
  });
}
