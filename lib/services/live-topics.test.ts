import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { visibleTopics } from "@/lib/services/live-topics";
import { openLiveStream } from "@/lib/services/live-stream";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

describe("topics of the live stream", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let regionId: string;
  let databaseId: string;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    regionId = await insertRegion(acme, "one");
    databaseId = await insertDatabase(acme, regionId, "orders");
  });
  afterAll(() => postgres.stop());

  const topics = () => ["overview", `region:${regionId}`, `database:${databaseId}`, "operation:op_none"];

  it("are those of one's own organization, and a foreign one looks like a missing one", async () => {
    expect(await visibleTopics(acme.as("viewer").actor, topics())).toEqual(topics().slice(0, 3));
    expect(await visibleTopics(globex.as("owner").actor, topics())).toEqual(["overview"]);
  });

  it("end with what they are about", async () => {
    await db().update(databases).set({ deletedAt: new Date() }).where(eq(databases.id, databaseId));
    expect(await visibleTopics(acme.as("owner").actor, topics())).toEqual(topics().slice(0, 2));
    await db().update(databases).set({ deletedAt: null }).where(eq(databases.id, databaseId));
  });

  it("are refused as a whole when they are no topics", () => {
    const { actor: person } = acme.as("viewer");
    const open = (query: unknown) => openLiveStream({ person, query, personNow: async () => person });
    expect(() => open({ topics: "overview,secrets:1", last: null })).toThrow(/no topics/);
    expect(() => open({ topics: "overview", last: null, more: "1" })).toThrow(/another value/);
  });

  it("are told as gone to a reader whose session ended or who was removed", async () => {
    const { actor: person } = acme.as("viewer");
    const open = openLiveStream({
      person,
      query: { topics: `overview,database:${databaseId}`, last: null },
      personNow: async () => null,
    });
    const events = [];
    for await (const event of open(AbortSignal.timeout(5000))) events.push(event.frame);
    expect(events).toEqual([
      { kind: "gone", topic: "overview", reason: "no-permission" },
      { kind: "gone", topic: `database:${databaseId}`, reason: "no-permission" },
    ]);
  });
});
