import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, operations, operationSteps, regionLeases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createDatabase, type Created } from "@/lib/services/databases/create";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { takeOperation } from "@/lib/services/operations/record";
import { closeAllRegions } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const CLUSTER = "/apis/planetscale.com/v2/namespaces/gantry-acme/vitessclusters/orders";

const advance = (id: string, epoch: number) => advanceOperation(id, epoch, () => new Date());

describe("a process that goes on after it was stopped in the middle of an apply", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;
  const create = (): Promise<Created> =>
    createDatabase(acme.as("developer"), {
      name: "orders",
      regionId,
      size: "dev",
      availability: "zone",
      vtgatesPerZone: 1,
      storageClass: "standard",
      storageGiB: 10,
      key: randomUUID(),
    });
  const lease = (epoch: number, seconds: number) => {
    const expiresAt = sql`now() + make_interval(secs => ${seconds})`;
    return db()
      .insert(regionLeases)
      .values({ regionId, holder: "other", epoch, expiresAt })
      .onConflictDoUpdate({ target: regionLeases.regionId, set: { epoch, expiresAt } });
  };
  /** The read before the apply is answered only after `meanwhile`: what a stop of the process looks like from outside. */
  const whileStopped = (meanwhile: () => Promise<unknown>): void => {
    cluster.server.override(
      (seen) => seen.path === CLUSTER,
      (_req, res) => {
        void meanwhile().then(() => {
          res.writeHead(404, { "content-type": "application/json" });
          res.end(JSON.stringify({ kind: "Status", status: "Failure", reason: "NotFound", code: 404 }));
        });
      },
      1,
    );
  };
  const applies = () => cluster.writes.filter((write) => write === `PATCH ${CLUSTER}`).length;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    cluster = await SmallCluster.start();
    furnish(cluster);
    regionId = (await connectRegion(acme, "one", cluster.server)).regionId;
  });
  beforeEach(async () => {
    cluster.empty("gantry-acme");
    for (const table of [operationSteps, operations, databases, regionLeases]) await db().delete(table);
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("writes nothing once another process drives the operation", async () => {
    const { operationId } = await create();
    whileStopped(() => takeOperation(operationId, 2));
    expect(await advance(operationId, 1)).toBe("lost");
    expect(applies()).toBe(0);
    expect(await advance(operationId, 2)).toBe("again");
    expect(applies()).toBe(1);
  });

  it("writes nothing once another process holds the region, though it has not looked at the operation yet", async () => {
    const { operationId } = await create();
    await lease(1, 7);
    whileStopped(() => lease(2, 7));
    expect(await advance(operationId, 1)).toBe("lost");
    expect(applies()).toBe(0);
  });

  it("writes nothing with a lease that may end before the write arrives, and goes on when it is renewed", async () => {
    const { operationId } = await create();
    await lease(1, 7);
    whileStopped(() => lease(1, 3));
    expect(await advance(operationId, 1)).toBe("again");
    expect(applies()).toBe(0);
    await lease(1, 7);
    expect(await advance(operationId, 1)).toBe("again");
    expect(applies()).toBe(1);
  });

  it("writes nothing for a database that another process has deleted to the end", async () => {
    const { operationId } = await create();
    whileStopped(async () => {
      await db().update(operations).set({ endedAt: new Date(), state: "failed", leaseEpoch: 2 });
      await db().update(databases).set({ desired: "absent", deletedAt: new Date() });
    });
    expect(await advance(operationId, 1)).toBe("lost");
    expect(applies()).toBe(0);
  });

  it("takes back, by its UID, what arrived when the database was deleted already", async () => {
    const { operationId } = await create();
    // Too late for any fence: the write is on its way while another process finds nothing to delete and ends.
    cluster.whenWriting(CLUSTER, async () => {
      await db().update(operations).set({ endedAt: new Date(), state: "failed", leaseEpoch: 2 });
      await db().update(databases).set({ desired: "absent", deletedAt: new Date() });
    });
    expect(await advance(operationId, 1)).toBe("lost");
    expect(applies()).toBe(1);
    expect(cluster.object(CLUSTER)).toBeUndefined();
    expect(cluster.writes.at(-1)).toBe(`DELETE ${CLUSTER}`);
  });
});
