import "server-only";
import type { Readings } from "@/lib/domain/topology/topology-of";
import type { LagView } from "@/lib/domain/topology/view";
import type { SeriesResult } from "@/lib/metrics/store";
import { SAMPLE_EVERY_MS } from "@/lib/services/metrics/sample-region";
import type { Absent } from "@/lib/services/metrics/sampling-state";
import { metricStore } from "@/lib/services/metrics/store";

/** A rate is of the newest step that has one; older than three of them it is not of now. */
const STEP_MS = 15_000;
const STEPS = 3;
/** Databases in one reading of rates: some thousand rows each hundred. */
const DATABASES_AT_ONCE = 500;

export interface Sampling {
  absent: Absent;
  everyMs: number | null;
}

const newest = (series: SeriesResult): number | null =>
  series.points.findLast(([, value]) => value !== null)?.[1] ?? null;

/** A right that is missing hides the number, not what was known before. */
function withoutRight(reading: LagView): LagView {
  switch (reading.kind) {
    case "lag":
      return { kind: "no-permission", lastSeconds: reading.seconds, lastAt: reading.at };
    case "not-replicating":
    case "not-sampled":
      return { kind: "no-permission", lastSeconds: reading.lastSeconds, lastAt: reading.lastAt };
    case "primary":
    case "no-permission":
      return reading;
  }
}

/** What may be said of the lag of each of these tablet pods now; one that was not sampled is in it too, with the reason. */
export async function lagOf(
  databaseId: string,
  tablets: readonly string[],
  { absent, everyMs }: Sampling,
  now: number,
): Promise<Map<string, LagView>> {
  const readings = await metricStore().lagNow({
    databaseId,
    at: now,
    sampleEveryMs: everyMs ?? SAMPLE_EVERY_MS,
  });
  const known = new Map(readings.map(({ pod, reading }) => [pod, reading]));
  const refused = absent?.kind === "no-permission";
  return new Map(
    tablets.map((pod): [string, LagView] => {
      const reading = known.get(pod) ?? { kind: "not-sampled", lastSeconds: null, lastAt: null };
      return [pod, refused ? withoutRight(reading) : reading];
    }),
  );
}

/** The window in which a rate of now is looked for, at the pace of the sampler. */
function rateWindow(sampledEveryMs: number | null, now: number) {
  const everyMs = sampledEveryMs ?? SAMPLE_EVERY_MS;
  const stepMs = Math.max(STEP_MS, everyMs * 3);
  return { from: now - STEPS * stepMs, to: now, stepMs, sampleEveryMs: everyMs };
}

const totalOf = (requests: readonly SeriesResult[] | undefined): number | null => {
  const [total] = requests ?? [];
  return total === undefined ? null : newest(total);
};

/**
 * Queries a second over all vtgates of each of these databases; one that was not sampled is not in it. One reading for
 * 500 databases that are sampled at one pace, which are mostly all: O(vtgates x samples of the window).
 */
export async function totalRatesOf(
  databases: readonly { id: string; everyMs: number | null }[],
  now: number,
): Promise<Map<string, number>> {
  const paces = Map.groupBy(databases, ({ everyMs }) => everyMs ?? SAMPLE_EVERY_MS);
  const parts = [...paces].flatMap(([everyMs, some]) =>
    Array.from({ length: Math.ceil(some.length / DATABASES_AT_ONCE) }, (_, index) => ({
      everyMs,
      ids: some.slice(index * DATABASES_AT_ONCE, (index + 1) * DATABASES_AT_ONCE).map(({ id }) => id),
    })),
  );
  const read = await Promise.all(
    parts.map(({ everyMs, ids }) =>
      metricStore().queryMany({
        ...rateWindow(everyMs, now),
        databaseIds: ids,
        seriesId: "requests",
        by: "total",
      }),
    ),
  );
  return new Map(
    read.flatMap((many) =>
      [...many].flatMap(([id, requests]): [string, number][] => {
        const rate = totalOf(requests);
        return rate === null ? [] : [[id, rate]];
      }),
    ),
  );
}

/** Lag and rates of one database as its topology shows them. */
export async function readingsOf(
  databaseId: string,
  tablets: readonly string[],
  sampling: Sampling,
  now: number,
): Promise<Readings> {
  const range = { databaseId, ...rateWindow(sampling.everyMs, now) };
  const [lag, queries, requests] = await Promise.all([
    lagOf(databaseId, tablets, sampling, now),
    metricStore().query({ ...range, seriesId: "tablet-queries", by: "pod" }),
    metricStore().query({ ...range, seriesId: "requests", by: "total" }),
  ]);
  const queriesPerSecond = new Map<string, number>();
  for (const series of queries) {
    const rate = newest(series);
    if (series.pod !== null && rate !== null) queriesPerSecond.set(series.pod, rate);
  }
  return { lag, queriesPerSecond, totalQueriesPerSecond: totalOf(requests) };
}
