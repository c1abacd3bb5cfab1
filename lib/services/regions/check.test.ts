import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, rateLimits, regionCredentials, regions } from "@/drizzle/schema/tables";
import type { CheckResult } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { wantedAccess } from "@/lib/domain/region/wanted-access";
import { requestToken } from "@/lib/kube/token-request";
import { startSandbox, type Sandbox } from "@/lib/sandbox/sandbox";
import { checkRegion } from "@/lib/services/regions/check";
import { storeCredential } from "@/lib/services/regions/credential";
import { getRegion } from "@/lib/services/regions/detail";
import { registerRegion } from "@/lib/services/regions/register";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { accessCluster, type ClusterAccess } from "@/lib/services/testing/cluster-access";
import { joinBundle, makeJoinAccount } from "@/lib/services/testing/join-account";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertRegion } from "@/lib/services/testing/rows";
import { testSettings } from "@/lib/services/testing/settings";

let postgres: TestPostgres;
let sandbox: Sandbox;
let folder: string;
let acme: TestOrganization;
let globex: TestOrganization;
let cluster: ClusterAccess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gantry-check-"));
  [postgres, sandbox] = await Promise.all([startTestPostgres(), startSandbox({ dir: folder, speed: 20 })]);
  acme = await makeOrganization("acme");
  globex = await makeOrganization("globex");
  cluster = await accessCluster(readFileSync(sandbox.kubeconfig, "utf8"));
});
beforeEach(() => testSettings({ allowedLoopback: cluster.allowedLoopback }));
afterEach(async () => {
  await closeAllRegions();
  for (const table of [regionCredentials, regions, rateLimits]) await db().delete(table);
});
afterAll(async () => {
  await cluster.close();
  await sandbox.close();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

const stateOf = (checks: readonly CheckResult[]) =>
  Object.fromEntries(checks.map(({ id, state }) => [id, state]));
const found = (checks: readonly CheckResult[], id: string) => checks.find((each) => each.id === id);

/** How many reviews of rights this process asked for since the region was opened. */
async function reviewsOf(regionId: string): Promise<number> {
  const ledger = (await regionRuntime(regionId))?.client.ledger() ?? [];
  return ledger.filter(({ verb }) => verb === "review").reduce((sum, { calls }) => sum + calls, 0);
}

async function registerJoined(packs: ("base" | "capacity" | "metrics")[]): Promise<string> {
  const { token } = await makeJoinAccount(cluster.client, "acme", packs);
  const bundle = joinBundle(cluster.endpoint, token);
  return (await registerRegion(acme.as("admin"), { kind: "join", name: "one", bundle })).regionId;
}

/** A region of the join account whose token ends, as the JWT of a real API server says. */
async function regionOfJoinAccount(): Promise<string> {
  const packs = ["base", "capacity", "metrics"] as const;
  const { token, expiresAt } = await makeJoinAccount(cluster.client, "acme", packs);
  const regionId = await insertRegion(acme, "one", cluster.uid);
  await storeCredential(db(), acme.id, regionId, cluster.endpointOf(token, expiresAt));
  return regionId;
}

describe("the preflight", () => {
  it("of an administrator's kubeconfig in a fresh cluster: all but the credential passes", async () => {
    const { regionId } = await registerRegion(acme.as("admin"), {
      kind: "kubeconfig",
      name: "one",
      kubeconfig: readFileSync(sandbox.kubeconfig, "utf8"),
    });
    const checks = await checkRegion(acme.as("admin"), { regionId });
    // Ten calls a second: rights of three places and the account in one each, whatever the table holds.
    expect(await reviewsOf(regionId)).toBe(4);
    expect(stateOf(checks)).toEqual({
      P1: "pass",
      P2: "warn",
      P3: "pass",
      P4: "pass",
      P5: "pass",
      P6: "pass",
      P7: "pass",
      P8: "pass",
      P9: "pass",
      P10: "pass",
    });
    expect(found(checks, "P1")?.result).toMatch(/^\d+ ms · certificate until \d+ \w+ \d{4}$/);
    expect(found(checks, "P3")?.result).toBe(
      `${wantedAccess("gantry-acme").length} of ${wantedAccess("gantry-acme").length} allowed`,
    );
    expect(found(checks, "P4")?.result).toContain("1.35.4 fits operator 2.17.0");
    expect(found(checks, "P8")?.result).toContain("3 by");
    expect(found(checks, "P10")?.result).toMatch(/Large × \d in eu-sim-1a, .*eu-sim-1c/);
    const region = await getRegion(acme.as("viewer"), { regionId });
    expect(region.checks).toEqual(checks);
    expect(region.checkedAt).not.toBeNull();
    const [row] = await db().select().from(audit).where(eq(audit.verb, "region.check"));
    expect(row).toMatchObject({
      objectId: regionId,
      detail: expect.objectContaining({ P1: "pass", P2: "warn" }),
    });
  });

  it("of the join account with all packs: P2 and P3 pass, P6 leaves the installing to wider rights", async () => {
    const checks = await checkRegion(acme.as("admin"), { regionId: await regionOfJoinAccount() });
    expect(stateOf(checks)).toMatchObject({ P2: "pass", P3: "pass", P6: "warn", P10: "pass" });
    expect(found(checks, "P2")?.result).toBe("token, expires in 23 h, renews itself");
    expect(found(checks, "P6")?.evidence).not.toContain("Namespace gantry-acme is not there.");
  });

  it("of the join account with base alone: P3 warns with what is lost, P10 is not read", async () => {
    await cluster.remove("/apis/rbac.authorization.k8s.io/v1/clusterroles/gantry-acme");
    const checks = await checkRegion(acme.as("admin"), { regionId: await registerJoined(["base"]) });
    expect(stateOf(checks)).toMatchObject({
      P3: "warn",
      P7: "pass",
      P8: "pass",
      P9: "pass",
      P10: "not-read",
    });
    expect(found(checks, "P3")?.evidence).toEqual([
      "Without capacity: plans cannot count room.",
      "Without metrics by pod proxy: no lag, no query charts.",
      "Missing: get, list, watch pods",
      "Missing: get pods/proxy in gantry-acme",
    ]);
    expect(found(checks, "P3")?.fix?.command).toContain(
      '# ClusterRole\nrules:\n- {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}',
    );
  });

  it("does not take a role of the namespace for a cluster-wide right", async () => {
    const name = "pods-everywhere";
    const rbac = "rbac.authorization.k8s.io";
    await cluster.apply({
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
    });
    const regionId = await registerJoined(["base"]);
    await cluster.apply({
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: { name, namespace: "gantry-acme" },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", name: "gantry-acme", namespace: "gantry-system" }],
    });
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(found(checks, "P3")?.evidence).toContain("Missing: get, list, watch pods");
  });

  it("names the quota that keeps a tablet out", async () => {
    const regionId = await regionOfJoinAccount();
    const quota = await cluster.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "team", namespace: "gantry-acme" },
      spec: { hard: { "requests.cpu": "2" } },
    });
    expect(quota.metadata.uid).toBeDefined();
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(found(checks, "P10")).toMatchObject({
      state: "warn",
      evidence: expect.arrayContaining([
        expect.stringMatching(/^ResourceQuota team: .* of 2 CPU requests.cpu used$/),
      ]),
    });
    await cluster.remove("/api/v1/namespaces/gantry-acme/resourcequotas/team");
  });

  it("of an account that may next to nothing hides no check behind another", async () => {
    await cluster.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "nobody", namespace: "default" },
    });
    const account = { namespace: "default", name: "nobody" };
    const token = (await requestToken(cluster.client, account, 3600)).token.reveal();
    const regionId = await insertRegion(acme, "nobody", cluster.uid);
    await storeCredential(db(), acme.id, regionId, cluster.endpointOf(token));
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(stateOf(checks)).toEqual({
      P1: "pass",
      P2: "warn",
      P3: "fail",
      P4: "pass",
      P5: "not-read",
      P6: "not-read",
      P7: "not-read",
      P8: "not-read",
      P9: "not-read",
      P10: "not-read",
    });
    expect(found(checks, "P7")?.result).toBe("this account may not list storageclasses");
    expect(found(checks, "P5")?.result).toContain("403");
  });

  it("of a region that does not answer fails P1 with the layer, and claims nothing of the rest", async () => {
    const regionId = await regionOfJoinAccount();
    testSettings({ allowedLoopback: [] });
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(found(checks, "P1")).toMatchObject({
      state: "fail",
      result: expect.stringMatching(/^Gantry may not dial this address/),
    });
    expect(found(checks, "P2")?.result).toContain("token, expires in 23 h");
    expect(checks.slice(1).every(({ state }) => state === "not-read")).toBe(true);
    expect(checks).toHaveLength(10);
  });

  it("of another cluster at the same address claims nothing of it", async () => {
    const regionId = await regionOfJoinAccount();
    await db().update(regions).set({ clusterUid: "the-one-before" }).where(eq(regions.id, regionId));
    const checks = await checkRegion(acme.as("admin"), { regionId });
    expect(found(checks, "P1")).toMatchObject({
      state: "fail",
      result: expect.stringMatching(
        /^Another cluster answers at this address: .* registered was the-one-before\.$/,
      ),
    });
    expect(checks.slice(1).every(({ state }) => state === "not-read")).toBe(true);
  });

  it("is an admin's, of the own organization", async () => {
    const regionId = await regionOfJoinAccount();
    for (const role of ["viewer", "developer"] as const) {
      await expect(checkRegion(acme.as(role), { regionId })).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(checkRegion(globex.as("owner"), { regionId })).rejects.toMatchObject({ code: "not_found" });
  });
});
