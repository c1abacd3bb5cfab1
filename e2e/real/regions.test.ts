import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { operations, operationSteps, regionCredentials, regions } from "@/drizzle/schema/tables";
import { plainEnvironment } from "@/e2e/real/guarded-process";
import { startRealControlPlane, type RealControlPlane } from "@/e2e/real/launcher";
import type { CheckResult } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { permissionRules, type Pack } from "@/lib/domain/region/permissions";
import { wantedAccess } from "@/lib/domain/region/wanted-access";
import { reviewAccess, type Access } from "@/lib/kube/access-review";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { readJoinBundle } from "@/lib/kube/intake";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { refOf } from "@/lib/kube/read-object";
import { reviewAccesses } from "@/lib/kube/review-accesses";
import { requestToken } from "@/lib/kube/token-request";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { latestInstallation } from "@/lib/services/operations/latest-installation";
import { checkRegion } from "@/lib/services/regions/check";
import { credentialFacts } from "@/lib/services/regions/credential";
import { dryRunInstallation, installOperator, planInstallation } from "@/lib/services/regions/install";
import { makeJoin, useJoinCode } from "@/lib/services/regions/join";
import { planFor } from "@/lib/services/regions/operator-plan";
import { registerRegion } from "@/lib/services/regions/register";
import { renewTokenWhenDue } from "@/lib/services/regions/renew-token";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { accessCluster, type ClusterAccess } from "@/lib/services/testing/cluster-access";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { testSettings } from "@/lib/services/testing/settings";

const HOUR = 3_600_000;
const MANIFESTS = resolve("..", "shared", "vitess-operator");

