import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audit, databases, operations, operationSteps, regionCredentials } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { newId } from "@/lib/services/new-id";
import { storeStep, takeOperation } from "@/lib/services/operations/record";
import { operationView } from "@/lib/services/operations/read";
import { disconnectRegion, previewDisconnect } from "@/lib/services/regions/disconnect";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

describe("disconnecting a region", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let regionId: string;
  let databaseId: string;
  const operationId = newId("op");

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    regionId = await insertRegion(acme, "one");
    databaseId = await insertDatabase(acme, regionId, "orders");
    await db()
      .insert(regionCredentials)
      .values({ regionId, organizationId: acme.id, kind: "token", sealed: "sealed" });
    await db().insert(operations).values({
      id: operationId,
      organizationId: acme.id,
      kind: "create-database",
      idempotencyKey: "key-of-a-form",
      regionId,
      databaseId,
      actorId: "usr_1",
      actor: "ana@example.com",
      input: {},
      sealedInput: "sealed",
    });
    await db().insert(operationSteps).values({ operationId, stepId: "plan", position: 0 });
  });
  afterAll(() => postgres.stop());

  it("is an admin's of this organization, with the name typed", async () => {
    const input = { regionId, typedName: "one" };
    await expect(disconnectRegion(acme.as("developer"), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(disconnectRegion(globex.as("owner"), input)).rejects.toMatchObject({ code: "not_found" });
    await expect(previewDisconnect(globex.as("owner"), { regionId })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(disconnectRegion(acme.as("admin"), { regionId, typedName: "two" })).rejects.toMatchObject({
      fields: { typedName: "Type one." },
    });
  });

  it("forgets the credential and ends what is under way, also what another process drives", async () => {
    const driven = await takeOperation(operationId, 1);
    const done = await disconnectRegion(acme.as("admin"), { regionId, typedName: "one" });
    expect(done).toMatchObject({ databasesLeftRunning: ["orders"], operationsCancelled: [operationId] });
    expect(await db().select().from(regionCredentials)).toEqual([]);
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

  it("happens once", async () => {
    await expect(disconnectRegion(acme.as("admin"), { regionId, typedName: "one" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
