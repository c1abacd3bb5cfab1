import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  audit,
  databases,
  operations,
  operationSteps,
  regionCredentials,
  regions,
} from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { TOKEN } from "@/lib/kube/testing/https-server";
import { newId } from "@/lib/services/new-id";
import { operationView } from "@/lib/services/operations/read";
import { storeStep, takeOperation } from "@/lib/services/operations/record";
import { checkRegion } from "@/lib/services/regions/check";
import { getRegion } from "@/lib/services/regions/detail";
import { disconnectRegion, previewDisconnect } from "@/lib/services/regions/disconnect";
import { listRegions } from "@/lib/services/regions/list";
import { registerRegion } from "@/lib/services/regions/register";
import { closeAllRegions, closeGoneRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion, insertDatabase } from "@/lib/services/testing/rows";
import { makeServe } from "@/lib/services/testing/serving-database";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

describe("disconnecting a region", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;

  const preview = () => previewDisconnect(acme.as("viewer"), { regionId });
  const disconnect = (typedName = "one") => disconnectRegion(acme.as("admin"), { regionId, typedName });

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    cluster = await SmallCluster.start();
    furnish(cluster);
    cluster.place("/api/v1/namespaces/gantry-acme", {});
    cluster.place("/apis/planetscale.com/v2/namespaces/gantry-acme/vitessclusters/orders", { spec: {} });
    makeServe(cluster, "gantry-acme", "orders");
  });
  beforeEach(async () => {
    await closeAllRegions();
    for (const table of [operationSteps, operations, databases, regionCredentials, regions]) {
      await db().delete(table);
    }
    ({ regionId } = await connectRegion(acme, "one", cluster.server));
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await postgres.stop();
  });

  it("says before what stays and what goes", async () => {
    expect((await preview()).stays[0]).toBe("No database runs here.");
    await insertDatabase(acme, regionId, "orders");
    await insertDatabase(acme, regionId, "shop");
    const { stays, goes } = await preview();
    expect(stays[0]).toBe("orders, shop: keep running, with their volumes and secrets.");
    expect(goes[0]).toBe("Gantry forgets the credential of this cluster at once.");
  });

  it("touches nothing in the cluster, erases the credential and shows the region no more", async () => {
    await insertDatabase(acme, regionId, "orders");
    const before = cluster.paths();
    expect(await disconnect(" one ")).toEqual({
      regionId,
      name: "one",
      databasesLeftRunning: ["orders"],
      operationsCancelled: [],
    });
    expect(cluster.paths()).toEqual(before);
    expect(cluster.writes).toEqual([]);
    expect(await db().select().from(regionCredentials)).toEqual([]);
    expect(await listRegions(acme.as("viewer"), {})).toEqual([]);
    await expect(getRegion(acme.as("viewer"), { regionId })).rejects.toMatchObject({ code: "not_found" });
    await expect(checkRegion(acme.as("admin"), { regionId })).rejects.toMatchObject({ code: "not_found" });
    const [row] = await db().select().from(audit).where(eq(audit.verb, "region.disconnect"));
    expect(row).toMatchObject({
      actor: "admin@acme.example.com",
      objectId: regionId,
      detail: { name: "one", databasesLeftRunning: ["orders"] },
    });
    await expect(disconnect()).rejects.toMatchObject({ code: "not_found" });
  });

  it("ends what is under way, also what another process drives", async () => {
    const operationId = newId("op");
    await db()
      .insert(operations)
      .values({
        id: operationId,
        organizationId: acme.id,
        kind: "create-database",
        idempotencyKey: "key-of-a-form",
        regionId,
        databaseId: await insertDatabase(acme, regionId, "orders"),
        actorId: "usr_1",
        actor: "ana@example.com",
        input: {},
        sealedInput: "sealed",
      });
    await db().insert(operationSteps).values({ operationId, stepId: "plan", position: 0 });
    const driven = await takeOperation(operationId, 1);
    expect(await disconnect()).toMatchObject({ operationsCancelled: [operationId] });
    expect((await db().select().from(databases))[0]?.deletedAt).not.toBeNull();
    expect(await operationView(acme.id, operationId)).toMatchObject({
      state: "cancelled",
      endedAt: expect.any(Number),
      attention: { state: "The region is gone." },
    });
    const [row] = await db().select().from(operations);
    expect(row?.sealedInput).toBeNull();
    const to = { state: "done", evidence: "fits", now: new Date() } as const;
    expect(driven && (await storeStep(driven.row, "plan", to))).toBe(false);
    expect(await takeOperation(operationId, 2)).toBeNull();
    const said = await db().select().from(audit).where(eq(audit.objectId, operationId));
    expect(said).toMatchObject([{ verb: "operation.cancelled", actor: acme.as("admin").actor.email }]);
  });

  it("ends every connection of this process, and of another within its next look", async () => {
    const runtime = await regionRuntime(regionId);
    const seen = cluster.server.seen.length;
    await db().delete(regionCredentials);
    await db().update(regions).set({ disconnectedAt: new Date() });
    expect(await closeGoneRegions()).toEqual([regionId]);
    expect(await regionRuntime(regionId)).toBeNull();
    await expect(runtime?.client.json({ method: "GET", path: "/version" })).rejects.toMatchObject({
      name: "KubeError",
    });
    expect(cluster.server.watching("/api/v1/pods")).toBe(0);
    expect(cluster.server.seen).toHaveLength(seen);
  });

  it("lets the same cluster be registered again, under the same name", async () => {
    await disconnect();
    const { server, caPem } = cluster.server.endpoint;
    const again = await registerRegion(acme.as("admin"), {
      kind: "token",
      name: "one",
      server,
      caPem,
      token: TOKEN,
    });
    expect(again.regionId).not.toBe(regionId);
    expect((await listRegions(acme.as("viewer"), {})).map(({ id }) => id)).toEqual([again.regionId]);
  });

  it("needs the typed name, an admin, and the own organization", async () => {
    await expect(disconnect("two")).rejects.toMatchObject({
      code: "invalid",
      fields: { typedName: "Type one." },
    });
    for (const role of ["viewer", "developer"] as const) {
      await expect(disconnectRegion(acme.as(role), { regionId, typedName: "one" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
    await expect(disconnectRegion(globex.as("owner"), { regionId, typedName: "one" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(previewDisconnect(globex.as("owner"), { regionId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await db().select().from(regionCredentials)).toHaveLength(1);
  });
});
