import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { closeLiveHub, liveHub } from "@/lib/live/process-hub";
import { registerLiveProviders } from "@/lib/services/live-providers";
import { provideReports } from "@/lib/services/report";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

const SOON = { timeout: 10_000 };

describe("what the topics of this process show", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let databaseId: string;
  const log: unknown[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    databaseId = await insertDatabase(acme, await insertRegion(acme, "one"), "orders");
    provideReports({ failure: (_error, about) => log.push(about), notice: () => undefined });
    registerLiveProviders();
  });
  afterAll(async () => {
    closeLiveHub();
    await postgres.stop();
  });

  it("is gone for another organization, whoever subscribed it", async () => {
    const reader = liveHub().subscribe(globex.id, [`database:${databaseId}`], null);
    await expect
      .poll(() => reader.take().map(({ frame }) => frame), SOON)
      .toEqual([{ kind: "gone", topic: `database:${databaseId}`, reason: "not-found" }]);
    reader.end();
  });

  it("is in the log with its id when it cannot be read", async () => {
    await db()
      .update(databases)
      .set({ spec: { of: "another version" } });
    const reader = liveHub().subscribe(acme.id, [`database:${databaseId}`], null);
    await expect.poll(() => log, SOON).toContainEqual({ databaseId });
    reader.end();
  });
});
