import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { createSampler, type ReadPod, type Sampler } from "@/lib/metrics/sampler";
import { RegionDatabases } from "@/lib/services/databases/region-databases";
import { readSeries } from "@/lib/services/databases/series";
import { paceMs, podsToSample, sampleRegion } from "@/lib/services/metrics/sample-region";
import { samplingOf } from "@/lib/services/metrics/sampling-state";
import { metricStore } from "@/lib/services/metrics/store";
import { databasePod } from "@/lib/services/testing/facts";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

const T0 = Date.parse("2026-11-20T10:00:00Z");
const LIVE = { kind: "live", since: T0, checkedAt: T0, cause: null } as const;
const place = (component: string) => ({ namespace: "gantry-acme", cluster: "orders", component });
const noSleep = () => Promise.resolve();

class Refused extends Error {
  constructor(readonly status: number) {
    super(`pods "x" is forbidden`);
  }
}

const gateway = (requests: number) => `# TYPE vtgate_api_count counter
vtgate_api_count{db_type="primary",keyspace="orders",operation="Execute"} ${requests}
vtgate_api_count{db_type="replica",keyspace="orders",operation="Execute"} ${requests * 2}
process_start_time_seconds 1000
`;
const tablet = (lag: number, type: string) => `vttablet_replication_lag_sec ${lag}
vttablet_tablet_state 2
vttablet_tablet_server_state{type="${type}",name="SERVING"} 1
process_start_time_seconds 1000
`;

const pods = (): PodFact[] => [
  databasePod("orders-vtgate-1", place("vtgate")),
  databasePod("orders-vttablet-1", place("vttablet")),
  databasePod("orders-vttablet-2", place("vttablet")),
  databasePod("orders-etcd-1", place("etcd")),
];

