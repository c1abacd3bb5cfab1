import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations, regionCredentials, regions } from "@/drizzle/schema/tables";
import { RegionTrust } from "@/lib/contract/access";
import { RegionDetail, RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { checked } from "@/lib/domain/region/check-result";
import { newId } from "@/lib/services/new-id";
import { getRegion } from "@/lib/services/regions/detail";
import { listRegions } from "@/lib/services/regions/list";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { sandboxOffer } from "@/lib/services/regions/sandbox-offer";
import { getRegionTrust } from "@/lib/services/regions/trust";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion, insertDatabase, insertRegion } from "@/lib/services/testing/rows";
import { testSettings } from "@/lib/services/testing/settings";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const OPERATOR_POD = "/api/v1/namespaces/gantry-system/pods/vitess-operator-1";
const long = { timeout: 20_000, interval: 50 };

describe("what pages read of regions", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;

  const detail = () => getRegion(acme.as("viewer"), { regionId });
  const operator = async () => (await detail()).summary.operator;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    cluster = await SmallCluster.start();
    furnish(cluster);
    ({ regionId } = await connectRegion(acme, "one", cluster.server));
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await postgres.stop();
  });

  it("a living region: counts, room, storage, credential, as the contract says", async () => {
    await insertDatabase(acme, regionId, "orders");
    const region = await detail();
    expect(RegionDetail.parse(region)).toEqual(region);
    expect(region.summary).toMatchObject({
      name: "one",
      connection: { kind: "live", cause: null },
      operator: { state: "ready", version: "2.17.0" },
      nodes: 6,
      zones: 3,
      room: { known: true, cpuByZone: [{ zone: "eu-a" }, { zone: "eu-b" }, { zone: "eu-c" }] },
      databases: 1,
    });
    expect(region.capacity).toMatchObject({
      zones: ["eu-a", "eu-b", "eu-c"],
      shapes: [{ label: "4 CPU · 16 Gi", nodes: 6, unusable: null }],
      countedPods: 1,
    });
    expect(region.storageClasses).toEqual([
      expect.objectContaining({ name: "standard", verdict: "Good for databases" }),
    ]);
    expect(region).toMatchObject({
      credential: { kind: "token", expiresAt: null, renewedAt: null },
      checks: [],
      checkedAt: null,
    });
    const [listed] = await listRegions(acme.as("viewer"), {});
    expect(listed).toEqual(RegionSummary.parse(listed));
    expect({ ...listed, connection: null }).toEqual({ ...region.summary, connection: null });
  });

  it("the operator: gone is absent or not ready, installing says so, another one is named", async () => {
    const pod = cluster.object(OPERATOR_POD);
    cluster.remove(OPERATOR_POD);
    await expect.poll(operator, long).toEqual({ state: "absent", version: null });

    const checks = [checked("P5", "fail", "another one: deployment vitess-operator in default")];
    await db().update(regions).set({ checks }).where(eq(regions.id, regionId));
    expect((await operator()).state).toBe("foreign");

    const op = newId("op");
    await db().insert(operations).values({
      id: op,
      organizationId: acme.id,
      kind: "install-operator",
      idempotencyKey: op,
      regionId,
      actorId: "usr",
      actor: "a",
      input: {},
    });
    expect((await operator()).state).toBe("installing");
    await db().delete(operations);

    await db()
      .update(regions)
      .set({ operatorVersion: "2.17.0", checks: null })
      .where(eq(regions.id, regionId));
    expect(await operator()).toEqual({ state: "not-ready", version: "2.17.0" });
    cluster.place(OPERATOR_POD, { ...pod });
    await expect.poll(operator, long).toEqual({ state: "ready", version: "2.17.0" });
  });

  it("the calls by kind, what the account may do and never does; no name of anything", async () => {
    const trust = await getRegionTrust(acme.as("viewer"), { regionId });
    expect(RegionTrust.parse(trust)).toEqual(trust);
    expect(trust.calls).toContainEqual(expect.objectContaining({ verb: "list", resource: "nodes" }));
    expect(trust.calls).toContainEqual(expect.objectContaining({ verb: "watch", resource: "pods" }));
    expect(JSON.stringify(trust.calls)).not.toMatch(/gantry-acme|vitess-operator/);
    expect(trust.rights.map(({ title }) => title)).toEqual(["Base", "Capacity", "Metrics by pod proxy"]);
    expect(trust.never.join(" ")).toContain("Run a command in a pod");
  });

  it("a region whose credential is gone is shown as not reached, and hides no other", async () => {
    const lost = await insertRegion(acme, "lost");
    const names = (await listRegions(acme.as("viewer"), {})).map(({ name, connection }) => [
      name,
      connection.kind,
    ]);
    expect(names).toEqual([
      ["lost", "stale"],
      ["one", "live"],
    ]);
    expect(await getRegion(acme.as("viewer"), { regionId: lost })).toMatchObject({
      credential: null,
      summary: { connection: { cause: "Gantry holds no credential of this region." } },
      capacity: { countedPods: null },
    });
    await expect(getRegionTrust(acme.as("viewer"), { regionId: lost })).rejects.toMatchObject({
      code: "region_unreachable",
    });
    await db().delete(regions).where(eq(regions.id, lost));
  });

  it("a region whose sealed credential does not open is shown as not reached, too", async () => {
    const broken = await insertRegion(acme, "broken");
    await db()
      .insert(regionCredentials)
      .values({ regionId: broken, organizationId: acme.id, kind: "token", sealed: "v1.x.y" });
    const summaries = await listRegions(acme.as("viewer"), {});
    expect(summaries.map(({ name, connection }) => [name, connection.kind])).toEqual([
      ["broken", "stale"],
      ["one", "live"],
    ]);
  });

  it("keep the last known and say since when a region does not answer", async () => {
    await cluster.server.down();
    const kind = async () => (await detail()).summary.connection.kind;
    await expect.poll(kind, long).toBe("stale");
    expect((await detail()).summary).toMatchObject({
      nodes: 6,
      operator: { state: "unknown", version: "2.17.0" },
      connection: { cause: expect.stringMatching(/^The API server does not answer/) },
    });
    await cluster.server.up();
    await expect.poll(kind, long).toBe("live");
  });

  it("nothing of another organization", async () => {
    expect(await listRegions(globex.as("owner"), {})).toEqual([]);
    for (const read of [getRegion, getRegionTrust]) {
      await expect(read(globex.as("owner"), { regionId })).rejects.toMatchObject({ code: "not_found" });
    }
    expect((await regionRuntime(regionId))?.organizationId).toBe(acme.id);
  });

  it("whether the simulated region is offered", async () => {
    expect(await sandboxOffer(acme.as("viewer"), {})).toEqual({ offered: false });
    testSettings({ sandboxKubeconfig: "/somewhere" });
    expect(await sandboxOffer(acme.as("viewer"), {})).toEqual({ offered: true });
  });
});
