import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, operations } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import {
  claimFact,
  clusterFact,
  lockserverFact,
  shardFact,
  snapshotOf,
} from "@/lib/domain/cluster/testing-facts";
import { recordedSnapshot, recordingThere } from "@/lib/kube/testing/recording";
import { stepsOf } from "@/lib/domain/operation/steps";
import { observeCreation } from "@/lib/services/databases/create-observing";
import { createDatabaseSteps } from "@/lib/services/databases/create-steps";
import type { OperationRow } from "@/lib/services/operations/record";
import type { StepOutcome } from "@/lib/services/operations/step-runner";
import { newId } from "@/lib/services/new-id";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { databasePod } from "@/lib/services/testing/facts";
import { makeOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

if (!recordingThere && process.env["CI"] === "true") throw new Error("CI needs ../shared/recorded.");

const T0 = Date.parse("2026-11-20T10:00:00Z");
const MINUTE = 60_000;

const of = (component: string, cell?: string) => ({
  namespace: "gantry-acme",
  cluster: "orders",
  component,
  ...(cell === undefined ? {} : { cell }),
});

const untouched = (): never => {
  throw new Error("an observing step asked for more than the snapshot");
};

/** A connection of which only the snapshot may be asked. */
function watchedOnly(regionId: string, snapshot: ClusterSnapshot): RegionRuntime {
  return {
    regionId,
    organizationId: "",
    namespace: "",
    credential: { organizationId: "", regionId, renewedAt: null },
    client: { json: untouched, stream: untouched, ledger: untouched, useToken: untouched, close: untouched },
    hub: {
      start: untouched,
      stop: untouched,
      snapshot: () => snapshot,
      subscribe: untouched,
      retryNow: untouched,
      counts: untouched,
    },
  };
}

describe("what is seen of a creation", () => {
  let postgres: TestPostgres;
  let op: OperationRow;
  let regionId: string;
  let databaseId: string;
  let snapshot: ClusterSnapshot;

  const labels = of("vttablet");
  const tablets = ["za", "zb", "zc"].map((cell) =>
    databasePod(`orders-vttablet-${cell}`, of("vttablet", cell)),
  );
  const serving = (): ClusterSnapshot =>
    snapshotOf({
      clusters: [clusterFact("orders")],
      lockservers: [lockserverFact("orders")],
      shards: [shardFact("orders")],
      pods: [
        ...["1", "2", "3"].map((n) => databasePod(`orders-etcd-${n}`, of("etcd"))),
        ...["za", "zb", "zc"].map((cell) => databasePod(`orders-vtgate-${cell}`, of("vtgate", cell))),
        ...tablets,
      ],
      claims: tablets.map((pod) =>
        claimFact(pod.name, {
          labels: { "planetscale.com/cluster": labels.cluster, "planetscale.com/component": "vttablet" },
        }),
      ),
    });

  /** One pass over the observing steps, as the operation makes it. */
  async function look(now = T0 + 30_000): Promise<Record<string, StepOutcome>> {
    const runtime = watchedOnly(regionId, snapshot);
    const outcomes: Record<string, StepOutcome> = {};
    for (const step of observeCreation)
      outcomes[step.id] = await step.run({ op, runtime, now: new Date(now) });
    return outcomes;
  }

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const acme = await makeOrganization("acme");
    regionId = await insertRegion(acme, "one");
    databaseId = await insertDatabase(acme, regionId, "orders");
    await db().update(databases).set({ clusterObjectUid: "uid-orders" }).where(eq(databases.id, databaseId));
    const [row] = await db()
      .insert(operations)
      .values({
        id: newId("op"),
        organizationId: acme.id,
        kind: "create-database",
        idempotencyKey: "key-observing",
        regionId,
        databaseId,
        actorId: acme.as("developer").actor.userId,
        actor: "dev",
        input: {},
        createdAt: new Date(T0),
      })
      .returning();
    if (!row) throw new Error("no operation");
    op = row;
  });
  beforeEach(() => {
    snapshot = serving();
  });
  afterAll(() => postgres.stop());

  it("has a runner for each step of the template, in its order", () => {
    expect(createDatabaseSteps.map((step) => step.id)).toEqual(
      stepsOf("create-database").map((step) => step.id),
    );
  });

  it("is done step by step with counted evidence", async () => {
    expect(await look()).toEqual({
      "topology-server": { kind: "done", evidence: "3 of 3 etcd members ready" },
      tablets: { kind: "done", evidence: "3 of 3 have a node: za 1, zb 1, zc 1" },
      volumes: { kind: "done", evidence: "3 of 3 bound, 10 GiB each on standard" },
      primary: { kind: "done", evidence: "primary is za-4272357603" },
      vtgates: { kind: "done", evidence: "3 of 3 ready, 3 of 3 cells" },
      serving: { kind: "done", evidence: "serving 30 s after the request" },
    });
  });

  it("does not call a database serving without a primary, a vtgate in every cell, or writes", async () => {
    const cluster = clusterFact("orders");
    const broken: [Partial<ClusterSnapshot>, string][] = [
      [{ shards: [shardFact("orders", { hasMaster: "False", masterAlias: null })] }, "waits for a primary"],
      [
        {
          clusters: [
            { ...cluster, cells: cluster.cells.map((cell) => ({ ...cell, gatewayAvailable: "Unknown" })) },
          ],
        },
        "waits for a vtgate in every cell",
      ],
      [
        { shards: [shardFact("orders", { servingWrites: "Unknown" })] },
        "waits for a shard that serves writes",
      ],
      [{ lockservers: [lockserverFact("orders", { available: "False" })] }, "waits for the topology server"],
    ];
    for (const [change, evidence] of broken) {
      snapshot = { ...serving(), ...change };
      expect((await look())["serving"]).toEqual({ kind: "waiting", evidence });
    }
  });

  it("treats restarts during creation as normal, and asks for a look after 15 minutes without deleting", async () => {
    snapshot = { ...serving(), shards: [shardFact("orders", { hasMaster: "False", masterAlias: null })] };
    expect((await look(T0 + 14 * MINUTE))["primary"]).toEqual({
      kind: "waiting",
      evidence: "no primary yet; 3 tablets run",
    });
    expect((await look(T0 + 16 * MINUTE))["primary"]).toMatchObject({
      kind: "waiting",
      attention: { state: "This takes longer than 15 minutes." },
    });
  });

  it("names the tablet that no node takes within a minute, in the scheduler's words", async () => {
    const [first, ...rest] = tablets;
    const pending = {
      ...(first ?? tablets[0]),
      nodeName: null,
      phase: "Pending" as const,
      unschedulableMessage: "0/6 nodes are available: 6 Insufficient cpu.",
      createdAt: T0,
    };
    snapshot = { ...serving(), pods: [...rest, pending as (typeof tablets)[number]] };
    expect((await look(T0 + 30_000))["tablets"]).toEqual({
      kind: "waiting",
      evidence: "2 of 3 have a node: zb 1, zc 1",
    });
    expect((await look(T0 + 90_000))["tablets"]).toMatchObject({
      attention: {
        state: "No node takes tablet orders-vttablet-za.",
        because: "The scheduler says: 0/6 nodes are available: 6 Insufficient cpu.",
      },
    });
  });

  it("says after a minute that the operator made nothing of it", async () => {
    snapshot = snapshotOf({ clusters: [clusterFact("orders")] });
    expect((await look(T0 + 10_000))["topology-server"]).toEqual({
      kind: "waiting",
      evidence: "the operator has made nothing of orders yet",
    });
    expect((await look(T0 + 70_000))["topology-server"]).toMatchObject({
      attention: { state: "The operator has not acted on this database yet." },
    });
  });

  it("waits while the region is not reachable, whatever was seen before", async () => {
    snapshot = { ...serving(), state: { kind: "stale", since: T0, checkedAt: T0, cause: "no answer" } };
    for (const outcome of Object.values(await look())) {
      expect(outcome).toEqual({ kind: "waiting", evidence: "the region is not reachable" });
    }
  });

  describe.skipIf(!recordingThere)("on the real operator (needs ../shared/recorded)", () => {
    const applied = Date.parse("2026-11-23T06:18:14Z") + 5900;

    /** What each step says so many seconds into the recording; the VitessCluster was applied at 5.9. */
    async function at(seconds: number): Promise<string[]> {
      snapshot = recordedSnapshot(seconds);
      const uid = snapshot.clusters.find((cluster) => cluster.name === "shop")?.uid ?? null;
      await db()
        .update(databases)
        .set({ name: "shop", namespace: "default", clusterObjectUid: uid })
        .where(eq(databases.id, databaseId));
      op = { ...op, createdAt: new Date(applied) };
      const outcomes = await look(applied + (seconds - 5.9) * 1000);
      return Object.values(outcomes).map(
        (one) => `${one.kind}: ${one.evidence}${"attention" in one ? ` (${one.attention?.state})` : ""}`,
      );
    }

    it("goes from step to step as the objects come, and alarms nobody", async () => {
      expect(await at(6.5)).toEqual([
        "waiting: 0 of 3 etcd members ready",
        "waiting: 0 of 3 have a node",
        "waiting: 0 of 3 bound, 10 GiB each on standard",
        "waiting: no primary yet; 0 tablets run",
        "waiting: 0 of 4 ready, 0 of 3 cells",
        "waiting: waits for the topology server, a primary, a vtgate in every cell",
      ]);
      const placed = ["done: 3 of 3 etcd members ready", "done: 3 of 3 have a node: za 1, zb 1, zc 1"];
      const bound = "done: 3 of 3 bound, 10 GiB each on standard";
      expect(await at(26)).toEqual([
        ...placed,
        bound,
        "waiting: no primary yet; 3 tablets run",
        "done: 4 of 4 ready, 3 of 3 cells",
        "waiting: waits for a primary",
      ]);
      expect(await at(51)).toEqual([
        ...placed,
        bound,
        "done: primary is za-4272357603",
        "done: 4 of 4 ready, 3 of 3 cells",
        "done: serving 45 s after the request",
      ]);
    });
  });
});
