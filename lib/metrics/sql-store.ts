import "server-only";
import { z } from "zod";
import { type LagReading, markLag, readLag, type TabletSamples } from "@/lib/metrics/lag";
import type { Sample } from "@/lib/metrics/sampler";
import { addUp, GAP_STEPS, layOut, quantileOf, ratesOf, type StepSample } from "@/lib/metrics/series-math";
import { seriesById, type SeriesDefinition, startSeriesOf } from "@/lib/metrics/series-table";
import {
  LATENCY,
  MAX_STEPS,
  type ManyQuery,
  type MetricStore,
  type SeriesQuery,
  type SeriesResult,
  type SqlPort,
  type TabletLag,
} from "@/lib/metrics/store";
import { readWorstLag } from "@/lib/metrics/worst-lag";

const WRITE_ROWS = 2000;
const PRUNE_ROWS = 10_000;
const READ_ROWS = 200_000;
/** Looked back beyond `from` for the frozen gauge's minute; a counter needs no sample that is too far for a rate. */
const LOOK_BACK_MS = 120_000;
const QUANTILES = [0.5, 0.95, 0.99];
const LAG_SERIES = ["replication-lag", "tablet-state", "tablet-role"];

const INSERT = `insert into metric_samples (region_id, database_id, pod, series, labels, labels_key, at, value)
select $1, $2, one.pod, one.series, one.labels::jsonb, one.labels_key, to_timestamp(one.at / 1000.0), one.value
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::float8[], $8::float8[])
  as one(pod, series, labels, labels_key, at, value)`;

/** One row for each pod, label set and step: counters and states fold differently, so all three are read. */
const READ = `select database_id, series, pod, labels_key,
  floor(extract(epoch from at) * 1000 / $5::float8)::float8 as step,
  (extract(epoch from max(at)) * 1000)::float8 as at,
  (array_agg(value order by at desc))[1] as last, max(value) as max, min(value) as min
from metric_samples
where database_id = any($1::text[]) and series = any($2::text[])
  and at >= to_timestamp($3::float8 / 1000.0) and at < to_timestamp($4::float8 / 1000.0)
group by database_id, series, pod, labels_key, 5
order by 5
limit ${READ_ROWS + 1}`;

const PRUNE = `delete from metric_samples where ctid = any(array(
  select ctid from metric_samples where at < to_timestamp($1::float8 / 1000.0) limit ${PRUNE_ROWS}))
returning 1 as gone`;

const Row = z.object({
  database_id: z.string(),
  series: z.string(),
  pod: z.string(),
  labels_key: z.string(),
  step: z.number(),
  at: z.number(),
  last: z.number(),
  max: z.number(),
  min: z.number(),
});
type Row = z.infer<typeof Row>;
const LabelPairs = z.array(z.tuple([z.string(), z.string()]));

interface Line {
  pod: string;
  labels: Record<string, string>;
  samples: StepSample[];
}

function labelsOf(key: string): Record<string, string> {
  return Object.fromEntries(LabelPairs.parse(JSON.parse(key)));
}

/** Rows of one series as one line for each pod and label set, oldest first. */
function linesOf(rows: readonly Row[], definition: SeriesDefinition): Line[] {
  const lines = new Map<string, Line>();
  for (const row of rows) {
    if (row.series !== definition.id) continue;
    const key = `${row.pod} ${row.labels_key}`;
    const line = lines.get(key) ?? { pod: row.pod, labels: labelsOf(row.labels_key), samples: [] };
    line.samples.push({ step: row.step, at: row.at, value: row[definition.fold] });
    lines.set(key, line);
  }
  return [...lines.values()].toSorted((a, b) => a.pod.localeCompare(b.pod));
}

function startsOf(rows: readonly Row[], series: string): Map<string, Map<number, number>> {
  const starts = new Map<string, Map<number, number>>();
  for (const row of rows) {
    if (row.series !== series) continue;
    const known = starts.get(row.pod) ?? new Map<number, number>();
    starts.set(row.pod, known.set(row.step, row.last));
  }
  return starts;
}

interface Range {
  from: number;
  to: number;
  stepMs: number;
  intervalMs: number;
}