let plane: RealControlPlane;
let postgres: TestPostgres;
let cluster: ClusterAccess;
let acme: TestOrganization;
let globex: TestOrganization;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gantry-regions-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  plane = await startRealControlPlane({ dir: join(folder, "plane") });
  const [binary] = plane.kubectlCommand;
  writeFileSync(join(bin, "kubectl"), `#!/bin/sh\nexec ${binary} kubectl "$@"\n`);
  chmodSync(join(bin, "kubectl"), 0o755);
  postgres = await startTestPostgres();
  await startJobs([OPERATION_QUEUE], () => undefined);
  acme = await makeOrganization("acme");
  globex = await makeOrganization("globex");
  cluster = await accessCluster(readFileSync(plane.kubeconfig, "utf8"));
  testSettings({ allowedLoopback: cluster.allowedLoopback, operatorDir: MANIFESTS });
});
afterEach(async () => {
  await closeAllRegions();
  for (const table of [operationSteps, operations, regionCredentials, regions]) await db().delete(table);
});
afterAll(async () => {
  await cluster.close();
  await stopJobs();
  await postgres.stop();
  await plane.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a script as `curl … | sh` does: by its standard input, with the kubectl of the cluster's release. */
function sh(script: string, kubeconfig = plane.kubeconfig): Promise<Ran> {
  const path = `${join(folder, "bin")}:/usr/bin:/bin`;
  const child = spawn("sh", [], {
    env: { ...plainEnvironment(), PATH: path, KUBECONFIG: kubeconfig, HOME: folder },
  });
  const ran: Ran = { code: null, out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (ran.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (ran.err += text));
  child.stdin.end(script);
  return new Promise((done) => child.once("close", (code) => done({ ...ran, code })));
}

async function joinAs(of: TestOrganization, packs: ("capacity" | "metrics")[]): Promise<Ran> {
  const { url } = await makeJoin(of.as("admin"), { packs });
  const script = await useJoinCode(url.split("/").at(-1) ?? "", new Date());
  return sh(script ?? "exit 9");
}

function endpointOf(line: string): RegionEndpoint {
  const read = readJoinBundle(line);
  if (!read.ok) throw new Error("the join line is refused");
  return read.endpoint;
}

async function registerJoined(packs: ("capacity" | "metrics")[], of = acme): Promise<string> {
  const { out } = await joinAs(of, packs);
  return (await registerRegion(of.as("admin"), { kind: "join", name: "one", bundle: out })).regionId;
}

async function runtimeOf(regionId: string) {
  const runtime = await regionRuntime(regionId);
  if (runtime === null) throw new Error("the region did not open");
  return runtime;
}

/** The path of a kubeconfig like the administrator's, with a token instead of its certificate. */
function kubeconfigOf(token: string): string {
  const path = join(folder, "account.kubeconfig");
  const admin = readFileSync(plane.kubeconfig, "utf8");
  const certificate = /client-certificate-data:[^\n]*\n\s*client-key-data:[^\n]*/;
  writeFileSync(path, admin.replace(certificate, `token: ${token}`));
  return path;
}

/** `resource [name] [verbs]` of each rule that the account holds, without what everybody may. */
async function listed(line: string, namespace: string): Promise<string[]> {
  const { auth } = endpointOf(line);
  const kubeconfig = kubeconfigOf(auth.kind === "token" ? auth.token.reveal() : "");
  const asked = ["auth", "can-i", "--list", "--no-headers", `--namespace=${namespace}`];
  const text = await plane.kubectl([...asked, `--kubeconfig=${kubeconfig}`]);
  const rules = text.split("\n").flatMap((row) => {
    const [, resource = "", names = "", verbs = ""] =
      /^(\S+)\s+\[.*?\]\s+\[(.*?)\]\s+\[(.*?)\]$/.exec(row.trim()) ?? [];
    return resource === "" || resource.startsWith("selfsubject") ? [] : [`${resource} [${names}] [${verbs}]`];
  });
  return [...new Set(rules)].toSorted();
}

/** The same lines from the table of permissions. */
function tabled(packs: readonly Pack[], scopes: readonly string[]): string[] {
  const rules = permissionRules("gantry-acme")
    .filter(({ pack, scope }) => packs.includes(pack) && scopes.includes(scope))
    .flatMap(({ resources, apiGroup, resourceNames = [""], verbs }) =>
      resources.flatMap((resource) => {
        const [plural = "", subresource] = resource.split("/");
        const kind = apiGroup === "" ? plural : `${plural}.${apiGroup}`;
        const shown = subresource === undefined ? kind : `${kind}/${subresource}`;
        return resourceNames.map((name) => `${shown} [${name}] [${verbs.join(" ")}]`);
      }),
    );
  return [...new Set(rules)].toSorted();
}

describe("the join script, run by sh with kubectl", () => {
  test("prints one line that registers the cluster, and says nothing secret beside it", async () => {
    const ran = await joinAs(acme, ["capacity", "metrics"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^gantry-join:[A-Za-z0-9+/=]+\n$/);
    expect(ran.err).toMatch(/^Context: \S+\n/);
    expect(ran.err).toContain("serviceaccount/gantry-acme serverside-applied");
    const endpoint = endpointOf(ran.out);
    if (endpoint.auth.kind !== "token") throw new Error("no token");
    expect(ran.err).not.toContain(endpoint.auth.token.reveal().slice(0, 30));
    expect(endpoint.server).toBe(plane.url);

    const { regionId } = await registerRegion(acme.as("admin"), {
      kind: "join",
      name: "one",
      bundle: ran.out,
    });
    const facts = await credentialFacts(await runtimeOf(regionId));
    expect(Math.abs((facts?.expiresAt ?? 0) - (Date.now() + 24 * HOUR))).toBeLessThan(HOUR);
  });

  test("can be run again, and fails with kubectl's words where the caller may not", async () => {
    expect((await joinAs(acme, [])).code).toBe(0);
    const account = { namespace: "default", name: "default" };
    const poor = kubeconfigOf((await requestToken(cluster.client, account, 3600)).token.reveal());
    const { script } = await makeJoin(acme.as("admin"), { packs: [] });
    const ran = await sh(script, poor);
    expect(ran.code).not.toBe(0);
    expect(ran.out).toBe("");
    expect(ran.err).toContain("forbidden");
  });

  test("finds the CA in the cluster when the caller's kubeconfig trusts anybody", async () => {
    const trusting = join(folder, "trusting.kubeconfig");
    const admin = readFileSync(plane.kubeconfig, "utf8");
    writeFileSync(
      trusting,
      admin.replace(/certificate-authority-data:[^\n]*/, "insecure-skip-tls-verify: true"),
    );
    const { script } = await makeJoin(acme.as("admin"), { packs: [] });
    const ran = await sh(script, trusting);
    expect(endpointOf(ran.out).caPem).toBe(endpointOf((await joinAs(acme, [])).out).caPem);
  });

  test("that was cut on its way runs nothing", async () => {
    const { script } = await makeJoin(globex.as("admin"), { packs: [] });
    for (const part of [0.3, 0.6, 0.95]) {
      const ran = await sh(script.slice(0, Math.floor(script.length * part)));
      expect(ran.out).toBe("");
    }
    expect(await cluster.read({ apiVersion: "v1", kind: "Namespace", name: "gantry-globex" })).toBeNull();
  });

  test.each([
    ["base alone", [] as const],
    ["all packs", ["capacity", "metrics"] as const],
  ])("grants with %s exactly what the table says, in each place", async (_name, packs) => {
    const line = (await joinAs(acme, [...packs])).out;
    const all: Pack[] = ["base", ...packs];
    expect(await listed(line, "gantry-acme")).toEqual(tabled(all, ["cluster", "databases"]));
    expect(await listed(line, "gantry-system")).toEqual(tabled(all, ["cluster", "system"]));
    expect(await listed(line, "default")).toEqual(tabled(all, ["cluster"]));
  });

  test("is undone by the lines that stand beside it", async () => {
    const { script, undo } = await makeJoin(acme.as("admin"), { packs: ["capacity"] });
    const line = (await sh(script)).out;
    const undone = await sh(`set -e\n${undo}\n`);
    expect(undone).toMatchObject({ code: 0, err: "" });
    await expect(
      registerRegion(acme.as("admin"), { kind: "join", name: "one", bundle: line }),
    ).rejects.toMatchObject({ code: "cluster_refused", message: expect.stringContaining("401") });
  });
});

const stateOf = (checks: readonly CheckResult[]) =>
  Object.fromEntries(checks.map(({ id, state }) => [id, state]));

describe("the preflight on a real API server", () => {
  test.each([
    ["all packs", ["capacity", "metrics"] as const, { P2: "pass", P3: "pass", P10: "fail" }],
    ["base alone", [] as const, { P2: "pass", P3: "warn", P10: "not-read" }],
  ])("with %s takes under three seconds and says what is", async (_name, packs, expected) => {
    const regionId = await registerJoined([...packs]);
    const before = performance.now();
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(performance.now() - before).toBeLessThan(3000);
    expect(stateOf(checks)).toMatchObject({
      P1: "pass",
      P4: "pass",
      P5: "pass",
      P6: "warn",
      // No storage class, no node.
      P7: "fail",
      P8: "warn",
      P9: "fail",
      ...expected,
    });
    expect(checks.find(({ id }) => id === "P2")?.result).toBe("token, expires in 23 h, renews itself");
  });

  test("reads rules as single reviews would answer, for accounts of every sort", async () => {
    await joinAs(acme, []);
    const rbac = "rbac.authorization.k8s.io";
    const bind = (kind: string, name: string, namespace: string | undefined, role: string) =>
      cluster.apply({
        apiVersion: `${rbac}/v1`,
        kind,
        metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
        subjects: [{ kind: "ServiceAccount", name, namespace: "default" }],
      });
    for (const name of ["everything", "everything-here", "viewing", "nothing"]) {
      await cluster.apply({
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name, namespace: "default" },
      });
    }
    await bind("ClusterRoleBinding", "everything", undefined, "cluster-admin");
    await bind("RoleBinding", "everything-here", "gantry-acme", "cluster-admin");
    await bind("ClusterRoleBinding", "viewing", undefined, "view");
    const wanted = wantedAccess("gantry-acme").map(
      ({ verb, apiGroup, resource, namespace, name }): Access => ({
        verb,
        apiGroup,
        resource,
        ...(namespace === null ? {} : { namespace }),
        ...(name === null ? {} : { name }),
      }),
    );
    // One of each resource and place is enough to ask for singly: ten requests a second.
    const asked = wanted.filter(
      (each, index) =>
        wanted.findIndex(
          (other) => other.resource === each.resource && other.namespace === each.namespace,
        ) === index,
    );
    for (const [namespace, name] of [
      ["default", "everything"],
      ["default", "everything-here"],
      ["default", "viewing"],
      ["default", "nothing"],
      ["gantry-system", "gantry-acme"],
    ] as const) {
      const { token } = await requestToken(cluster.client, { namespace, name }, 3600);
      const { allowedLoopback } = cluster;
      const client = createGuardedClient(cluster.endpointOf(token.reveal()), {
        allowedLoopback,
        userAgent: "test",
      });
      const byRules = await reviewAccesses(client, asked);
      const singly: boolean[] = [];
      for (const access of asked) singly.push((await reviewAccess(client, access)).allowed);
      expect({ name, answers: byRules }).toEqual({ name, answers: singly });
      await client.close();
    }
  });
});

describe("the token of a real service account", () => {
  test("is renewed by itself, and the watch goes on", async () => {
    const regionId = await registerJoined(["capacity"]);
    const runtime = await runtimeOf(regionId);
    await expect.poll(() => runtime.hub.snapshot().state.kind, { timeout: 20_000 }).toBe("live");
    const before = await credentialFacts(runtime);
    await renewTokenWhenDue(runtime, new Date(Date.now() + 13 * HOUR), 0);
    const after = await credentialFacts(runtime);
    expect(after?.addedAt).toBe(before?.addedAt);
    expect(after?.renewedAt).not.toBeNull();
    expect(after?.expiresAt).toBeGreaterThanOrEqual(before?.expiresAt ?? Infinity);
    const nodes = runtime.hub.snapshot().nodes.length;
    await cluster.apply({ apiVersion: "v1", kind: "Node", metadata: { name: "n1" }, spec: {} });
    await expect.poll(() => runtime.hub.snapshot().nodes.length, { timeout: 10_000 }).toBe(nodes + 1);
    await cluster.remove("/api/v1/nodes/n1");
  });
});

describe("the real operator's manifest", () => {
  test.skipIf(!existsSync(MANIFESTS) && process.env.CI !== "true")(
    "is accepted object by object, twice without a change, and its kinds are served (needs ../shared/vitess-operator)",
    async () => {
      const { regionId } = await registerRegion(acme.as("admin"), {
        kind: "kubeconfig",
        name: "one",
        kubeconfig: readFileSync(plane.kubeconfig, "utf8"),
      });
      const plan = await planInstallation(acme.as("admin"), { regionId });
      expect(plan).toMatchObject({ version: "2.17.0", refusal: null });
      const tried = await dryRunInstallation(acme.as("admin"), { regionId });
      expect(tried.objects.filter(({ state }) => state === "refused")).toEqual([]);

      const install = async (key: string) => {
        const { operationId } = await installOperator(acme.as("admin"), { regionId, version: "2.17.0", key });
        const steps = async () => {
          await advanceOperation(operationId, 1, () => new Date());
          const view = await latestInstallation(acme.as("viewer"), { regionId });
          return view?.steps.map(({ state }) => state);
        };
        // No node is here, so the operator's pod does not come.
        await expect.poll(steps, { timeout: 60_000 }).toEqual(["done", "done", "done", "running"]);
        await db().update(operations).set({ state: "cancelled", endedAt: new Date() });
      };
      const [row] = await db().select().from(regions);
      if (!row) throw new Error("no region");
      const versions = async () => {
        const { objects } = await planFor(row, await runtimeOf(regionId), acme.slug);
        return Promise.all(
          objects
            .filter(({ kind }) => kind !== "Deployment" && kind !== "CustomResourceDefinition")
            .map(async (object) => (await cluster.read(refOf(object)))?.metadata.resourceVersion),
        );
      };
      await install("first-key");
      const first = await versions();
      expect(first.every((version) => version !== undefined)).toBe(true);
      await install("second-key");
      expect(await versions()).toEqual(first);
      const kinds = await plane.kubectl(["get", "crd", "--output=name"]);
      expect(kinds.match(/planetscale\.com/g)).toHaveLength(8);
    },
  );
});
