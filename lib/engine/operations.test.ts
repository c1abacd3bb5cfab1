import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, operations, operationSteps } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { driveOperations, type OperationDriver } from "@/lib/engine/operations";
import { createDatabase } from "@/lib/services/databases/create";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { operationView } from "@/lib/services/operations/read";
import { closeAllRegions } from "@/lib/services/regions/runtime";
import { provideReports } from "@/lib/services/report";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";
import { wakeOperations } from "@/lib/services/wake";

const SOON = { timeout: 15_000, interval: 20 };

describe("driving operations", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;
  let driver: OperationDriver | null = null;
  const points: unknown[] = [];
  const faults: unknown[] = [];
  const note = (message: unknown) => points.push(message);

  const create = () =>
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
  const drive = async () => {
    const held = { epochOf: () => 1, stop: () => Promise.resolve() };
    driver = await driveOperations(held, (error) => faults.push(error));
    return driver;
  };
  const passed = (operationId: string, point: string): number =>
    points.filter((one) => JSON.stringify(one) === JSON.stringify({ operationId, point })).length;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    cluster = await SmallCluster.start();
    furnish(cluster);
    regionId = (await connectRegion(acme, "one", cluster.server)).regionId;
    provideReports({ failure: (_error, about) => faults.push(about), notice: () => undefined });
    subscribe("gantry:operation", note);
  });
  beforeEach(async () => {
    cluster.empty("gantry-acme");
    for (const table of [operationSteps, operations, databases]) await db().delete(table);
    faults.length = 0;
  });
  afterEach(() => driver?.stop());
  afterAll(async () => {
    unsubscribe("gantry:operation", note);
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("drives one operation once, however many calls come for it at the same moment", async () => {
    const { operationId } = await create();
    await drive();
    for (let n = 0; n < 5; n += 1) wakeOperations(operationId);
    await expect.poll(() => passed(operationId, "apply:stored"), SOON).toBeGreaterThan(0);
    for (const step of ["plan", "namespace", "secrets", "apply"])
      expect([step, passed(operationId, `${step}:start`)]).toEqual([step, 1]);
  });

  it("tells a person when Gantry itself fails at a step, the log once, and goes on when it can", async () => {
    const { operationId } = await create();
    const [sealed] = await db().select({ text: operations.sealedInput }).from(operations);
    await db().update(operations).set({ sealedInput: "broken" });
    await drive();
    wakeOperations(operationId);
    await expect.poll(() => passed(operationId, "secrets:stored"), SOON).toBeGreaterThan(1);
    const view = await operationView(acme.id, operationId);
    expect(view).toMatchObject({
      state: "needs-attention",
      attention: { state: "Gantry itself failed at this step." },
    });
    expect(JSON.stringify(view)).not.toContain("Not a sealed text");
    expect(faults).toEqual([{ operationId, regionId, step: "secrets" }]);
    await db().update(operations).set({ sealedInput: sealed?.text }).where(eq(operations.id, operationId));
    const attention = async () => (await operationView(acme.id, operationId))?.attention;
    await expect.poll(attention, SOON).toBeNull();
    expect(passed(operationId, "apply:stored")).toBe(1);
  });
});