function rangeOf({ from, to, stepMs, sampleEveryMs }: Omit<SeriesQuery, "databaseId">): Range {
  if (!(to > from) || !(stepMs > 0)) throw new RangeError("The range of a metrics query is empty.");
  const least = Math.ceil((to - from) / MAX_STEPS);
  return { from, to, stepMs: Math.max(1000, stepMs, least), intervalMs: sampleEveryMs ?? 0 };
}

const farthest = (range: Range) => GAP_STEPS * Math.max(range.stepMs, range.intervalMs);

/** Counters become rates, line by line, before anything is added up: a restart of one pod must not show in the sum. */
function ratedLines(rows: readonly Row[], definition: SeriesDefinition, range: Range): Line[] {
  const lines = linesOf(rows, definition);
  if (definition.type === "gauge") return lines;
  const starts = startsOf(rows, startSeriesOf(definition.component));
  return lines.map((line) => ({
    ...line,
    samples: ratesOf(line.samples, farthest(range), starts.get(line.pod) ?? new Map()),
  }));
}

function groupOf(line: Line, by: SeriesQuery["by"]): { key: string; label: string; pod: string | null } {
  const labelText = Object.values(line.labels).join(", ");
  if (by === "pod") return { key: line.pod, label: line.pod, pod: line.pod };
  if (by === "label") return { key: labelText, label: labelText === "" ? "all" : labelText, pod: null };
  if (by === "total") return { key: "all", label: "all", pod: null };
  const label = labelText === "" ? line.pod : `${line.pod} ${labelText}`;
  return { key: label, label, pod: line.pod };
}

function plainResults(
  rows: readonly Row[],
  definition: SeriesDefinition,
  query: Pick<SeriesQuery, "by">,
  range: Range,
) {
  const groups = new Map<string, { head: ReturnType<typeof groupOf>; lines: Line[] }>();
  for (const line of ratedLines(rows, definition, range)) {
    const head = groupOf(line, query.by);
    const group = groups.get(head.key) ?? { head, lines: [] };
    group.lines.push(line);
    groups.set(head.key, group);
  }
  return [...groups.values()].map(({ head, lines }): SeriesResult => {
    const keepsLabels = query.by === "label" || query.by === "each";
    const labels = keepsLabels ? (lines[0]?.labels ?? {}) : {};
    const laid = layOut(addUp(lines.map((line) => line.samples)), range);
    return { ...head, labels, unit: definition.unit, ...laid, lag: null };
  });
}

function latencyResults(rows: readonly Row[], definition: SeriesDefinition, range: Range): SeriesResult[] {
  const byBound = new Map<string, Line[]>();
  for (const line of ratedLines(rows, definition, range)) {
    const bound = line.labels["le"] ?? "";
    byBound.set(bound, [...(byBound.get(bound) ?? []), line]);
  }
  const steps = new Map<number, { at: number; buckets: { upperBound: number; count: number }[] }>();
  for (const [bound, lines] of byBound) {
    const upperBound = bound === "+Inf" ? Infinity : Number(bound);
    for (const { step, at, value } of addUp(lines.map((line) => line.samples))) {
      const known = steps.get(step) ?? { at, buckets: [] };
      known.buckets.push({ upperBound, count: value });
      steps.set(step, known);
    }
  }
  const ordered = [...steps].toSorted(([a], [b]) => a - b);
  if (ordered.length === 0) return [];
  return QUANTILES.map((q): SeriesResult => {
    const label = `p${q * 100}`;
    // A step that was sampled but saw no query has no latency: a point without a value, and no gap.
    const laid = layOut(
      ordered.map(([step, { at, buckets }]) => ({ step, at, value: quantileOf(q, buckets) ?? Number.NaN })),
      range,
    );
    const points = laid.points.map(([at, value]): [number, number | null] => [
      at,
      Number.isNaN(value) ? null : value,
    ]);
    return {
      key: label,
      label,
      pod: null,
      labels: { quantile: String(q) },
      unit: "seconds",
      points,
      gaps: laid.gaps,
      lag: null,
    };
  });
}

