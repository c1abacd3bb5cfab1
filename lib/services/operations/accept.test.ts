import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, operations, operationSteps, regions } from "@/drizzle/schema/tables";
import { db, inTransaction } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createDatabase } from "@/lib/services/databases/create";
import { deleteDatabase } from "@/lib/services/databases/delete";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

const SOON = { timeout: 20_000, interval: 20 };

/** Transactions of this Gantry that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await db().execute(
    sql`select 1 from pg_stat_activity where application_name = 'gantry' and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

describe("accepting operations that race", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;

  const form = (change: Record<string, unknown> = {}) => ({
    name: "orders",
    regionId,
    size: "dev",
    availability: "zone",
    vtgatesPerZone: 1,
    storageClass: "standard",
    storageGiB: 10,
    key: randomUUID(),
    ...change,
  });
  const create = (input = form()) => createDatabase(acme.as("developer"), input);
  async function connectionIs(kind: string): Promise<void> {
    const runtime = await regionRuntime(regionId);
    if (kind === "live") runtime?.hub.retryNow();
    await expect.poll(() => runtime?.hub.snapshot().state.kind, SOON).toBe(kind);
  }

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    cluster = await SmallCluster.start();
    furnish(cluster);
    regionId = (await connectRegion(acme, "one", cluster.server)).regionId;
  });
  beforeEach(async () => {
    for (const table of [operationSteps, operations, databases]) await db().delete(table);
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("makes one operation of a form that is sent eight times at once", async () => {
    const input = form();
    const all = await Promise.all(Array.from({ length: 8 }, () => create(input)));
    expect(new Set(all.map((one) => one.operationId)).size).toBe(1);
    expect(all.filter((one) => one.password !== null)).toHaveLength(1);
    expect(await db().select().from(databases)).toHaveLength(1);
  });

  it("gives a name to one of four forms, and the others hear of the name", async () => {
    const all = await Promise.allSettled(Array.from({ length: 4 }, () => create()));
    const refused = all.flatMap((one): unknown[] => (one.status === "rejected" ? [one.reason] : []));
    const taken = expect.objectContaining({ code: "conflict", fields: { name: "Choose another name." } });
    expect(refused).toEqual([taken, taken, taken]);
  });

  it("answers a form that was accepted also while the region is away", async () => {
    const input = form();
    const first = await create(input);
    await cluster.server.down();
    await connectionIs("stale");
    expect(await create(input)).toEqual({ ...first, password: null });
    await cluster.server.up();
    await connectionIs("live");
  });

  it("refuses a form whose region is disconnected in the same moment", async () => {
    const { refusal } = await inTransaction(async (tx) => {
      await tx.update(regions).set({ disconnectedAt: new Date() }).where(eq(regions.id, regionId));
      const creating = create().catch((error: unknown) => error);
      await expect.poll(waiting, SOON).toBe(1);
      return { refusal: creating };
    });
    expect(await refusal).toMatchObject({ code: "not_found" });
    await db().update(regions).set({ disconnectedAt: null }).where(eq(regions.id, regionId));
    expect(await db().select().from(databases)).toEqual([]);
  });

  it("deletes nothing that is protected in the same moment", async () => {
    const { databaseId } = await create();
    await db().update(databases).set({ deleteProtection: false });
    const { refusal } = await inTransaction(async (tx) => {
      await tx.update(databases).set({ deleteProtection: true }).where(eq(databases.id, databaseId));
      const input = { databaseId, typedName: "orders", key: randomUUID() };
      const deleting = deleteDatabase(acme.as("developer"), input).catch((error: unknown) => error);
      await expect.poll(waiting, SOON).toBe(1);
      return { refusal: deleting };
    });
    expect(await refusal).toMatchObject({ code: "precondition" });
    expect(await db().select().from(databases)).toMatchObject([{ desired: "present" }]);
  });
});