describe("sampling a region and asking for its series", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let regionId: string;
  let databaseId: string;
  let pages: Map<string, string>;
  let server: Server;
  let now = T0;

  /** Reads pods over HTTP as the API server's proxy would be read; a pod without a page is refused. */
  const read: ReadPod = async (pod, _namespace, _port, _path, signal) => {
    const address = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${address.port}/${pod}`, { signal });
    if (!answer.ok || answer.body === null) throw new Refused(answer.status);
    return answer.body;
  };
  const counted: ReadPod = (pod, namespace, port, path, signal, onWireBytes) => {
    onWireBytes(10_000);
    return read(pod, namespace, port, path, signal, onWireBytes);
  };
  let sampler: Sampler;
  const sample = (some = pods(), signal = new AbortController().signal) => {
    const databases = new RegionDatabases(regionId);
    return databases.refresh().then(() =>
      sampleRegion(
        {
          regionId,
          sampler,
          store: metricStore(),
          databases,
          now: () => now,
        },
        some,
        signal,
      ),
    );
  };
  const ask = (series: string, by: string, seconds: number) =>
    readSeries(acme.as("viewer"), { databaseId, series, by, from: T0, to: T0 + seconds * 1000, step: 5000 });

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    regionId = await insertRegion(acme, "one");
    databaseId = await insertDatabase(acme, regionId, "orders");
    server = createServer((request, response) => {
      const page = pages.get((request.url ?? "").slice(1));
      response.writeHead(page === undefined ? 403 : 200).end(page ?? "");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(async () => {
    now = T0;
    sampler = createSampler({ read, now: () => now, elapsed: () => now, sleep: noSleep });
    await db().execute("truncate metric_samples");
    pages = new Map([
      ["orders-vtgate-1", gateway(100)],
      ["orders-vttablet-1", tablet(0, "PRIMARY")],
      ["orders-vttablet-2", tablet(3, "REPLICA")],
    ]);
  });
  afterAll(async () => {
    server.close();
    await postgres.stop();
  });

  it("keeps the queries by role and the lag of the replica, and no lag of the primary", async () => {
    await sample();
    now += 5000;
    pages.set("orders-vtgate-1", gateway(150));
    await sample();
    const requests = await ask("requests", "label", 10);
    const rates = Object.fromEntries(requests.series.map((one) => [one.label, one.points.at(-1)?.[1]]));
    expect(rates).toEqual({ primary: 10, replica: 20 });
    const lag = await ask("replication-lag", "pod", 10);
    expect(lag.series.map((one) => [one.pod, one.lag?.kind])).toEqual([
      ["orders-vttablet-1", "primary"],
      ["orders-vttablet-2", "lag"],
    ]);
    expect(lag).toMatchObject({ sampleEveryMs: 5000, stepMs: 5000 });
    expect(samplingOf(databaseId, LIVE)).toEqual({ absent: null, everyMs: 5000 });
  });

  it("says that the right is missing, in the server's words, and keeps no zero", async () => {
    pages.clear();
    await sample();
    expect(samplingOf(databaseId, LIVE).absent).toEqual({
      kind: "no-permission",
      cause: `pods "x" is forbidden`,
    });
    expect((await ask("requests", "total", 10)).series).toEqual([]);
  });

  it("says that nothing runs, and that the region is not reachable, in other words than a missing right", async () => {
    await sample([databasePod("orders-vttablet-1", place("vttablet"), { phase: "Pending" })]);
    expect(samplingOf(databaseId, LIVE).absent).toEqual({
      kind: "not-sampled",
      cause: "No tablet and no vtgate of it runs.",
    });
    const stale = { ...LIVE, kind: "stale", cause: "The API server does not answer." } as const;
    expect(samplingOf(databaseId, stale).absent?.cause).toBe(
      "The region is not reachable. The API server does not answer.",
    );
    expect((await ask("requests", "total", 10)).absent).toEqual({
      kind: "not-sampled",
      cause: "Gantry holds no credential of this region.",
    });
  });

  it("asks only running tablets and vtgates of our databases", async () => {
    const databases = new RegionDatabases(regionId);
    await databases.refresh();
    const foreign = [
      databasePod("a", { ...place("vttablet"), namespace: "default" }),
      databasePod("b", { ...place("vttablet"), cluster: "other" }),
      databasePod("c", place("vttablet"), { deletionAt: T0 }),
    ];
    expect(podsToSample([...pods(), ...foreign], databases).map((pod) => pod.name)).toEqual([
      "orders-vtgate-1",
      "orders-vttablet-1",
      "orders-vttablet-2",
    ]);
  });

  it("slows down rather than pass the budget of the API server", () => {
    expect([1, 30, 31, 60, 300].map(paceMs)).toEqual([5000, 5000, 6000, 10_000, 50_000]);
  });

  it("shows what the bytes did not allow as a gap, never as a value, and says why when nothing was read", async () => {
    const budget = { atOnce: 1, bytesPerSecond: 1000, roundMs: 5000 };
    sampler = createSampler({ read: counted, now: () => now, elapsed: () => now, sleep: noSleep, ...budget });
    await sample();
    expect(samplingOf(databaseId, LIVE).absent).toBeNull();
    expect((await ask("replication-lag", "pod", 10)).series).toEqual([]);
    await sample();
    expect(samplingOf(databaseId, LIVE).absent).toMatchObject({
      kind: "not-sampled",
      cause: expect.stringContaining("left out of this round"),
    });
    now += 30_000;
    await sample();
    const lag = await ask("replication-lag", "pod", 60);
    expect(lag.series.map(({ pod }) => pod)).toEqual(["orders-vttablet-1"]);
  });

  it("says nothing of a round that was stopped", async () => {
    await sample();
    const before = samplingOf(databaseId, LIVE);
    expect(await sample(pods(), AbortSignal.abort())).toMatchObject({ databaseIds: [] });
    expect(samplingOf(databaseId, LIVE)).toEqual(before);
  });

  it("is not answered to another organization, nor for a series or a range that is none", async () => {
    const query = { databaseId, series: "requests", by: "label", from: T0, to: T0 + 1000, step: 5000 };
    await expect(readSeries(globex.as("owner"), query)).rejects.toMatchObject({ code: "not_found" });
    for (const wrong of [{ series: "passwords" }, { to: T0 }, { from: 0 }, { step: 0 }, { more: 1 }]) {
      await expect(readSeries(acme.as("viewer"), { ...query, ...wrong })).rejects.toMatchObject({
        code: "invalid",
      });
    }
  });
});
