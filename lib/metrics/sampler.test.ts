import { describe, expect, it } from "vitest";
import { createSampler, type ReadPod, type SamplePod, type SamplerOptions } from "@/lib/metrics/sampler";

const page = (text: string) =>
  (async function* pieces() {
    for (const at of text.match(/[\s\S]{1,7}/g) ?? []) yield new TextEncoder().encode(at);
  })();

async function* flood() {
  for (;;) yield new Uint8Array(1024);
}

const tablet = (name: string, namespace = "gantry-a", databaseId = "db_1"): SamplePod => ({
  name,
  namespace,
  component: "vttablet",
  databaseId,
});

/** A clock that only sleeping moves. */
function sampler(read: ReadPod, more: Partial<SamplerOptions> = {}) {
  let clock = 1_000_000;
  return createSampler({
    read,
    now: () => clock,
    elapsed: () => clock,
    sleep: async (ms) => {
      clock += ms;
    },
    ...more,
  });
}

const round = { maxRequestsPerSecond: 100, signal: new AbortController().signal };
const GOOD = "vttablet_tablet_state 2\nvttablet_replication_lag_sec 0.5\nother 1\n";

/** Pages of this many bytes on the wire; the clock of `sampler` moves only by sleeping. */
const heavy =
  (wireBytes: number): ReadPod =>
  async (_name, _namespace, _port, _path, _signal, onWireBytes) => {
    onWireBytes(wireBytes);
    return page(GOOD);
  };

const floodOrGood: ReadPod = async (name, _namespace, _port, _path, _signal, onWireBytes) => {
  onWireBytes(name.startsWith("flood") ? 400_000 : 100);
  return name.startsWith("flood") ? flood() : page(GOOD);
};

