import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { startEngine, stopEngine } from "@/lib/engine/start";
import { startSandbox, type Sandbox } from "@/lib/sandbox/sandbox";
import { createDatabase } from "@/lib/services/databases/create";
import { deleteDatabase } from "@/lib/services/databases/delete";
import { dryRunDatabase } from "@/lib/services/databases/dry-run";
import { getDatabase } from "@/lib/services/databases/live-view";
import { planDatabase } from "@/lib/services/databases/plan";
import { getPodHealth } from "@/lib/services/databases/pod-health";
import { protectDatabase } from "@/lib/services/databases/protect";
import { readSeries } from "@/lib/services/databases/series";
import { getDatabaseYaml } from "@/lib/services/databases/yaml";
import { getOperation } from "@/lib/services/operations/read";
import { getOverview } from "@/lib/services/overview";
import { installOperator, planInstallation } from "@/lib/services/regions/install";
import { registerRegion } from "@/lib/services/regions/register";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";

const LONG = { timeout: 90_000, interval: 200 };
const STEP_TIMEOUT = 120_000;
/** Above it the operator refuses a planned reparent. */
const LAG_LIMIT = 15;

describe("the main job in the simulated region, from registration to deletion", () => {
  let postgres: TestPostgres;
  let sandbox: Sandbox;
  let acme: TestOrganization;
  let regionId: string;
  let databaseId: string;
  const dir = mkdtempSync(join(tmpdir(), "gantry-sandbox-"));
  const failures: string[] = [];

  const show = () => getDatabase(acme.as("viewer"), { databaseId });
  const overview = () => getOverview(acme.as("viewer"), {});
  const series = async (id: string, by: string) => {
    const to = Date.now();
    return readSeries(acme.as("viewer"), { databaseId, series: id, by, from: to - 60_000, to, step: 5000 });
  };

  async function ended(operationId: string) {
    const view = () => getOperation(acme.as("viewer"), { operationId });
    await expect.poll(async () => (await view()).endedAt, LONG).not.toBeNull();
    return view();
  }

  /** Steers the simulated region, as the trouble buttons do. */
  async function trouble(asked: Record<string, unknown>): Promise<void> {
    const answer = await fetch(`${sandbox.control}/trouble`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
    expect(await answer.json()).toHaveProperty("done");
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ dir, speed: 5 });
    postgres = await startTestPostgres({
      GANTRY_ALLOWED_LOOPBACK: new URL(sandbox.server).host,
      GANTRY_SANDBOX_KUBECONFIG: sandbox.kubeconfig,
      GANTRY_SANDBOX_MANIFEST: sandbox.manifest,
      GANTRY_SANDBOX_CONTROL: sandbox.control,
    });
    await startEngine({
      failure: (error) =>
        failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
      notice: () => undefined,
    });
    acme = await makeOrganization("acme");
  });
  afterAll(async () => {
    await stopEngine();
    await sandbox.close();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it(
    "registers the cluster and installs the operator",
    async () => {
      const admin = acme.as("admin");
      ({ regionId } = await registerRegion(admin, { kind: "simulated", name: "demo" }));
      const { version } = await planInstallation(admin, { regionId });
      const { operationId } = await installOperator(admin, { regionId, version, key: randomUUID() });
      expect(await ended(operationId)).toMatchObject({ state: "succeeded", attention: null });
      await expect.poll(async () => (await overview()).regions[0]?.operator.state, LONG).toBe("ready");
    },
    STEP_TIMEOUT,
  );

  it(
    "creates a database that the API server accepts, the scheduler places as planned, and that serves",
    async () => {
      const developer = acme.as("developer");
      const size = { size: "dev", availability: "zone", vtgatesPerZone: 2, storageGiB: 10 };
      const draft = { name: "shop", regionId, ...size, storageClass: "" };
      const { storage } = await planDatabase(developer, draft);
      const chosen = { ...draft, storageClass: storage.storageClass };
      const { plan } = await planDatabase(developer, chosen);
      expect(await dryRunDatabase(developer, chosen)).toMatchObject({ ok: true });
      const made = await createDatabase(developer, { ...chosen, key: randomUUID() });
      databaseId = made.databaseId;
      expect(await ended(made.operationId)).toMatchObject({ state: "succeeded", attention: null });
      const { summary, topology } = await show();
      expect(summary.health).toMatchObject({ kind: "serving" });
      expect(topology.tablets.map((tablet) => tablet.zone)).toEqual(plan.zones.map((zone) => zone.zone));
      expect(topology.tablets.filter((tablet) => tablet.role === "primary")).toHaveLength(1);
      expect((await getDatabaseYaml(developer, { databaseId })).live).toContain("gatewayServiceName");
    },
    STEP_TIMEOUT,
  );

  it(
    "samples queries by role and the lag of each replica, and shows when an applier is blocked",
    async () => {
      await expect.poll(async () => (await show()).topology.queriesPerSecond, LONG).toBeGreaterThan(0);
      const queries = await series("requests", "label");
      expect(queries.series.map((one) => one.label).toSorted()).toEqual(["primary", "replica"]);
      const replica = (await show()).topology.tablets.find((tablet) => tablet.role === "replica");
      await trouble({ kind: "block-applier", namespace: "gantry-acme", pod: replica?.pod });
      await expect.poll(async () => (await show()).summary.worstLagSeconds, LONG).toBeGreaterThan(LAG_LIMIT);
      expect((await show()).summary.health).toMatchObject({ kind: "reduced" });
      expect((await overview()).findings).toMatchObject([{ subject: "shop", tone: "reduced" }]);
      await trouble({ kind: "release-applier", namespace: "gantry-acme", pod: replica?.pod });
      await expect.poll(async () => (await show()).summary.health.kind, LONG).toBe("serving");
      const lag = (await series("replication-lag", "pod")).series.find((one) => one.pod === replica?.pod);
      expect(Math.max(...(lag?.points ?? []).map(([, value]) => value ?? 0))).toBeGreaterThan(LAG_LIMIT);
    },
    STEP_TIMEOUT,
  );

  it(
    "is unknown while the region cannot be reached, and live again by itself",
    async () => {
      await trouble({ kind: "unreachable" });
      await expect.poll(async () => (await show()).summary.health.kind, LONG).toBe("unknown");
      expect((await show()).metricsAbsent?.kind).toBe("not-sampled");
      expect((await overview()).findings).toMatchObject([{ id: `region:${regionId}` }]);
      await trouble({ kind: "reachable" });
      await expect.poll(async () => (await show()).summary.health.kind, LONG).toBe("serving");
    },
    STEP_TIMEOUT,
  );

  it(
    "deletes it, keeps the strips of its pods until then, and leaves nothing",
    async () => {
      const to = Date.now();
      const strips = await getPodHealth(acme.as("viewer"), { databaseId, from: to - 3_600_000, to });
      expect(strips.filter((strip) => strip.component === "vttablet")).toHaveLength(3);
      for (const strip of strips) expect(strip.segments.map((one) => one.state)).toContain("ready");
      await protectDatabase(acme.as("developer"), { databaseId, protected: false });
      const typed = { databaseId, typedName: "shop", key: randomUUID() };
      const { operationId } = await deleteDatabase(acme.as("developer"), typed);
      expect(await ended(operationId)).toMatchObject({ state: "succeeded", attention: null });
      expect((await overview()).databases).toEqual([]);
      expect(failures).toEqual([]);
    },
    STEP_TIMEOUT,
  );
});
