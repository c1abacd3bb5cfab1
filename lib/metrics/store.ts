import "server-only";
import type { LagReading } from "@/lib/metrics/lag";
import type { Sample } from "@/lib/metrics/sampler";
import type { Gap, Point } from "@/lib/metrics/series-math";
import type { SeriesUnit } from "@/lib/metrics/series-table";

/** `id` of the derived series: p50, p95 and p99 at vtgate, from the buckets. */
export const LATENCY = "latency";

/** The longest answer: a range is never cut into more steps than this. */
export const MAX_STEPS = 2000;

export interface SeriesQuery {
  databaseId: string;
  /** An id of the series table, or `latency`. */
  seriesId: string;
  /** Epoch milliseconds, `to` excluded. */
  from: number;
  to: number;
  stepMs: number;
  by: "pod" | "label" | "total" | "each";
  /** The pace of the sampler: with a slow one, gaps are judged by it and not by the step. */
  sampleEveryMs?: number;
}

/** The same of several databases. */
export interface ManyQuery extends Omit<SeriesQuery, "databaseId"> {
  databaseIds: readonly string[];
}

export interface SeriesResult {
  /** Stable while the same pod and labels are meant, for hues. */
  key: string;
  label: string;
  pod: string | null;
  labels: Record<string, string>;
  unit: SeriesUnit;
  points: Point[];
  gaps: Gap[];
  /** For replication lag only: what may be said at `to`. */
  lag: LagReading | null;
}

/** Worst lag of the replicas of several databases over the same steps. */
export interface WorstLagQuery {
  databaseIds: readonly string[];
  /** Steps since the epoch, both included: step `n` begins at `n * stepMs`. */
  first: number;
  last: number;
  stepMs: number;
}

export interface TabletLag {
  pod: string;
  reading: LagReading;
}

/** The one query interface over the sources of metrics. */
export interface MetricStore {
  /** Writes one round's samples of one database. Values that are not finite are left out. */
  write(regionId: string, databaseId: string, samples: readonly Sample[]): Promise<void>;
  /** Throws RangeError for an unknown series or an empty range. */
  query(query: SeriesQuery): Promise<SeriesResult[]>;
  /** The same by id of the database, in one reading; databases without a sample are not in it. */
  queryMany(query: ManyQuery): Promise<Map<string, SeriesResult[]>>;
  /** What may be said of each tablet's lag at a moment (epoch ms); pods without a sample in five minutes are not in it. */
  lagNow(query: { databaseId: string; at: number; sampleEveryMs: number }): Promise<TabletLag[]>;
  /** A number or null for each step, by id of the database; databases without a sample are not in it. */
  worstLag(query: WorstLagQuery): Promise<Map<string, (number | null)[]>>;
  /** Deletes samples before `olderThan` (epoch ms) in small batches; answers how many. */
  prune(olderThan: number): Promise<number>;
}

/** The little of a PostgreSQL client that the store needs; a pg pool fits. */
export interface SqlPort {
  query(text: string, values: readonly unknown[]): Promise<{ rows: readonly unknown[] }>;
}
