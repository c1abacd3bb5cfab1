import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, regionCredentials } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { workRegion } from "@/lib/engine/region-work";
import { until } from "@/lib/kube/testing/until";
import { startApi, type Api } from "@/lib/sandbox/api/server";
import { storeCredential } from "@/lib/services/regions/credential";
import { closeAllRegions, regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";
import { accessCluster, type ClusterAccess } from "@/lib/services/testing/cluster-access";
import { makeJoinAccount } from "@/lib/services/testing/join-account";
import { makeOrganization } from "@/lib/services/testing/people";
import { insertRegion } from "@/lib/services/testing/rows";
import { testSettings } from "@/lib/services/testing/settings";

const renewals = async (): Promise<number> =>
  (await db().select().from(audit).where(eq(audit.verb, "region.renew-token"))).length;

describe("the work for a region", () => {
  let postgres: TestPostgres;
  let api: Api;
  let cluster: ClusterAccess;
  let runtime: RegionRuntime;
  const workUnder = (epoch: number | null) =>
    workRegion(runtime, { epochOf: () => epoch, stop: () => Promise.resolve() });

  beforeAll(async () => {
    postgres = await startTestPostgres();
    api = await startApi({ port: 0, dataFile: null });
    cluster = await accessCluster(api.kubeconfig("admin"));
    testSettings({ allowedLoopback: cluster.allowedLoopback });
    const acme = await makeOrganization("acme");
    const { token, expiresAt } = await makeJoinAccount(cluster.client, "acme", ["base"]);
    const regionId = await insertRegion(acme, "one", cluster.uid);
    await storeCredential(db(), acme.id, regionId, cluster.endpointOf(token, expiresAt));
    const longAgo = new Date(Date.now() - 72 * 3_600_000);
    await db().update(regionCredentials).set({ createdAt: longAgo });
    const opened = await regionRuntime(regionId);
    if (opened === null) throw new Error("the region did not open");
    runtime = opened;
    await until("the region is live", () => opened.hub.snapshot().state.kind === "live");
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.close();
    await api.close();
    await postgres.stop();
  });

  it("renews a token that is past half of its life under the lease, and leaves it to the holder elsewhere", async () => {
    await workUnder(null).stop();
    expect(await renewals()).toBe(0);
    const work = workUnder(1);
    await expect.poll(renewals, { timeout: 15_000 }).toBe(1);
    await work.stop();
  });
});
