import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createSqlMetricStore } from "@/lib/metrics/sql-store";
import type { MetricStore } from "@/lib/metrics/store";

const STEP = 60_000;
const FIRST = 28_333_334;
const ROUNDS = [0, 20_000, 40_000];

interface Minute {
  /** A number for the whole minute, or one each round; null while the gauge is not written. */
  lag: number | number[] | null;
  state?: number;
  type?: string;
}

function samplesOf(pod: string, minutes: readonly (Minute | null)[]) {
  return minutes.flatMap((minute, index) =>
    minute === null
      ? []
      : ROUNDS.flatMap((after, round) => {
          const at = (FIRST + index) * STEP + after;
          const type = minute.type ?? "REPLICA";
          const lag = Array.isArray(minute.lag) ? minute.lag[round] : minute.lag;
          const one = (series: string, value: number, labels: Record<string, string> = {}) => ({
            pod,
            series,
            labels,
            at,
            value,
            labelsKey: JSON.stringify(Object.entries(labels)),
          });
          return [
            ...(typeof lag === "number" ? [one("replication-lag", lag)] : []),
            one("tablet-state", minute.state ?? 2),
            one("tablet-role", 1, { type, name: "SERVING" }),
          ];
        }),
  );
}

describe("the worst lag of many databases", () => {
  let postgres: TestPostgres;
  let store: MetricStore;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    store = createSqlMetricStore({ query: (text, values) => pool().query(text, [...values]) });
  });
  afterAll(async () => postgres.stop());

  const read = (databaseIds: string[]) =>
    store.worstLag({ databaseIds, first: FIRST, last: FIRST + 3, stepMs: STEP });

  it("is the worst replica of each minute, in one answer for those that were asked for", async () => {
    await store.write("reg_1", "db_a", [
      ...samplesOf(
        "p",
        [99, 99, 99, 99].map((lag) => ({ lag, type: "PRIMARY" })),
      ),
      ...samplesOf("r1", [{ lag: [0, 1, 0] }, { lag: 0 }, { lag: [4, 32, 9] }, { lag: 1 }]),
      ...samplesOf("r2", [{ lag: 0.5 }, { lag: 3 }, { lag: 1 }, null]),
    ]);
    await store.write("reg_1", "db_b", samplesOf("r", [{ lag: 7 }]));
    await store.write("reg_2", "db_foreign", samplesOf("r", [{ lag: 1 }]));
    const lines = await read(["db_a", "db_b", "db_none"]);
    expect(Object.fromEntries(lines)).toEqual({ db_a: [1, 3, 32, 1], db_b: [7, null, null, null] });
    expect((await read([])).size).toBe(0);
  });

  it("is no number where replication stopped, the gauge stood still, or nothing was sampled", async () => {
    await store.write(
      "reg_1",
      "db_stop",
      samplesOf("r", [{ lag: 1 }, { lag: 1, state: 0 }, null, { lag: 0 }]),
    );
    await store.write("reg_1", "db_still", samplesOf("r", [{ lag: 5 }, { lag: 5 }, { lag: 5 }, { lag: 6 }]));
    await store.write(
      "reg_1",
      "db_mute",
      samplesOf("r", [{ lag: null }, { lag: 0 }, { lag: 0 }, { lag: 0 }]),
    );
    expect(Object.fromEntries(await read(["db_stop", "db_still", "db_mute"]))).toEqual({
      db_stop: [1, null, null, 0],
      db_still: [5, null, null, 6],
      db_mute: [null, 0, 0, 0],
    });
  });
});
