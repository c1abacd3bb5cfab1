import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import { eq, inArray } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  audit,
  operations,
  operationSteps,
  rateLimits,
  regionCredentials,
  regions,
} from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import type { KubeObject } from "@/lib/kube/object";
import { refOf, type ObjectRef } from "@/lib/kube/read-object";
import { startSandbox, type Sandbox } from "@/lib/sandbox/sandbox";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { latestInstallation } from "@/lib/services/operations/latest-installation";
import { storeCredential } from "@/lib/services/regions/credential";
import { getRegion } from "@/lib/services/regions/detail";
import { dryRunInstallation, installOperator, planInstallation } from "@/lib/services/regions/install";
import { planFor } from "@/lib/services/regions/operator-plan";
import { registerRegion } from "@/lib/services/regions/register";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { accessCluster, type ClusterAccess } from "@/lib/services/testing/cluster-access";
import { makeJoinAccount } from "@/lib/services/testing/join-account";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { testSettings } from "@/lib/services/testing/settings";

const DEPLOYMENT: ObjectRef = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace: "gantry-system",
  name: "vitess-operator",
};
const long = { timeout: 25_000, interval: 100 };

let postgres: TestPostgres;
let sandbox: Sandbox;
let cluster: ClusterAccess;
let folder: string;
let acme: TestOrganization;
let globex: TestOrganization;
let regionId: string;

const settings = (operatorDir: string | null = null) =>
  testSettings({
    allowedLoopback: cluster.allowedLoopback,
    sandboxKubeconfig: sandbox.kubeconfig,
    sandboxManifest: sandbox.manifest,
    operatorDir,
  });

beforeAll(async () => {
  postgres = await startTestPostgres();
  await startJobs([OPERATION_QUEUE], () => undefined);
  acme = await makeOrganization("acme");
  globex = await makeOrganization("globex");
});
async function openSandbox(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "gantry-install-"));
  sandbox = await startSandbox({ dir: folder, speed: 20 });
  cluster = await accessCluster(readFileSync(sandbox.kubeconfig, "utf8"));
  settings();
  regionId = await register(acme);
}
async function closeSandbox(): Promise<void> {
  await closeAllRegions();
  for (const table of [operationSteps, operations, regionCredentials, regions, rateLimits]) {
    await db().delete(table);
  }
  await cluster.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}
afterAll(async () => {
  await stopJobs();
  await postgres.stop();
});

async function register(of: TestOrganization): Promise<string> {
  return (await registerRegion(of.as("admin"), { kind: "simulated", name: "one" })).regionId;
}

const plan = (of = acme, id = regionId) => planInstallation(of.as("admin"), { regionId: id });
const dryRun = () => dryRunInstallation(acme.as("admin"), { regionId });
async function accept(of = acme, id = regionId): Promise<string> {
  const { version } = await plan(of, id);
  return (await installOperator(of.as("admin"), { regionId: id, version, key: randomUUID() })).operationId;
}
const advance = (operationId: string, epoch = 1) => advanceOperation(operationId, epoch, () => new Date());
const ends = (operationId: string, epoch = 1) =>
  expect.poll(() => advance(operationId, epoch), long).toBe("ended");
const view = async (of = acme, id = regionId) => {
  const found = await latestInstallation(of.as("viewer"), { regionId: id });
  if (found === null) throw new Error("there is no installation");
  return found;
};
async function plannedObjects(): Promise<KubeObject[]> {
  const [row] = await db().select().from(regions).where(eq(regions.id, regionId));
  const runtime = await regionRuntime(regionId);
  if (!row || !runtime) throw new Error("the region is not open");
  return (await planFor(row, runtime, acme.slug)).objects;
}
const watched = async (): Promise<string | undefined> =>
  /"WATCH_NAMESPACE","value":"([^"]*)"/.exec(JSON.stringify(await cluster.read(DEPLOYMENT)))?.[1];
const operator = async () => (await getRegion(acme.as("viewer"), { regionId })).summary.operator;

const trouble = (kind: string) =>
  fetch(`${sandbox.control}/trouble`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind }),
  });