describe("sampler", () => {
  it("asks port 15000 /metrics of each pod and returns its samples by database", async () => {
    const asked: string[] = [];
    const { round: run } = sampler(async (name, namespace, port, path) => {
      asked.push(`${name} ${namespace} ${port} ${path}`);
      return page(GOOD);
    });
    const result = await run([tablet("a"), tablet("b", "gantry-b", "db_2")], round);
    expect(asked).toEqual(["a gantry-a 15000 /metrics", "b gantry-b 15000 /metrics"]);
    expect(result.byDatabase.get("db_1")?.map((one) => [one.pod, one.series, one.value])).toEqual([
      ["a", "tablet-state", 2],
      ["a", "replication-lag", 0.5],
    ]);
    expect(result.byDatabase.get("db_2")).toHaveLength(2);
    expect(result.outcomes.every((one) => one.kind === "sampled")).toBe(true);
  });

  it("keeps its pace, and the length of its round, when the clock is set meanwhile", async () => {
    for (const hours of [-2, 2]) {
      let wall = 1_000_000;
      const run = sampler(
        async () => {
          wall += hours * 3_600_000;
          return page(GOOD);
        },
        { atOnce: 1, now: () => wall },
      ).round;
      const result = await run([tablet("a"), tablet("b"), tablet("c")], {
        ...round,
        maxRequestsPerSecond: 4,
      });
      expect(result.durationMs).toBe(500);
    }
  });

  it("stays inside the budget and says how long the round took", async () => {
    const run = sampler(async () => page(GOOD), { atOnce: 1 }).round;
    const pods = Array.from({ length: 21 }, (_, at) => tablet(`p${at}`));
    const result = await run(pods, { ...round, maxRequestsPerSecond: 4 });
    expect(result.requests).toBe(21);
    expect(result.durationMs).toBe(5000);
  });

  it("reads no more bytes a second than the region's budget, over its rounds too, and says how long that took", async () => {
    const run = sampler(heavy(100_000), { atOnce: 1, bytesPerSecond: 50_000 }).round;
    const pods = Array.from({ length: 10 }, (_, at) => tablet(`p${at}`));
    const first = await run(pods, round);
    const second = await run(pods, round);
    expect(first.outcomes.every((one) => one.kind === "sampled")).toBe(true);
    // 2 MB at 50 kB/s are 40 s; one second's worth was saved up, and the last page is a debt that nobody waits for.
    const tookMs = first.durationMs + second.durationMs;
    expect(tookMs).toBeGreaterThanOrEqual(((20 * 100_000) / 50_000 - 1 - 2) * 1000);
    expect(tookMs).toBeLessThanOrEqual(40_000);
  });

  it("leaves out what the bytes do not allow in a round, with the reason, and begins the next with it", async () => {
    const run = sampler(heavy(100_000), { atOnce: 1, bytesPerSecond: 10_000, roundMs: 30_000 }).round;
    const pods = Array.from({ length: 9 }, (_, at) => tablet(`p${at}`));
    const rounds = [await run(pods, round), await run(pods, round), await run(pods, round)];
    const sampled = rounds.map(({ outcomes }) =>
      outcomes.flatMap((one) => (one.kind === "sampled" ? [one.pod] : [])),
    );
    expect(new Set(sampled.flat()).size, "each in its turn").toBe(9);
    for (const { outcomes, durationMs } of rounds) {
      expect(outcomes).toHaveLength(9);
      expect(durationMs).toBeLessThanOrEqual(30_000);
    }
    expect(rounds[0]?.outcomes.at(-1)).toEqual({
      pod: "p8",
      databaseId: "db_1",
      kind: "not-sampled",
      cause: "left out of this round: the bytes that Gantry may read from this region were used up",
    });
  });

  it("does not let pods that flood it take the turn of the others", async () => {
    const run = sampler(floodOrGood, {
      atOnce: 1,
      podBytes: 10_000,
      bytesPerSecond: 10_000,
      roundMs: 60_000,
    }).round;
    const pods = [tablet("flood-1"), tablet("flood-2"), tablet("good")];
    await run(pods, round);
    const second = await run(pods, round);
    expect(second.outcomes).toContainEqual(expect.objectContaining({ pod: "good", kind: "sampled" }));
  });

  it("says no permission, never not sampled, when the API server refuses, and does not ask the rest of that namespace", async () => {
    let reads = 0;
    const run = sampler(
      async (_name, namespace) => {
        reads += 1;
        if (namespace === "gantry-a") throw Object.assign(new Error("pods is forbidden"), { status: 403 });
        return page(GOOD);
      },
      { atOnce: 1 },
    ).round;
    const result = await run([tablet("a"), tablet("b"), tablet("c", "gantry-c")], round);
    expect(result.outcomes.map((one) => one.kind)).toEqual(["no-permission", "no-permission", "sampled"]);
    expect(reads).toBe(2);
  });

  it("says not sampled with the cause for a pod that is gone, hangs, or has nothing to keep", async () => {
    const never = new Promise<AsyncIterable<Uint8Array>>(() => undefined);
    const run = sampler(
      async (name) => {
        if (name === "gone") throw Object.assign(new Error("pods gone not found"), { statusCode: 404 });
        if (name === "hangs") return never;
        return page("other 1\n");
      },
      { podTimeoutMs: 20 },
    ).round;
    const result = await run([tablet("gone"), tablet("hangs"), tablet("empty")], round);
    const causes = Object.fromEntries(
      result.outcomes.map((one) => [one.pod, one.kind === "not-sampled" ? one.cause : one.kind]),
    );
    expect(causes).toEqual({
      gone: "pods gone not found",
      hangs: "no answer in time",
      empty: "its page holds none of the series that Gantry keeps",
    });
    expect(result.byDatabase.size).toBe(0);
  });

  it("keeps no value for an unknown lag and none for NaN", async () => {
    const run = sampler(async () =>
      page(
        "vttablet_replication_lag_sec 4294967295\nvttablet_conn_pool_in_use NaN\nvttablet_tablet_state 2\n",
      ),
    ).round;
    const result = await run([tablet("a")], round);
    expect(result.byDatabase.get("db_1")?.map((one) => one.series)).toEqual(["tablet-state"]);
  });

  it("bounds what one hostile pod can make it hold", async () => {
    const many = Array.from({ length: 900 }, (_, at) => `vttablet_queries_count{plan_type="p${at}"} 1`).join(
      "\n",
    );
    const run = sampler(async (name) => (name === "many" ? page(many) : flood()), {
      podBytes: 100_000,
    }).round;
    const result = await run([tablet("many"), tablet("flood")], round);
    expect(result.outcomes).toContainEqual({
      pod: "many",
      databaseId: "db_1",
      kind: "sampled",
      samples: 400,
      truncated: true,
    });
    expect(result.outcomes).toContainEqual({
      pod: "flood",
      databaseId: "db_1",
      kind: "not-sampled",
      cause: "its page is larger than 100000 bytes",
    });
  });

  it("ends soon when stopped, with an outcome for every pod", async () => {
    const stop = new AbortController();
    const run = sampler(async () => {
      stop.abort();
      return page(GOOD);
    }).round;
    const pods = Array.from({ length: 50 }, (_, at) => tablet(`p${at}`));
    const result = await run(pods, { maxRequestsPerSecond: 1, signal: stop.signal });
    expect(result.outcomes).toHaveLength(50);
    expect(result.requests).toBeLessThan(5);
  });
});
