import { inspect } from "node:util";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, regionCredentials, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { whoAmI } from "@/lib/kube/access-review";
import { startApi, type Api } from "@/lib/sandbox/api/server";
import { credentialFacts, openCredential, storeCredential } from "@/lib/services/regions/credential";
import { disconnectRegion } from "@/lib/services/regions/disconnect";
import { renewTokenWhenDue } from "@/lib/services/regions/renew-token";
import {
  closeAllRegions,
  refreshCredentials,
  regionRuntime,
  type RegionRuntime,
} from "@/lib/services/regions/runtime";
import { provideReports } from "@/lib/services/report";
import { accessCluster, type ClusterAccess } from "@/lib/services/testing/cluster-access";
import { makeJoinAccount } from "@/lib/services/testing/join-account";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertRegion } from "@/lib/services/testing/rows";
import { testSettings } from "@/lib/services/testing/settings";

const HOUR = 3_600_000;
const MINUTE = 60_000;

let postgres: TestPostgres;
let api: Api;
let acme: TestOrganization;
let cluster: ClusterAccess;
const notices: string[] = [];
/** Of the API server and of Gantry: moved by the test, so that a day passes at once. */
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

beforeAll(async () => {
  postgres = await startTestPostgres();
  api = await startApi({ port: 0, dataFile: null, now: clock.now });
  acme = await makeOrganization("acme");
  cluster = await accessCluster(api.kubeconfig("admin"));
  testSettings({ allowedLoopback: cluster.allowedLoopback });
  provideReports({
    failure: (error, about) => notices.push(inspect([error, about], { depth: 9 })),
    notice: (message) => notices.push(message),
  });
});
beforeEach(async () => {
  clock.ahead = 0;
  notices.length = 0;
  await closeAllRegions();
  for (const table of [regionCredentials, regions]) await db().delete(table);
});
afterEach(() => closeAllRegions());
afterAll(async () => {
  await cluster.close();
  await api.close();
  await postgres.stop();
});

/** A region of this token, opened and live. */
async function regionOf(token: string, expiresAt: number | null): Promise<RegionRuntime> {
  const regionId = await insertRegion(acme, "one", cluster.uid);
  await storeCredential(db(), acme.id, regionId, cluster.endpointOf(token, expiresAt));
  const runtime = await regionRuntime(regionId);
  if (runtime === null) throw new Error("the region did not open");
  await expect.poll(() => runtime.hub.snapshot().state.kind, { timeout: 10_000 }).toBe("live");
  return runtime;
}

async function joined(lifeSeconds = 24 * 3600): Promise<RegionRuntime> {
  const { token, expiresAt } = await makeJoinAccount(
    cluster.client,
    "acme",
    ["base", "capacity"],
    lifeSeconds,
  );
  return regionOf(token, expiresAt);
}

const look = (runtime: RegionRuntime, spread = 0) =>
  renewTokenWhenDue(runtime, new Date(clock.now()), spread);
const storedToken = async (runtime: RegionRuntime): Promise<string> => {
  const auth = (await openCredential(runtime.organizationId, runtime.regionId))?.endpoint.auth;
  return auth?.kind === "token" ? auth.token.reveal() : "";
};
const renewals = (runtime: RegionRuntime) =>
  db().select().from(audit).where(eq(audit.objectId, runtime.regionId));