/** Advances an operation in a process of its own that is killed at this point, as a crash would. */
async function dieAt(point: string, operationId: string): Promise<unknown> {
  const script = `
    import { subscribe } from "node:diagnostics_channel";
    import { advanceOperation } from "@/lib/services/operations/advance";
    import { provideSettings } from "@/lib/services/settings";
    provideSettings(${JSON.stringify(globalThis.gantrySettings)});
    subscribe("gantry:operation", ({ point }) => {
      process.stdout.write(point + "\\n");
      if (point === "${point}") process.kill(process.pid, "SIGKILL");
    });
    await advanceOperation("${operationId}", 1, () => new Date());`;
  const args = ["--conditions=react-server", "--import", "tsx", "--input-type=module", "--eval", script];
  return promisify(execFile)(process.execPath, args, { env: { ...env, NODE_ENV: "test" } }).catch(
    (error: unknown) => error,
  );
}

/** How often this process applied an object for real since the region was opened. */
async function applies(): Promise<number> {
  const ledger = (await regionRuntime(regionId))?.client.ledger() ?? [];
  return ledger.filter(({ verb }) => verb === "apply").reduce((sum, { calls }) => sum + calls, 0);
}

describe("the installation of the operator", () => {
  beforeAll(openSandbox);
  afterAll(closeSandbox);

  it("is shown in words and YAML, tried on the API server, and changes nothing until it is accepted", async () => {
    const shown = await plan();
    expect(shown).toMatchObject({
      version: "2.17.0-simulated",
      source: "comes with Gantry",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      refusal: null,
      byHand: expect.stringContaining("kubectl apply --server-side"),
    });
    expect(shown.words.map(({ title }) => title)).toContain("vitess-operator 2.17.0-simulated");
    expect(shown.yaml).toContain("value: gantry-system,gantry-acme");
    expect(shown.yaml).not.toMatch(/namespace: (default|example)/);
    const tried = await dryRun();
    expect(tried.objects.map(({ kind, state, detail }) => [kind, state, detail])).toEqual(
      shown.objects.map(({ kind, namespace }) =>
        namespace === null
          ? [kind, "dry-run-ok", null]
          : [kind, "waiting", `namespace ${namespace} comes first; checked when it exists`],
      ),
    );
    for (const object of await plannedObjects()) expect(await cluster.read(refOf(object))).toBeNull();
  });

  it("is an admin's, of the own organization", async () => {
    const input = { regionId, version: "2.17.0-simulated", key: randomUUID() };
    for (const verb of [planInstallation, dryRunInstallation, installOperator]) {
      const given = verb === installOperator ? input : { regionId };
      for (const role of ["viewer", "developer"] as const) {
        await expect(verb(acme.as(role), given)).rejects.toMatchObject({ code: "forbidden" });
      }
      await expect(verb(globex.as("owner"), given)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await db().select().from(operations)).toEqual([]);
    expect(await latestInstallation(globex.as("owner"), { regionId })).toBeNull();
  });

  it("is one operation for one form, and joins the one that runs", async () => {
    const { version } = await plan();
    const key = randomUUID();
    const install = (by: string) => installOperator(acme.as("admin"), { regionId, version, key: by });
    const first = await install(key);
    expect(await install(key)).toEqual(first);
    expect(await install(randomUUID())).toEqual(first);
    await expect(
      installOperator(acme.as("admin"), { regionId, version: "1.0.0", key: randomUUID() }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("killed between two objects goes on with the next: each is applied once, and the region says so", async () => {
    const operationId = await accept();
    expect(await dieAt("objects:7", operationId)).toMatchObject({
      signal: "SIGKILL",
      stdout: expect.stringMatching(/objects:6\nobjects:7\n$/),
    });
    const half = await view();
    expect(half.objects.filter(({ state }) => state === "applied")).toHaveLength(7);
    const before = await applies();
    await ends(operationId, 2);
    expect((await applies()) - before).toBe(half.objects.length - 7);

    const done = await view();
    expect(done).toMatchObject({ id: operationId, state: "succeeded", attention: null });
    expect(done.steps.map(({ state }) => state)).toEqual(["done", "done", "done", "done"]);
    expect(done.objects.every(({ state }) => state === "applied")).toBe(true);
    const labels = new Set<string | undefined>();
    for (const object of await plannedObjects()) {
      labels.add((await cluster.read(refOf(object)))?.metadata.labels?.["gantry/install"]);
    }
    expect([...labels]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(await watched()).toBe("gantry-system,gantry-acme");
    await expect.poll(operator, long).toEqual({ state: "ready", version: "2.17.0" });
    const rows = await db().select().from(audit).where(eq(audit.organizationId, acme.id));
    expect(rows.map(({ verb }) => verb)).toEqual(
      expect.arrayContaining(["region.install", "operation.succeeded"]),
    );
  });

  it("of a second organization adds its namespace to the operator and leaves the first one's", async () => {
    const other = await register(globex);
    expect((await plan(globex, other)).yaml).toContain("value: gantry-system,gantry-acme,gantry-globex");
    await ends(await accept(globex, other));
    expect(await watched()).toBe("gantry-system,gantry-acme,gantry-globex");
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      name: "vitess-operator-backup-storage",
    };
    for (const namespace of ["gantry-acme", "gantry-globex"]) {
      expect(await cluster.read({ ...role, namespace })).not.toBeNull();
    }
  });
});

describe("an installation in trouble", () => {
  beforeEach(openSandbox);
  afterEach(closeSandbox);

  it("waits through an outage, stops when another process has taken over, and ends there", async () => {
    const operationId = await accept();
    expect((await trouble("unreachable")).ok).toBe(true);
    expect(await advance(operationId)).toBe("again");
    expect((await view()).attention).toMatchObject({
      next: "Gantry tries again by itself; nothing is lost.",
    });
    expect((await trouble("reachable")).ok).toBe(true);

    const older = advance(operationId, 1);
    await expect.poll(async () => (await view()).objects.length, long).toBeGreaterThan(0);
    await db().update(operations).set({ leaseEpoch: 2 }).where(eq(operations.id, operationId));
    expect(await older).toBe("lost");
    expect(await cluster.read(DEPLOYMENT)).toBeNull();
    await ends(operationId, 2);
    expect(await view()).toMatchObject({ state: "succeeded", attention: null });
  });

  it("whose kinds are not served after five minutes says which, and goes on looking", async () => {
    const operationId = await accept();
    const applied = inArray(operationSteps.stepId, ["manifest", "objects"]);
    await db().update(operationSteps).set({ state: "done" }).where(applied);
    expect(await advance(operationId)).toBe("again");
    expect((await view()).attention).toBeNull();
    await db()
      .update(operations)
      .set({ createdAt: new Date(Date.now() - 6 * 60_000) });
    expect(await advance(operationId)).toBe("again");
    expect(await view()).toMatchObject({
      state: "needs-attention",
      attention: { because: expect.stringMatching(/^Not served: etcdlockservers\.planetscale\.com, /) },
    });
  });

  it("beside another organization's at the same time ends with both namespaces", async () => {
    const other = await register(globex);
    const [one, two] = [await accept(), await accept(globex, other)];
    await Promise.all([ends(one), ends(two)]);
    expect(await watched()).toBe("gantry-system,gantry-acme,gantry-globex");
  });
});

const foreignOperator = (): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "vitess-operator", namespace: "default", labels: { app: "vitess-operator" } },
  spec: {
    selector: { matchLabels: { app: "vitess-operator" } },
    template: {
      metadata: { labels: { app: "vitess-operator" } },
      spec: { containers: [{ name: "o", image: "planetscale/vitess-operator:v2.16.0" }] },
    },
  },
});

describe("what is not Gantry's to change", () => {
  beforeEach(openSandbox);
  afterEach(closeSandbox);

  it("another operator: refused in the plan, at the press, and in an operation that it overtook", async () => {
    const { version } = await plan();
    const late = await accept();
    await cluster.apply(foreignOperator());
    const words = expect.stringContaining("deployment vitess-operator in default");
    expect((await plan()).refusal).toEqual(words);
    await ends(late);
    expect(await view()).toMatchObject({
      state: "failed",
      attention: { state: "Nothing was installed.", because: words },
    });
    await expect(
      installOperator(acme.as("admin"), { regionId, version, key: randomUUID() }),
    ).rejects.toMatchObject({ code: "precondition", message: words });
    expect(await cluster.read({ apiVersion: "v1", kind: "Namespace", name: "gantry-acme" })).toBeNull();
  });

  it("another operator that came after a crash, between the manifest and the objects", async () => {
    const operationId = await accept();
    await dieAt("manifest:stored", operationId);
    await cluster.apply(foreignOperator());
    await ends(operationId, 2);
    expect(await view()).toMatchObject({ state: "failed", attention: { state: "Nothing was installed." } });
    expect(await cluster.read({ apiVersion: "v1", kind: "Namespace", name: "gantry-acme" })).toBeNull();
  });

  it("kinds that somebody else installed", async () => {
    const [definition] = (await plannedObjects()).filter(({ metadata }) =>
      metadata.name.startsWith("vitessclusters"),
    );
    if (!definition) throw new Error("the manifest holds no VitessCluster");
    await cluster.apply({ ...definition, metadata: { name: definition.metadata.name } });
    expect((await plan()).refusal).toContain("the kinds of planetscale.com, not made by this Gantry");
  });

  it("one object under one of the names: the dry run says so, the installation ends there and leaves it", async () => {
    const mine: KubeObject = {
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name: "vitess" },
      value: 7,
    };
    await cluster.apply(mine);
    const tried = (await dryRun()).objects.find(
      ({ kind, name }) => kind === "PriorityClass" && name === "vitess",
    );
    expect(tried).toMatchObject({ state: "refused", detail: "It exists, and this Gantry did not make it." });
    await ends(await accept());
    expect(await view()).toMatchObject({
      state: "failed",
      attention: {
        state: "PriorityClass vitess was not applied.",
        because: "It exists, and this Gantry did not make it.",
      },
    });
    expect(await cluster.read(refOf(mine))).toMatchObject({ value: 7 });
  });

  it("another cluster at the address: nothing is written to it", async () => {
    const operationId = await accept();
    await db().update(regions).set({ clusterUid: "the-one-before" }).where(eq(regions.id, regionId));
    expect(await advance(operationId)).toBe("again");
    expect((await view()).attention).toMatchObject({ state: "Nothing is written to this region." });
    expect(await applies()).toBe(0);
  });
});

describe("an account that may not install", () => {
  beforeEach(openSandbox);
  afterEach(closeSandbox);

  it("ends with the way by hand, and sees the operator come when that was gone", async () => {
    const { token } = await makeJoinAccount(cluster.client, "acme", ["base", "capacity"]);
    await closeAllRegions();
    await db().delete(regionCredentials);
    await storeCredential(db(), acme.id, regionId, cluster.endpointOf(token));
    const shown = await plan();
    expect(shown.refusal).toBeNull();
    const tried = await dryRun();
    expect(tried.objects.every(({ state, detail }) => state === "refused" && detail?.includes("403"))).toBe(
      true,
    );
    await ends(await accept());
    expect(await view()).toMatchObject({
      state: "failed",
      attention: {
        state: "Namespace gantry-system was not applied.",
        because: expect.stringContaining("403"),
        next: "This account may not install. Apply the YAML with wider rights; Gantry sees the operator come.",
      },
    });
    for (const object of await plannedObjects()) await cluster.apply(object);
    await expect.poll(operator, long).toEqual({ state: "ready", version: "2.17.0" });
    expect((await plan()).refusal).toBeNull();
  });

  it("and may not look either is told so instead of being trusted", async () => {
    await cluster.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "nobody", namespace: "default" },
    });
    const made = await cluster.client.json({
      method: "POST",
      path: "/api/v1/namespaces/default/serviceaccounts/nobody/token",
      body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
    });
    await closeAllRegions();
    await db().delete(regionCredentials);
    await storeCredential(
      db(),
      acme.id,
      regionId,
      cluster.endpointOf(String(Object(Object(made).status).token)),
    );
    expect((await plan()).refusal).toMatch(
      /^This account may not look whether an operator runs here\. .*403/,
    );
    await expect(accept()).rejects.toMatchObject({ code: "precondition" });
  });
});

describe("the manifest of a real cluster", () => {
  beforeAll(openSandbox);
  afterAll(closeSandbox);

  it("is refused when it is not the one that the catalogue knows", async () => {
    await db().update(regions).set({ simulated: false }).where(eq(regions.id, regionId));
    const dir = join(folder, "operators");
    mkdirSync(dir);
    writeFileSync(join(dir, "operator-v2.17.0.yaml"), "kind: List\n");
    settings(dir);
    await expect(plan()).rejects.toMatchObject({
      code: "precondition",
      message: "The manifest of operator 2.17.0 is not the one that Gantry knows.",
      next: expect.stringMatching(
        /^Expected SHA-256 2aff85fc[0-9a-f]+, got [0-9a-f]{64}\. Nothing was applied\.$/,
      ),
    });
  });

  it("is none for a Kubernetes outside of the matrix", async () => {
    await db()
      .update(regions)
      .set({ simulated: false, kubernetesVersion: "v1.29.3" })
      .where(eq(regions.id, regionId));
    await expect(plan()).rejects.toMatchObject({
      code: "precondition",
      message: expect.stringMatching(
        /^Kubernetes v1\.29\.3 fits no operator .* needs Kubernetes 1\.32 to 1\.35/,
      ),
    });
  });
});
