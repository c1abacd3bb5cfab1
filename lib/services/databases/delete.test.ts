import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, databases, operations, operationSteps } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { getConnect } from "@/lib/services/databases/connect";
import { createDatabase } from "@/lib/services/databases/create";
import { deleteDatabase } from "@/lib/services/databases/delete";
import { previewDelete } from "@/lib/services/databases/delete-preview";
import { protectDatabase } from "@/lib/services/databases/protect";
import { getDatabaseYaml } from "@/lib/services/databases/yaml";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { getOperation, listOperations, operationView } from "@/lib/services/operations/read";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { makeServe, takeAway } from "@/lib/services/testing/serving-database";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const NAMESPACE = "/api/v1/namespaces/gantry-acme";
const CLUSTER = "/apis/planetscale.com/v2/namespaces/gantry-acme/vitessclusters/orders";
const USERS = `${NAMESPACE}/secrets/orders-users`;

const advance = (operationId: string) => advanceOperation(operationId, 1, () => new Date());
const ends = (operationId: string) =>
  expect.poll(() => advance(operationId), { timeout: 15_000 }).toBe("ended");

describe("a database from serving to gone", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;
  let databaseId: string;
  let creation: string;

  const view = (operationId: string) => operationView(acme.id, operationId);
  const unprotect = () => protectDatabase(acme.as("developer"), { databaseId, protected: false });
  const remove = (change: Record<string, unknown> = {}) =>
    deleteDatabase(acme.as("developer"), { databaseId, typedName: "orders", key: randomUUID(), ...change });
  const evidence = async (operationId: string, step: string) =>
    (await view(operationId))?.steps.find((one) => one.id === step)?.evidence;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    cluster = await SmallCluster.start();
    furnish(cluster);
    regionId = (await connectRegion(acme, "one", cluster.server)).regionId;
  });
  beforeEach(async () => {
    cluster.empty("gantry-acme");
    for (const table of [operationSteps, operations, databases]) await db().delete(table);
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
    databaseId = made.databaseId;
    creation = made.operationId;
    await advance(creation);
    makeServe(cluster, "gantry-acme", "orders");
    await ends(creation);
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("is created when everything is seen, with its sealed input erased and an audit row", async () => {
    expect(await view(creation)).toMatchObject({ state: "succeeded", attention: null });
    const [row] = await db().select().from(operations).where(eq(operations.id, creation));
    expect(row?.sealedInput).toBeNull();
    const rows = await db().select().from(audit).where(eq(audit.objectId, creation));
    expect(rows).toMatchObject([{ verb: "operation.succeeded", organizationId: acme.id }]);
  });

  it("is deleted by UID, then its secrets, when the last pod and claim are gone", async () => {
    await unprotect();
    const uid = cluster.object(CLUSTER)?.metadata.uid;
    const { operationId } = await remove();
    cluster.writes.length = 0;
    expect(await advance(operationId)).toBe("again");
    expect(cluster.object(CLUSTER)).toBeUndefined();
    expect(await evidence(operationId, "delete")).toContain(`UID ${uid}`);
    await expect
      .poll(async () => (await advance(operationId)) && (await evidence(operationId, "pods-gone")), {
        timeout: 15_000,
      })
      .toBe("9 pods and 3 volume claims are left");
    expect(cluster.object(USERS)).toBeDefined();
    takeAway(cluster, "gantry-acme");
    await ends(operationId);
    expect(cluster.object(USERS)).toBeUndefined();
    expect(cluster.writes.map((write) => write.split(" ")[0])).toEqual(["DELETE", "DELETE", "DELETE"]);
    const [row] = await db().select().from(databases).where(eq(databases.id, databaseId));
    expect(row?.deletedAt).not.toBeNull();
  });

  it("leaves alone what another made under its names", async () => {
    await unprotect();
    cluster.remove(CLUSTER);
    const other = cluster.place(CLUSTER, { metadata: { labels: { team: "other" } } });
    cluster.remove(USERS);
    const foreign = cluster.place(USERS, { metadata: { labels: { team: "other" } } });
    const { operationId } = await remove();
    await ends(operationId);
    expect(cluster.object(CLUSTER)).toEqual(other);
    expect(await evidence(operationId, "pods-gone")).toBe(
      "9 pods and 3 volume claims stay: they carry the name of a VitessCluster that Gantry did not make",
    );
    expect(cluster.object(USERS)).toEqual(foreign);
    expect(await evidence(operationId, "delete")).toContain("one of the same name with UID");
    expect(await evidence(operationId, "secrets-gone")).toContain(
      "orders-users stays: Gantry did not make it",
    );
  });

  it("stops a creation that still runs before anything is deleted", async () => {
    await unprotect();
    await db().update(operations).set({ endedAt: null, state: "running" }).where(eq(operations.id, creation));
    await db()
      .update(operationSteps)
      .set({ state: "running", endedAt: null })
      .where(eq(operationSteps.stepId, "apply"));
    const { operationId } = await remove();
    await advance(operationId);
    expect(await evidence(operationId, "delete")).toBe("waits until its creation has stopped");
    expect(cluster.object(CLUSTER)).toBeDefined();
    expect(await advance(creation)).toBe("ended");
    expect((await view(creation))?.attention?.state).toBe("Creation stopped.");
    await advance(operationId);
    expect(cluster.object(CLUSTER)).toBeUndefined();
  });

  it("ends a creation that waits for the cluster, which nobody else would end", async () => {
    await unprotect();
    cluster.remove("/apis/planetscale.com/v2/namespaces/gantry-acme/vitessshards/orders-x-x");
    await db().update(operations).set({ endedAt: null, state: "running" }).where(eq(operations.id, creation));
    await db()
      .update(operationSteps)
      .set({ state: "running", endedAt: null })
      .where(eq(operationSteps.stepId, "primary"));
    const { operationId } = await remove();
    await advance(operationId);
    expect(cluster.object(CLUSTER)).toBeDefined();
    expect(await advance(creation)).toBe("ended");
    expect(await view(creation)).toMatchObject({
      state: "failed",
      attention: { state: "Creation stopped." },
    });
    await advance(operationId);
    expect(cluster.object(CLUSTER)).toBeUndefined();
  });

  it("clears the entry of a creation that found somebody else's database under its name", async () => {
    await unprotect();
    cluster.place(CLUSTER, { ...cluster.object(CLUSTER), metadata: { labels: { team: "other" } } });
    await db().update(databases).set({ clusterObjectUid: null }).where(eq(databases.id, databaseId));
    const { operationId } = await remove();
    await ends(operationId);
    expect(cluster.object(CLUSTER)).toBeDefined();
    expect(await view(operationId)).toMatchObject({ state: "succeeded", attention: null });
  });

  it("is refused while it is protected, without its name, twice, and while the region is not reachable", async () => {
    await expect(remove()).rejects.toMatchObject({ code: "precondition" });
    await unprotect();
    await expect(remove({ typedName: "order" })).rejects.toMatchObject({
      fields: { typedName: "Type orders." },
    });
    const key = randomUUID();
    const first = await remove({ key });
    expect(await remove({ key })).toEqual(first);
    await expect(remove()).rejects.toMatchObject({ code: "conflict" });
    await db().update(databases).set({ desired: "present" }).where(eq(databases.id, databaseId));
    await cluster.server.down();
    const runtime = await regionRuntime(regionId);
    await expect.poll(() => runtime?.hub.snapshot().state.kind, { timeout: 20_000 }).toBe("stale");
    await expect(remove()).rejects.toMatchObject({ code: "region_unreachable" });
    await cluster.server.up();
    runtime?.hub.retryNow();
    await expect.poll(() => runtime?.hub.snapshot().state.kind, { timeout: 20_000 }).toBe("live");
  });

  it("is refused to a viewer, and looks missing to another organization, by every verb", async () => {
    const typed = { databaseId, typedName: "orders", key: randomUUID() };
    await expect(deleteDatabase(acme.as("viewer"), typed)).rejects.toMatchObject({ code: "forbidden" });
    const toggle = { databaseId, protected: false };
    await expect(protectDatabase(acme.as("viewer"), toggle)).rejects.toMatchObject({ code: "forbidden" });
    const stranger = globex.as("owner");
    const missing = { code: "not_found" };
    await expect(deleteDatabase(stranger, typed)).rejects.toMatchObject(missing);
    await expect(protectDatabase(stranger, toggle)).rejects.toMatchObject(missing);
    for (const read of [getConnect, getDatabaseYaml, previewDelete]) {
      await expect(read(stranger, { databaseId })).rejects.toMatchObject(missing);
    }
    await expect(getOperation(stranger, { operationId: creation })).rejects.toMatchObject(missing);
    expect(await listOperations(stranger, { open: false })).toEqual([]);
    expect(await listOperations(acme.as("viewer"), { open: false, databaseId })).toMatchObject([
      { id: creation },
    ]);
  });

  it("says how to connect, what goes, and what was applied, without a password", async () => {
    const viewer = acme.as("viewer");
    const connect = await getConnect(viewer, { databaseId });
    expect(connect).toMatchObject({
      host: expect.stringMatching(/^orders-vtgate-[0-9a-f]{8}\.gantry-acme\.svc$/),
      port: 3306,
      user: "app",
      database: "orders",
      replicaDatabase: "orders@replica",
      note: "The password is accepted by 3 of 3 vtgates.",
    });
    expect(connect.snippets.map((one) => one.language)).toEqual(["mysql", "Node", "Python", "Go", "Java"]);
    for (const { text } of connect.snippets) expect(text).toContain("DATABASE_PASSWORD");
    const preview = await previewDelete(viewer, { databaseId });
    expect(preview.goes).toContain("3 tablets, 3 vtgates, 9 pods in all.");
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "canary", note: "kept" };
    const object = cluster.object(CLUSTER);
    cluster.place(CLUSTER, { ...object, metadata: { ...object?.metadata, annotations } });
    const yaml = await getDatabaseYaml(viewer, { databaseId });
    expect(yaml.live).toContain("note: kept");
    expect(yaml.live).not.toContain("canary");
    expect(yaml.applied).toContain(`gantry/database: ${databaseId}`);
    expect(yaml.live).toContain("gatewayAvailable");
    cluster.remove(CLUSTER);
    expect((await getDatabaseYaml(viewer, { databaseId })).live).toBeNull();
  });
});
