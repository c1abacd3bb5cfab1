import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, databases, operations, operationSteps } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createDatabase, type Created } from "@/lib/services/databases/create";
import { createOptions } from "@/lib/services/databases/create-options";
import { dryRunDatabase } from "@/lib/services/databases/dry-run";
import { planDatabase } from "@/lib/services/databases/plan";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { operationView } from "@/lib/services/operations/read";
import { mysqlNativeHash } from "@/lib/kube/users";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const NAMESPACE = "/api/v1/namespaces/gantry-acme";
const CLUSTER = "/apis/planetscale.com/v2/namespaces/gantry-acme/vitessclusters/orders";
const USERS = `${NAMESPACE}/secrets/orders-users`;
const SOON = { timeout: 15_000, interval: 50 };
const INIT = `${NAMESPACE}/secrets/orders-init`;

const advance = (operationId: string, epoch = 1) => advanceOperation(operationId, epoch, () => new Date());
const row = async (databaseId: string) =>
  (await db().select().from(databases).where(eq(databases.id, databaseId)))[0];

describe("creating a database", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;

  const draft = (change: Record<string, unknown> = {}) => ({
    name: "orders",
    regionId,
    size: "dev",
    availability: "zone",
    vtgatesPerZone: 1,
    storageClass: "standard",
    storageGiB: 10,
    ...change,
  });
  const create = (change: Record<string, unknown> = {}): Promise<Created> =>
    createDatabase(acme.as("developer"), { ...draft(change), key: randomUUID() });
  const view = async (operationId: string) => {
    const found = await operationView(acme.id, operationId);
    if (!found) throw new Error("no operation");
    return found;
  };
  const writes = () => cluster.writes.map((write) => write.split("/").slice(-2).join("/"));

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
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("is accepted in one transaction, with the password shown once and stored nowhere", async () => {
    const key = randomUUID();
    const first = await createDatabase(acme.as("developer"), { ...draft(), key });
    expect(first.password).toMatch(/^[\w-]{24}$/);
    const again = await createDatabase(acme.as("developer"), { ...draft(), key });
    expect(again).toEqual({ ...first, password: null });
    const rows = await Promise.all([
      db().select().from(databases),
      db().select().from(operations),
      db().select().from(audit),
    ]);
    expect(rows[0].filter((one) => one.organizationId === acme.id)).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(first.password);
    expect(JSON.stringify(rows)).not.toContain(mysqlNativeHash(first.password ?? ""));
    expect(cluster.writes).toEqual([]);
  });

  it("writes namespace, secrets and VitessCluster in this order, with marks, and records the UID", async () => {
    const made = await create();
    expect(await advance(made.operationId)).toBe("again");
    expect(writes()).toEqual([
      `namespaces/gantry-acme`,
      "secrets/orders-users",
      "secrets/orders-init",
      "vitessclusters/orders",
    ]);
    for (const path of [USERS, INIT, CLUSTER]) {
      expect(cluster.object(path)?.metadata.labels).toMatchObject({
        "gantry/database": made.databaseId,
        "gantry/organization": acme.id,
      });
    }
    expect(JSON.stringify(cluster.object(USERS))).not.toContain(made.password);
    expect((await row(made.databaseId))?.clusterObjectUid).toBe(cluster.object(CLUSTER)?.metadata.uid);
    const steps = (await view(made.operationId)).steps.map((step) => [step.id, step.state]);
    expect(steps.slice(0, 5)).toEqual([
      ["plan", "done"],
      ["namespace", "done"],
      ["secrets", "done"],
      ["apply", "done"],
      ["topology-server", "running"],
    ]);
  });

  it.each([
    ["after the acceptance", 0],
    ["after the namespace", 2],
    ["after the secrets", 3],
    ["after the apply, before its UID was stored", 4],
  ])("goes on after a crash %s, and one VitessCluster is there", async (_when, done) => {
    const made = await create();
    await advance(made.operationId, 1);
    const ids = (await view(made.operationId)).steps.map((step) => step.id);
    for (const stepId of ids.slice(done)) {
      await db()
        .update(operationSteps)
        .set({ state: "to-come", evidence: null, startedAt: null, endedAt: null })
        .where(eq(operationSteps.stepId, stepId));
    }
    if (done === 4) {
      await db().update(operationSteps).set({ state: "running" }).where(eq(operationSteps.stepId, "apply"));
      await db().update(databases).set({ clusterObjectUid: null }).where(eq(databases.id, made.databaseId));
    }
    const uid = cluster.object(CLUSTER)?.metadata.uid;
    await advance(made.operationId, 2);
    expect(cluster.object(CLUSTER)?.metadata.uid).toBe(uid);
    expect((await row(made.databaseId))?.clusterObjectUid).toBe(uid);
    expect(await advance(made.operationId, 1)).toBe("lost");
  });

  it.each([
    ["secret", USERS, "A secret of this name exists."],
    ["VitessCluster", CLUSTER, "A VitessCluster of this name exists."],
  ])("fails loudly over a foreign %s and leaves it as it is", async (_kind, path, state) => {
    cluster.place(NAMESPACE, {});
    const foreign = cluster.place(path, { metadata: { labels: { team: "other" } } });
    const made = await create();
    expect(await advance(made.operationId)).toBe("ended");
    expect(await view(made.operationId)).toMatchObject({ state: "failed", attention: { state } });
    expect(cluster.object(path)).toEqual(foreign);
    expect(cluster.writes.filter((write) => write.endsWith(path))).toEqual([]);
  });

  it("fails over a namespace that another organization holds", async () => {
    cluster.place(NAMESPACE, { metadata: { labels: { "gantry/organization": "org_other" } } });
    const made = await create();
    expect(await advance(made.operationId)).toBe("ended");
    expect((await view(made.operationId)).attention?.state).toBe("This namespace is somebody else's.");
    expect(cluster.writes).toEqual([]);
  });

  it("writes nothing to another cluster that answers at the address", async () => {
    const made = await create();
    cluster.server.kubeSystemUid = "uid-of-another";
    expect(await advance(made.operationId)).toBe("again");
    expect(await view(made.operationId)).toMatchObject({
      state: "needs-attention",
      attention: { state: "Nothing is written to this region." },
    });
    expect(cluster.writes).toEqual([]);
    cluster.server.kubeSystemUid = "uid-of-kube-system";
    expect(await advance(made.operationId)).toBe("again");
    expect(await view(made.operationId)).toMatchObject({ state: "running", attention: null });
  });

  it("makes nothing for an entry that went with its plan, though there is room again after a crash", async () => {
    const made = await create();
    await db().update(databases).set({ deletedAt: new Date() }).where(eq(databases.id, made.databaseId));
    expect(await advance(made.operationId)).toBe("ended");
    expect(await view(made.operationId)).toMatchObject({ state: "failed" });
    expect(cluster.writes).toEqual([]);
  });

  it("does not make again what was deleted outside", async () => {
    const made = await create();
    await advance(made.operationId);
    cluster.remove(CLUSTER);
    await expect.poll(() => advance(made.operationId), SOON).toBe("ended");
    expect((await view(made.operationId)).attention?.state).toBe(
      "The database was deleted outside of Gantry.",
    );
    expect(cluster.object(CLUSTER)).toBeUndefined();
    expect(writes().filter((write) => write === "vitessclusters/orders")).toHaveLength(1);
  });

  it("waits for what an earlier database of the name left, and says so", async () => {
    cluster.place(NAMESPACE, {});
    const old = `${NAMESPACE}/pods/orders-vttablet-old`;
    cluster.place(old, {
      metadata: { labels: { "planetscale.com/cluster": "orders" } },
      spec: { containers: [] },
      status: { phase: "Running" },
    });
    const runtime = await regionRuntime(regionId);
    const isSeen = () => runtime?.hub.snapshot().pods.some((pod) => pod.name === "orders-vttablet-old");
    await expect.poll(isSeen, SOON).toBe(true);
    const made = await create();
    const evidence = async () => {
      await advance(made.operationId);
      return (await view(made.operationId)).steps.find((step) => step.id === "apply")?.evidence;
    };
    await expect
      .poll(evidence, SOON)
      .toBe("waits until 1 pods and 0 volume claims of an earlier database of this name are gone");
    expect(cluster.object(CLUSTER)).toBeUndefined();
    cluster.remove(old);
    await expect.poll(evidence, SOON).toMatch(/^UID /);
  });

  it("keeps trying through refusals, with the server's words", async () => {
    const made = await create();
    const restore = cluster.server.override(
      ({ path }) => path.endsWith("/secrets/orders-users"),
      (_req, res) => {
        res.writeHead(403, { "content-type": "application/json" });
        res.end(
          JSON.stringify({
            kind: "Status",
            code: 403,
            reason: "Forbidden",
            message: 'secrets "orders-users" is forbidden',
          }),
        );
      },
    );
    expect(await advance(made.operationId)).toBe("again");
    expect((await view(made.operationId)).attention?.because).toContain(
      'secrets "orders-users" is forbidden',
    );
    restore();
    await advance(made.operationId);
    expect((await view(made.operationId)).attention).toBeNull();
  });

  describe("before anything is accepted", () => {
    it("is refused to a viewer and to another organization", async () => {
      const input = { ...draft(), key: randomUUID() };
      await expect(createDatabase(acme.as("viewer"), input)).rejects.toMatchObject({ code: "forbidden" });
      await expect(createDatabase(globex.as("owner"), input)).rejects.toMatchObject({ code: "not_found" });
      await expect(planDatabase(acme.as("viewer"), draft())).rejects.toMatchObject({ code: "forbidden" });
      await expect(planDatabase(globex.as("owner"), draft())).rejects.toMatchObject({ code: "not_found" });
      await expect(dryRunDatabase(acme.as("viewer"), draft())).rejects.toMatchObject({ code: "forbidden" });
      await expect(dryRunDatabase(globex.as("owner"), draft())).rejects.toMatchObject({ code: "not_found" });
      await expect(createOptions(acme.as("viewer"), {})).rejects.toMatchObject({ code: "forbidden" });
      expect((await createOptions(globex.as("developer"), {})).regions).toEqual([]);
      expect((await createOptions(acme.as("developer"), {})).regions).toMatchObject([{ id: regionId }]);
    });

    it("is refused for a bad name, a taken name, and a plan that does not fit", async () => {
      await expect(create({ name: "Orders!" })).rejects.toMatchObject({
        code: "invalid",
        fields: { name: expect.any(String) },
      });
      await create();
      await expect(create()).rejects.toMatchObject({
        code: "conflict",
        fields: { name: "Choose another name." },
      });
      await expect(create({ name: "big", size: "large", vtgatesPerZone: 8 })).rejects.toMatchObject({
        code: "precondition",
      });
      await expect(create({ name: "other", storageClass: "none" })).rejects.toMatchObject({
        code: "precondition",
      });
    });

    it("is refused while the region is not reachable", async () => {
      await cluster.server.down();
      const runtime = await regionRuntime(regionId);
      const kind = () => runtime?.hub.snapshot().state.kind;
      await expect.poll(kind, { timeout: 20_000 }).toBe("stale");
      await expect(create()).rejects.toMatchObject({ code: "region_unreachable" });
      await cluster.server.up();
      runtime?.hub.retryNow();
      await expect.poll(kind, { timeout: 20_000 }).toBe("live");
    });

    it("is planned with every choice judged and the YAML that would be applied", async () => {
      const answer = await planDatabase(acme.as("developer"), draft());
      expect(answer.plan.fits).toBe(true);
      expect(answer.plan.zones.map((zone) => zone.zone)).toEqual(["eu-a", "eu-b", "eu-c"]);
      expect(answer.yaml).toContain("kind: VitessCluster");
      expect(answer.yaml).toContain(`namespace: gantry-acme`);
      expect(answer.storage).toEqual({ storageClass: "standard", reason: null });
      const big = await planDatabase(acme.as("developer"), draft({ size: "large", vtgatesPerZone: 8 }));
      expect(big.plan.fits).toBe(false);
      expect(big.ways.length).toBeGreaterThan(0);
      const labels = big.plan.refusals.flatMap((refusal) => refusal.offers.map((offer) => offer.label));
      for (const way of big.ways) expect(labels).toContain(way.label);
      expect((await planDatabase(acme.as("developer"), draft({ name: "UPPER" }))).fields).toHaveProperty(
        "name",
      );
    });

    it("is dry-run by the server: in its own namespace, or elsewhere with words while that is missing", async () => {
      const missing = await dryRunDatabase(acme.as("developer"), draft());
      expect(missing).toMatchObject({ ok: true });
      expect(missing.words[0]).toBe(`The namespace gantry-acme does not exist yet; Gantry makes it first.`);
      cluster.place(NAMESPACE, {});
      const said = await dryRunDatabase(acme.as("developer"), draft());
      expect(said).toMatchObject({
        ok: true,
        words: ["vitesscluster.planetscale.com/orders serverside-applied (server dry run)"],
      });
      const refused = await dryRunDatabase(acme.as("developer"), draft({ storageClass: "no-such-class" }));
      expect(refused.ok).toBe(false);
      expect(refused.words[0]).toContain("Invalid");
      expect(cluster.writes.every((write) => write.endsWith("?dryRun"))).toBe(true);
      expect(cluster.object(CLUSTER)).toBeUndefined();
    });
  });
});