function tabletsOf(rows: readonly Row[]): Map<string, TabletSamples> {
  const tablets = new Map<
    string,
    { lag: StepSample[]; state: StepSample[]; role: { step: number; at: number; type: string }[] }
  >();
  for (const row of rows) {
    const tablet = tablets.get(row.pod) ?? { lag: [], state: [], role: [] };
    tablets.set(row.pod, tablet);
    const { step, at } = row;
    if (row.series === "replication-lag") tablet.lag.push({ step, at, value: row.max });
    if (row.series === "tablet-state") tablet.state.push({ step, at, value: row.min });
    if (row.series === "tablet-role")
      tablet.role.push({ step, at, type: labelsOf(row.labels_key)["type"] ?? "" });
  }
  // Two roles in one step (a reparent): the later one was sampled later.
  for (const { role } of tablets.values()) role.sort((a, b) => a.at - b.at);
  return tablets;
}

function lagResults(rows: readonly Row[], range: Range): SeriesResult[] {
  const freshMs = farthest(range);
  return [...tabletsOf(rows)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([pod, samples]): SeriesResult => {
      const laid = markLag(layOut(samples.lag, range), samples, range.stepMs, freshMs);
      const lag: LagReading = readLag(samples, range.to, freshMs);
      return { key: pod, label: pod, pod, labels: {}, unit: "seconds", ...laid, lag };
    });
}

/** The built-in store: plain rows in `metric_samples` (logged, so that a killed PostgreSQL loses one interval at most). */
export function createSqlMetricStore(sql: SqlPort): MetricStore {
  async function read(
    databaseIds: readonly string[],
    series: readonly string[],
    range: Range,
  ): Promise<Row[]> {
    const back = series === LAG_SERIES ? Math.max(LOOK_BACK_MS, farthest(range)) : farthest(range);
    const { rows } = await sql.query(READ, [databaseIds, series, range.from - back, range.to, range.stepMs]);
    if (rows.length > READ_ROWS)
      throw new RangeError("The answer is too large: ask for a longer step or a shorter range.");
    return z.array(Row).parse(rows);
  }

  async function queryMany(query: ManyQuery): Promise<Map<string, SeriesResult[]>> {
    const range = rangeOf(query);
    const definition = seriesById(query.seriesId === LATENCY ? "request-buckets" : query.seriesId);
    if (definition === undefined) throw new RangeError(`There is no series "${query.seriesId}".`);
    const isLag = definition.id === "replication-lag";
    const series = isLag ? LAG_SERIES : [definition.id, startSeriesOf(definition.component)];
    const byDatabase = Map.groupBy(await read(query.databaseIds, series, range), (row) => row.database_id);
    const resultsOf = (rows: readonly Row[]): SeriesResult[] => {
      if (isLag) return lagResults(rows, range);
      if (query.seriesId === LATENCY) return latencyResults(rows, definition, range);
      return plainResults(rows, definition, query, range);
    };
    return new Map([...byDatabase].map(([id, rows]) => [id, resultsOf(rows)]));
  }

  return {
    async write(regionId, databaseId, samples) {
      const finite = samples.filter((one) => Number.isFinite(one.value));
      for (let at = 0; at < finite.length; at += WRITE_ROWS) {
        const some = finite.slice(at, at + WRITE_ROWS);
        const column = <T>(pick: (one: Sample) => T) => some.map(pick);
        await sql.query(INSERT, [
          regionId,
          databaseId,
          column((one) => one.pod),
          column((one) => one.series),
          column((one) => JSON.stringify(one.labels)),
          column((one) => one.labelsKey),
          column((one) => one.at),
          column((one) => one.value),
        ]);
      }
    },

    async query({ databaseId, ...query }) {
      const many = await queryMany({ ...query, databaseIds: [databaseId] });
      return many.get(databaseId) ?? [];
    },

    queryMany,

    async lagNow({ databaseId, at, sampleEveryMs }) {
      const range = { from: at - 180_000, to: at + 1, stepMs: 5000, intervalMs: sampleEveryMs };
      const tablets = tabletsOf(await read([databaseId], LAG_SERIES, range));
      return [...tablets].map(([pod, samples]): TabletLag => ({
        pod,
        reading: readLag(samples, at, farthest(range)),
      }));
    },

    worstLag: (query) => readWorstLag(sql, query),

    async prune(olderThan) {
      let gone = 0;
      for (;;) {
        const { rows } = await sql.query(PRUNE, [olderThan]);
        gone += rows.length;
        if (rows.length < PRUNE_ROWS) return gone;
      }
    },
  };
}