describe("the token of a region", () => {
  it("is renewed at half of its life: sealed, audited, and used without a new connection", async () => {
    const runtime = await joined();
    const old = await storedToken(runtime);
    expect(await look(runtime)).toBe(MINUTE);
    clock.ahead = 12 * HOUR - MINUTE;
    await look(runtime);
    expect(await storedToken(runtime)).toBe(old);

    clock.ahead = 12 * HOUR + MINUTE;
    await look(runtime);
    const fresh = await storedToken(runtime);
    expect(fresh).not.toBe(old);
    const facts = await credentialFacts(runtime);
    expect(facts?.renewedAt).toBeGreaterThan(facts?.addedAt ?? Infinity);
    expect((facts?.expiresAt ?? 0) - clock.now()).toBeGreaterThan(23.9 * HOUR);
    const rows = await renewals(runtime);
    expect(rows).toEqual([
      expect.objectContaining({
        organizationId: acme.id,
        actorId: null,
        actor: "gantry",
        verb: "region.renew-token",
        detail: { expiresAt: new Date(facts?.expiresAt ?? 0).toISOString() },
      }),
    ]);
    expect(`${JSON.stringify(rows)} ${notices.join(" ")}`).not.toContain(fresh);

    // The old one ends; the client, opened with it, goes on, and so does the watch.
    clock.ahead = 25 * HOUR;
    const subject = await whoAmI(runtime.client);
    expect(subject.username).toBe("system:serviceaccount:gantry-system:gantry-acme");
    await cluster.apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "gantry-acme" },
      spec: { containers: [{ name: "c", image: "i" }] },
    });
    await expect
      .poll(() => runtime.hub.snapshot().pods.map(({ name }) => name), { timeout: 10_000 })
      .toContain("p");
    expect(runtime.hub.snapshot().state.kind).toBe("live");
  });

  it("is renewed again and again, each time from the life that was granted", async () => {
    const runtime = await joined(3600);
    clock.ahead = 29 * MINUTE;
    await look(runtime);
    expect(await renewals(runtime)).toHaveLength(0);
    for (const [at, count] of [
      [31 * MINUTE, 1],
      [12 * HOUR, 1],
      [13 * HOUR, 2],
      [26 * HOUR, 3],
    ] as const) {
      clock.ahead = at;
      await look(runtime);
      expect(await renewals(runtime)).toHaveLength(count);
    }
  });

  it("is spread: a region with another share of chance comes later", async () => {
    const runtime = await joined();
    clock.ahead = 13 * HOUR;
    await look(runtime, 0.9);
    expect(await renewals(runtime)).toHaveLength(0);
    clock.ahead = 14.3 * HOUR;
    await look(runtime, 0.9);
    expect(await renewals(runtime)).toHaveLength(1);
  });

  it("that two processes renew at once is stored once", async () => {
    const runtime = await joined();
    clock.ahead = 13 * HOUR;
    await Promise.all([look(runtime), look(runtime), look(runtime)]);
    expect(await renewals(runtime)).toHaveLength(1);
    expect((await whoAmI(runtime.client)).username).toContain("gantry");
  });

  it("that another process renewed is taken up by this one", async () => {
    const runtime = await joined();
    const held = globalThis.gantryRegions;
    globalThis.gantryRegions = new Map();
    const other = await regionRuntime(runtime.regionId);
    clock.ahead = 13 * HOUR;
    if (other === null) throw new Error("the region did not open twice");
    await expect.poll(() => other.hub.snapshot().state.kind, { timeout: 10_000 }).toBe("live");
    await look(other);
    await closeAllRegions();
    globalThis.gantryRegions = held;
    await refreshCredentials();
    clock.ahead = 25 * HOUR;
    expect((await whoAmI(runtime.client)).username).toContain("gantry");
  });

  it("of another account is left alone", async () => {
    await cluster.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "mine", namespace: "default" },
    });
    const [, token = ""] = /token: (\S+)/.exec(api.kubeconfig("system:serviceaccount:default:mine")) ?? [];
    await cluster.apply({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "mine" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "ServiceAccount", name: "mine", namespace: "default" }],
    });
    const runtime = await regionOf(token, clock.now() + HOUR);
    clock.ahead = 40 * MINUTE;
    expect(await look(runtime)).toBe(10 * MINUTE);
    expect(await storedToken(runtime)).toBe(token);
    expect(await renewals(runtime)).toHaveLength(0);
  });

  it("without the right to renew itself is tried rarely, with the cluster's words in the log", async () => {
    const runtime = await joined();
    await cluster.remove(
      "/apis/rbac.authorization.k8s.io/v1/namespaces/gantry-system/rolebindings/gantry-acme",
    );
    clock.ahead = 13 * HOUR;
    expect(await look(runtime)).toBe(10 * MINUTE);
    expect(notices.join(" ")).toMatch(/region token not renewed: .*403/);
    expect(await renewals(runtime)).toHaveLength(0);
  });

  it("without an end is left as it is", async () => {
    const { token } = await makeJoinAccount(cluster.client, "acme", ["base"]);
    const runtime = await regionOf(token, null);
    clock.ahead = 20 * HOUR;
    expect(await look(runtime)).toBe(MINUTE);
    expect(await storedToken(runtime)).toBe(token);
  });

  it("of a region that was disconnected meanwhile does not come back", async () => {
    const runtime = await joined();
    clock.ahead = 13 * HOUR;
    const renewing = look(runtime);
    await disconnectRegion(acme.as("admin"), { regionId: runtime.regionId, typedName: "one" });
    await renewing.catch(() => undefined);
    expect(await db().select().from(regionCredentials)).toEqual([]);
    expect(await look(runtime)).toBe(MINUTE);
  });
});
