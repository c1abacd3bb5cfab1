import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import type { Sample } from "@/lib/metrics/sampler";
import { createSqlMetricStore } from "@/lib/metrics/sql-store";
import type { MetricStore } from "@/lib/metrics/store";

const STEP = 10_000;
const T0 = 1_700_000_000_000;

function sample(
  pod: string,
  series: string,
  step: number,
  value: number,
  labels: Record<string, string> = {},
): Sample {
  const labelsKey = JSON.stringify(Object.entries(labels));
  return { pod, series, labels, labelsKey, at: T0 + step * STEP + 500, value };
}

const tablet = (pod: string, step: number, lag: number, state: number, type: string) => [
  sample(pod, "replication-lag", step, lag),
  sample(pod, "tablet-state", step, state),
  sample(pod, "tablet-role", step, 1, { type, name: "SERVING" }),
];

const rising = (slope: number) => [0, 1, 2].map((step) => sample("g", "requests", step, step * slope));

describe("metric store on a real PostgreSQL", () => {
  let postgres: TestPostgres;
  let store: MetricStore;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    store = createSqlMetricStore({ query: (text, values) => pool().query(text, [...values]) });
  });
  afterAll(async () => postgres.stop());
  beforeEach(async () => {
    await pool().query("truncate metric_samples");
  });

  const write = (...samples: Sample[]) => store.write("reg_1", "db_1", samples);
  const ask = (seriesId: string, steps: number, by: "pod" | "label" | "total" | "each" = "pod") =>
    store.query({ databaseId: "db_1", seriesId, from: T0, to: T0 + steps * STEP, stepMs: STEP, by });

  it("gives back what was written, with its labels, for that database only", async () => {
    await write(sample("a", "client-connections", 0, 5), sample("a", "client-connections", 1, 7));
    await store.write("reg_1", "db_2", [sample("z", "client-connections", 0, 99)]);
    const [line, ...rest] = await ask("client-connections", 2);
    expect(rest).toEqual([]);
    expect(line).toMatchObject({
      pod: "a",
      unit: "connections",
      points: [
        [T0, 5],
        [T0 + STEP, 7],
      ],
      gaps: [],
    });
    const rows = await pool().query(
      "select labels, at from metric_samples where pod = 'a' order by at limit 1",
    );
    expect(rows.rows).toEqual([{ labels: {}, at: new Date(T0 + 500) }]);
  });

  it("stores counters raw and gives rates by label over all pods, without a spike at a restart", async () => {
    const primary = { db_type: "primary" };
    await write(
      ...[100, 200, 300].map((value, step) => sample("g1", "requests", step, value, primary)),
      ...[5000, 10, 30].map((value, step) => sample("g2", "requests", step, value, primary)),
      ...[0, 50, 100].map((value, step) => sample("g2", "requests", step, value, { db_type: "replica" })),
    );
    const lines = await ask("requests", 3, "label");
    const byLabel = new Map(lines.map((one) => [one.label, one.points.map(([, value]) => value)]));
    expect(byLabel.get("primary")).toEqual([10, 12]);
    expect(byLabel.get("replica")).toEqual([5, 5]);
    const total = await ask("requests", 3, "total");
    expect(total.map((one) => one.points.at(-1)?.[1])).toEqual([17]);
  });

  it("reads several databases at once, each apart, and leaves out what has no sample", async () => {
    await write(...rising(100));
    await store.write("reg_1", "db_2", rising(50));
    await store.write("reg_1", "db_3", rising(1));
    const many = await store.queryMany({
      databaseIds: ["db_1", "db_2", "db_none"],
      seriesId: "requests",
      from: T0,
      to: T0 + 3 * STEP,
      stepMs: STEP,
      by: "total",
    });
    expect(Object.fromEntries([...many].map(([id, [all]]) => [id, all?.points.at(-1)?.[1]]))).toEqual({
      db_1: 10,
      db_2: 5,
    });
  });

  it("uses the process start to see a restart that the counter hides", async () => {
    await write(
      ...[10, 900, 910].map((value, step) => sample("g", "requests", step, value, { db_type: "primary" })),
      ...[1, 2, 2].map((value, step) => sample("g", "vtgate-start", step, value)),
    );
    const [line] = await ask("requests", 3);
    expect(line?.points.map(([, value]) => value)).toEqual([null, null, 1]);
  });

  it("makes quantiles from the buckets, and no latency where there was no query", async () => {
    const bounds = { "0.001": [0, 50, 50], "0.005": [0, 90, 90], "+Inf": [0, 100, 100] };
    const samples = Object.entries(bounds).flatMap(([le, values]) =>
      values.map((value, step) => sample("g", "request-buckets", step, value, { le })),
    );
    await write(...samples);
    const lines = await ask("latency", 3);
    expect(lines.map((one) => [one.label, one.points.map(([, value]) => value)])).toEqual([
      ["p50", [0.001, null]],
      ["p95", [0.005, null]],
      ["p99", [0.005, null]],
    ]);
    expect(lines.flatMap((one) => one.gaps)).toEqual([]);
  });

  it("shows a gap as null points and says from when to when", async () => {
    await write(sample("a", "client-connections", 0, 1), sample("a", "client-connections", 5, 2));
    const [line] = await ask("client-connections", 6);
    expect(line?.points.map(([, value]) => value)).toEqual([1, null, null, null, null, 2]);
    expect(line?.gaps).toEqual([{ from: T0 + STEP, to: T0 + 5 * STEP, kind: "not-sampled" }]);
  });

  it("keeps apart lag, a stop, a primary and a lost source", async () => {
    await write(
      ...[0, 1, 2].flatMap((step) => [
        ...tablet("p", step, 0, 2, "PRIMARY"),
        ...tablet("lags", step, step * 10, 2, "REPLICA"),
        ...tablet("stopped", step, 1, step === 0 ? 2 : 0, "REPLICA"),
      ]),
      ...tablet("lost", 0, 4, 2, "REPLICA"),
    );
    const at = T0 + 3 * STEP;
    const lines = await ask("replication-lag", 3);
    expect(Object.fromEntries(lines.map((one) => [one.pod, one.points.map(([, value]) => value)]))).toEqual({
      p: [null, null, null],
      lags: [0, 10, 20],
      stopped: [1, null, null],
      lost: [4, null, null],
    });
    const now = await store.lagNow({ databaseId: "db_1", at: at + STEP, sampleEveryMs: STEP });
    expect(Object.fromEntries(now.map((one) => [one.pod, one.reading]))).toEqual({
      p: { kind: "primary", at: T0 + 2 * STEP + 500 },
      lags: { kind: "lag", seconds: 20, at: T0 + 2 * STEP + 500 },
      stopped: {
        kind: "not-replicating",
        at: T0 + 20_500,
        lastSeconds: 1,
        lastAt: T0 + 500,
        because: "tablet-says-so",
      },
      lost: { kind: "not-sampled", lastSeconds: 4, lastAt: T0 + 500 },
    });
  });

  it("folds a long range into at most 2,000 steps, with the worst lag of each", async () => {
    const day = 86_400_000;
    await write(...[1, 40, 3].map((value, step) => sample("a", "replication-lag", step, value)));
    await write(...[2, 2, 2].map((value, step) => sample("a", "tablet-state", step, value)));
    const [line] = await store.query({
      databaseId: "db_1",
      seriesId: "replication-lag",
      from: T0 - 6 * day,
      to: T0 + day,
      stepMs: 1000,
      by: "pod",
    });
    expect(line?.points.length).toBeLessThanOrEqual(2001);
    expect(line?.points.filter(([, value]) => value !== null).map(([, value]) => value)).toEqual([40]);
  });

  it("refuses an unknown series and an empty range", async () => {
    await expect(ask("nothing", 3)).rejects.toThrow(RangeError);
    await expect(ask("requests", 0)).rejects.toThrow(RangeError);
  });

  it("finds what is to be pruned by an index, however much is kept", async () => {
    await pool()
      .query(`insert into metric_samples (region_id, database_id, pod, series, labels, labels_key, at, value)
      select 'reg_1', 'db_' || n % 7, 'a', 'requests', '{}', '[]', to_timestamp(${T0 / 1000} + n), n
      from generate_series(1, 20000) n`);
    await pool().query("analyze metric_samples");
    const asked: { text: string; values: unknown[] }[] = [];
    const heard = createSqlMetricStore({
      query: (text, values) => {
        asked.push({ text, values: [...values] });
        return pool().query(text, [...values]);
      },
    });
    expect(await heard.prune(T0 + 100_000)).toBe(99);
    const [prune] = asked;
    const plan = await pool().query(`explain ${prune?.text}`, prune?.values);
    const lines = plan.rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    expect(lines).toContain("Index Scan using metric_samples_prune");
    expect(lines).not.toContain("Seq Scan");
  });

  it("prunes what is older, and keeps the rest", async () => {
    await write(...Array.from({ length: 50 }, (_, step) => sample("a", "client-connections", step, step)));
    expect(await store.prune(T0 + 40 * STEP)).toBe(40);
    expect(await store.prune(T0 + 40 * STEP)).toBe(0);
  });
});
