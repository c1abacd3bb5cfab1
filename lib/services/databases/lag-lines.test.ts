import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databases } from "@/drizzle/schema/tables";
import { LagLines } from "@/lib/contract/series";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { getLagLines } from "@/lib/services/databases/lag-lines";
import { metricStore } from "@/lib/services/metrics/store";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

const MINUTE = 60_000;
const NOW = 28_333_400 * MINUTE + 30_000;

const read = (of: TestOrganization, at: number) =>
  getLagLines({ ...of.as("viewer"), now: () => new Date(at) }, {});

describe("the lag lines of an organization", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let regionId: string;
  let orders: string;
  let foreign: string;

  const sampled = (databaseId: string, minutesAgo: number, lag: number) => {
    const one = { pod: `${databaseId}-r`, labels: {}, labelsKey: "[]", at: NOW - minutesAgo * MINUTE };
    return metricStore().write(regionId, databaseId, [
      { ...one, series: "replication-lag", value: lag },
      { ...one, series: "tablet-state", value: 2 },
    ]);
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    regionId = await insertRegion(acme, "one");
    orders = await insertDatabase(acme, regionId, "orders");
    await insertDatabase(acme, regionId, "never-sampled");
    foreign = await insertDatabase(globex, await insertRegion(globex, "two"), "theirs");
    await sampled(foreign, 0, 4);
    await sampled(orders, 59, 0.123);
    await sampled(orders, 61, 50);
    await sampled(orders, 1, 12);
  });
  afterAll(async () => postgres.stop());

  it("are an hour of minutes of its own databases, and of no other's", async () => {
    const answer = await read(acme, NOW);
    expect(LagLines.parse(answer)).toEqual(answer);
    expect(Object.keys(answer.lines)).toEqual([orders]);
    const line = answer.lines[orders] ?? [];
    expect(line).toHaveLength(60);
    expect(line[0]).toBe(0.1);
    expect(line.slice(-2)).toEqual([12, null]);
    expect(Object.keys((await read(globex, NOW)).lines)).toEqual([foreign]);
  });

  it("move on by what is new, serve one reading for ten seconds, and read the hour again after a pause", async () => {
    await sampled(orders, 0, 20);
    expect((await read(acme, NOW + 5000)).lines[orders]?.slice(-2)).toEqual([12, null]);
    expect((await read(acme, NOW + 11_000)).lines[orders]?.slice(-2)).toEqual([12, 20]);
    await sampled(orders, -2, 3);
    const later = (await read(acme, NOW + 2 * MINUTE + 5000)).lines[orders] ?? [];
    expect(later).toHaveLength(60);
    expect(later[0]).toBeNull();
    expect(later.slice(-4)).toEqual([12, 20, null, 3]);
    const muchLater = (await read(acme, NOW + 58 * MINUTE)).lines[orders] ?? [];
    expect(muchLater.slice(0, 4)).toEqual([12, 20, null, 3]);
  });

  it("are gone with their database", async () => {
    await db().update(databases).set({ deletedAt: new Date() }).where(eq(databases.id, orders));
    expect((await read(acme, NOW + 59 * MINUTE)).lines).toEqual({});
  });
});
