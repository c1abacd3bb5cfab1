import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { startEngine, stopEngine } from "@/lib/engine/start";
import { liveHub } from "@/lib/live/process-hub";
import { createDatabase } from "@/lib/services/databases/create";
import { getOperation } from "@/lib/services/operations/read";
import { readiness } from "@/lib/services/readiness";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertRegion } from "@/lib/services/testing/rows";
import { makeServe } from "@/lib/services/testing/serving-database";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";
import { storeCredential } from "@/lib/services/regions/credential";
import { regionRuntime } from "@/lib/services/regions/runtime";

const CLUSTER = "/apis/planetscale.com/v2/namespaces/gantry-acme/vitessclusters/orders";
const long = { timeout: 20_000, interval: 50 };

describe("the engine of one process", () => {
  let postgres: TestPostgres;
  let cluster: SmallCluster;
  let acme: TestOrganization;
  let regionId: string;
  const log: string[] = [];
  const start = () =>
    startEngine({
      failure: (error, about) =>
        log.push(`${JSON.stringify(about)} ${error instanceof Error ? error.message : ""}`),
      notice: (message, about) => log.push(`${JSON.stringify(about)} ${message}`),
    });

  beforeAll(async () => {
    cluster = await SmallCluster.start();
    furnish(cluster);
    postgres = await startTestPostgres({ GANTRY_ALLOWED_LOOPBACK: cluster.server.allowed.join(",") });
    acme = await makeOrganization("acme");
    regionId = await insertRegion(acme, "one", cluster.server.kubeSystemUid);
    await storeCredential(db(), acme.id, regionId, cluster.server.endpoint);
  });
  afterEach(() => stopEngine());
  afterAll(async () => {
    await cluster.server.down();
    await postgres.stop();
  });

  it("is ready once it started, takes the region, drives an operation to its end and pushes it", async () => {
    expect((await readiness()).engine.ok).toBe(false);
    await start();
    expect(await readiness()).toMatchObject({
      database: { ok: true },
      migrations: { ok: true },
      engine: { ok: true },
    });
    const runtime = await regionRuntime(regionId);
    await expect.poll(() => runtime?.hub.snapshot().unread.size, long).toBe(0);
    const made = await createDatabase(acme.as("developer"), {
      name: "orders",
      regionId,
      size: "dev",
      availability: "zone",
      vtgatesPerZone: 1,
      storageClass: "standard",
      storageGiB: 10,
      key: randomUUID(),
    });
    const reader = liveHub().subscribe(acme.id, [`operation:${made.operationId}`], null);
    await expect.poll(() => cluster.object(CLUSTER), long).toBeDefined();
    makeServe(cluster, "gantry-acme", "orders");
    const state = async () =>
      (await getOperation(acme.as("viewer"), { operationId: made.operationId })).state;
    await expect.poll(state, long).toBe("succeeded");
    await expect
      .poll(() => reader.take().map(({ frame }) => (frame.kind === "snapshot" ? frame.data : null)), long)
      .toContainEqual(expect.objectContaining({ state: "succeeded" }));
    reader.end();
    expect(log.some((line) => line.includes(made.operationId) && line.includes("step done"))).toBe(true);
    expect(log.join("\n")).not.toContain(made.password);
    expect(log.join("\n")).not.toContain("canary-token");
  });

  it("drains within three seconds with a reader on the stream", async () => {
    await start();
    const reader = liveHub().subscribe(acme.id, ["overview"], null);
    const beganAt = performance.now();
    await stopEngine();
    expect(performance.now() - beganAt).toBeLessThan(3000);
    expect(reader.ended).toBe(true);
    expect((await readiness()).engine).toEqual({ ok: false, why: "not started" });
  });
});
