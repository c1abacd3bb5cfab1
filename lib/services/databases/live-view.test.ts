import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases, operations, regionCredentials } from "@/drizzle/schema/tables";
import { DatabaseLive } from "@/lib/contract/topology";
import { Overview } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { liveHub } from "@/lib/live/process-hub";
import { createDatabase } from "@/lib/services/databases/create";
import { listDatabases } from "@/lib/services/databases/list";
import { getDatabase } from "@/lib/services/databases/live-view";
import { liveFeed } from "@/lib/services/live";
import { registerLiveProviders } from "@/lib/services/live-providers";
import { noteSampling } from "@/lib/services/metrics/sampling-state";
import { metricStore } from "@/lib/services/metrics/store";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { getOverview } from "@/lib/services/overview";
import { closeAllRegions, type RegionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { makeServe } from "@/lib/services/testing/serving-database";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const PODS = "/api/v1/namespaces/gantry-acme/pods";
const SHARD = "/apis/planetscale.com/v2/namespaces/gantry-acme/vitessshards/orders-x-x";
const soon = { timeout: 10_000, interval: 20 };
const long = { timeout: 20_000, interval: 50 };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe("what is shown of a database", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let cluster: SmallCluster;
  let runtime: RegionRuntime;
  let databaseId: string;
  let creation: string;

  const show = () => getDatabase(acme.as("viewer"), { databaseId });
  const health = async () => (await show()).summary.health;
  const overview = () => getOverview(acme.as("viewer"), {});

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    cluster = await SmallCluster.start();
    furnish(cluster);
    runtime = await connectRegion(acme, "one", cluster.server);
    const made = await createDatabase(acme.as("developer"), {
      name: "orders",
      regionId: runtime.regionId,
      size: "dev",
      availability: "zone",
      vtgatesPerZone: 1,
      storageClass: "standard",
      storageGiB: 10,
      key: randomUUID(),
    });
    databaseId = made.databaseId;
    creation = made.operationId;
    registerLiveProviders();
    runtime.hub.subscribe(liveFeed(runtime));
  });
  afterAll(async () => {
    liveHub().close();
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("is starting until everything is seen, with its operation named", async () => {
    expect((await show()).summary).toMatchObject({ health: { kind: "starting" }, operationId: creation });
    await advanceOperation(creation, 1, () => new Date());
    makeServe(cluster, "gantry-acme", "orders");
    await expect.poll(() => advanceOperation(creation, 1, () => new Date()), long).toBe("ended");
  });

  it("is a whole picture by the contract, with nothing of a secret in it", async () => {
    const live = await show();
    expect(DatabaseLive.parse(live)).toEqual(live);
    expect(live.summary).toMatchObject({
      name: "orders",
      regionName: "one",
      health: { kind: "serving" },
      protection: "Survives a zone",
      size: "Dev, 10 Gi",
      vitessVersion: "24.0.0",
      operationId: null,
    });
    expect(live.topology.tablets.map((tablet) => tablet.role)).toEqual(["primary", "replica", "replica"]);
    expect(live.podsByState).toEqual([
      { component: "etcd", ready: 3, notReady: 0, restarting: 0, pending: 0 },
      { component: "vtgate", ready: 3, notReady: 0, restarting: 0, pending: 0 },
      { component: "vttablet", ready: 3, notReady: 0, restarting: 0, pending: 0 },
    ]);
    expect(live.metricsAbsent).toBeNull();
    expect(live.topology.queriesPerSecond).toBeNull();
  });

  it("is in the list and on the overview of its organization, and of no other", async () => {
    expect(await listDatabases(acme.as("viewer"), {})).toMatchObject([
      { id: databaseId, health: { kind: "serving" } },
    ]);
    const seen = await overview();
    expect(Overview.parse(seen)).toEqual(seen);
    expect(seen.checklist.map((item) => [item.id, item.done])).toEqual([
      ["registered", true],
      ["region", true],
      ["database", true],
      ["connection", false],
    ]);
    expect(seen.findings).toEqual([]);
    expect(await listDatabases(globex.as("owner"), {})).toEqual([]);
    const other = await getOverview(globex.as("owner"), {});
    expect(other).toMatchObject({ regions: [], databases: [], operations: [], findings: [] });
    await expect(getDatabase(globex.as("owner"), { databaseId })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("is not found, and no failure of Gantry, by what is no id", async () => {
    const viewer = acme.as("viewer");
    for (const id of ["", "db_1", "'; drop table databases; --", "\u{1F4A5}"])
      await expect(getDatabase(viewer, { databaseId: id })).rejects.toMatchObject({ code: "not_found" });
    await expect(getDatabase(viewer, { databaseId: "db_\0" })).rejects.toMatchObject({
      code: "invalid",
      fields: { databaseId: expect.any(String) },
    });
  });

  it("says the lag that was sampled, and why when none was, and never 0", async () => {
    const replica = "orders-vttablet-eub-2";
    const absent = { kind: "no-permission", cause: 'pods "x" is forbidden' } as const;
    expect((await show()).summary).toMatchObject({ worstLagSeconds: null, lagNote: "not sampled" });
    noteSampling(databaseId, { absent, everyMs: 5000, at: Date.now() });
    expect(await show()).toMatchObject({
      metricsAbsent: absent,
      summary: { worstLagSeconds: null, lagNote: "no permission" },
    });
    noteSampling(databaseId, { absent: null, everyMs: 5000, at: Date.now() });
    const sample = (series: string, value: number) => ({
      pod: replica,
      series,
      labels: {},
      labelsKey: "[]",
      at: Date.now(),
      value,
    });
    await metricStore().write(runtime.regionId, databaseId, [
      sample("replication-lag", 32),
      sample("tablet-state", 2),
    ]);
    const live = await show();
    expect(live.topology.tablets.find((tablet) => tablet.pod === replica)?.lag).toMatchObject({
      kind: "lag",
      seconds: 32,
    });
    expect(live.summary).toMatchObject({ worstLagSeconds: 32, lagNote: "1 not sampled" });
  });

  it("says one rate of queries in the list and on its page, and none before it was sampled", async () => {
    const [before] = (await overview()).databases;
    expect(before?.queriesPerSecond).toBeNull();
    const now = Date.now();
    const requests = [0, 1, 2, 3].map((round) => ({
      pod: "orders-vtgate",
      series: "requests",
      labels: { db_type: "primary" },
      labelsKey: '[["db_type","primary"]]',
      at: now - (3 - round) * 15_000,
      value: 1000 + round * 15 * 82,
    }));
    await metricStore().write(runtime.regionId, databaseId, requests);
    expect((await overview()).databases).toMatchObject([{ queriesPerSecond: 82 }]);
    expect((await show()).summary.queriesPerSecond).toBe(82);
  });

  it("pushes a change of the primary and a lost pod within a second of the event", async () => {
    const reader = liveHub().subscribe(acme.id, [`database:${databaseId}`], null);
    const frames = () =>
      reader
        .take()
        .flatMap(({ frame }) => (frame.kind === "snapshot" ? [DatabaseLive.parse(frame.data)] : []));
    await expect.poll(() => frames().length, soon).toBeGreaterThan(0);
    const shard = cluster.object(SHARD);
    const before = performance.now();
    cluster.place(SHARD, {
      ...shard,
      status: { ...Object(shard?.["status"]), masterAlias: "eub-0000000002" },
    });
    await expect.poll(() => frames().at(-1)?.topology.shards[0]?.primaryAlias, soon).toBe("eub-0000000002");
    cluster.remove(`${PODS}/orders-vttablet-euc-3`);
    await expect.poll(() => frames().at(-1)?.topology.tablets.length, soon).toBe(2);
    expect(performance.now() - before).toBeLessThan(2000);
    reader.end();
  });

  it("is a finding on the overview when its protection is reduced", async () => {
    expect(await health()).toMatchObject({ kind: "reduced" });
    const { findings } = await overview();
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) {
      expect(finding).toMatchObject({
        subject: "orders",
        href: `/o/acme/databases/${databaseId}`,
        tone: "reduced",
      });
    }
  });

  it("says that a credential is about to end, before it does", async () => {
    await db()
      .update(regionCredentials)
      .set({ expiresAt: inDays(5), createdAt: inDays(-80) });
    expect((await overview()).findings.map((finding) => finding.state)).toContain(
      "its credential ends in 119 h",
    );
    await db()
      .update(regionCredentials)
      .set({ expiresAt: inDays(0.5), createdAt: inDays(-0.5) });
    expect((await overview()).findings.map((finding) => finding.id)).not.toContain(
      `credential:${runtime.regionId}`,
    );
    await db().update(regionCredentials).set({ expiresAt: null });
  });

  it("does not say of a database that was never made that it was deleted outside", async () => {
    await db().update(databases).set({ clusterObjectUid: null }).where(eq(databases.id, databaseId));
    expect(await health()).toMatchObject({ kind: "down", sentence: "Not created" });
    await db().update(databases).set({ clusterObjectUid: "uid-another" }).where(eq(databases.id, databaseId));
    expect((await health()).because).toContain("deleted outside of Gantry");
    const [known] = runtime.hub.snapshot().clusters;
    await db()
      .update(databases)
      .set({ clusterObjectUid: known?.uid ?? null })
      .where(eq(databases.id, databaseId));
  });

  it("is unknown while the region is down, live again without a reload, one finding for all of it", async () => {
    const reader = liveHub().subscribe(acme.id, [`database:${databaseId}`], null);
    const kinds = () =>
      reader
        .take()
        .flatMap(({ frame }) =>
          frame.kind === "snapshot" ? [DatabaseLive.parse(frame.data).summary.health.kind] : [],
        );
    await expect.poll(kinds, soon).toContain("reduced");
    await cluster.server.down();
    await expect.poll(kinds, long).toContain("unknown");
    const { findings, databases: lines } = await overview();
    expect(lines[0]?.health.kind).toBe("unknown");
    expect(findings).toMatchObject([{ id: `region:${runtime.regionId}`, tone: "unknown" }]);
    expect((await show()).topology.tablets).toHaveLength(2);
    await cluster.server.up();
    runtime.hub.retryNow();
    await expect.poll(kinds, long).toContain("reduced");
    reader.end();
  });

  it("is gone from every list when its row is deleted", async () => {
    await db().update(operations).set({ databaseId: null });
    await db().update(databases).set({ deletedAt: new Date() }).where(eq(databases.id, databaseId));
    expect(await listDatabases(acme.as("viewer"), {})).toEqual([]);
    await expect(show()).rejects.toMatchObject({ code: "not_found" });
  });
});
