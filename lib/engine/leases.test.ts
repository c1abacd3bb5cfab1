import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { regionLeases, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { holdLeases, type Leases } from "@/lib/engine/leases";
import { makeOrganization } from "@/lib/services/testing/people";

const REGION = "reg_leases00000000000000";
const soon = { timeout: 10_000, interval: 50 };

describe("region leases of two processes on one PostgreSQL", () => {
  let postgres: TestPostgres;
  const open: Leases[] = [];
  const hold = (): Leases & { taken: number[] } => {
    const taken: number[] = [];
    const leases = holdLeases(
      (_regionId, epoch) => taken.push(epoch),
      () => undefined,
    );
    open.push(leases);
    return Object.assign(leases, { taken });
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const acme = await makeOrganization("acme");
    await db().insert(regions).values({
      id: REGION,
      organizationId: acme.id,
      name: "one",
      server: "https://127.0.0.1:1",
      clusterUid: "uid",
      clusterName: "one",
    });
  });
  beforeEach(() => db().delete(regionLeases));
  afterEach(() => Promise.all(open.splice(0).map((leases) => leases.stop())));
  afterAll(() => postgres.stop());

  it("gives a region to one of two that start together", async () => {
    const both = [hold(), hold()];
    await vi.waitFor(() => expect(both.filter((one) => one.epochOf(REGION) !== null)).toHaveLength(1), soon);
    expect(both.flatMap((one) => one.taken)).toEqual([1]);
  });

  it("passes to the other within 2 s of a stop, with a higher epoch", async () => {
    const first = hold();
    await vi.waitFor(() => expect(first.epochOf(REGION)).toBe(1), soon);
    const second = hold();
    await first.stop();
    expect(first.epochOf(REGION)).toBeNull();
    const stoppedAt = performance.now();
    await vi.waitFor(() => expect(second.epochOf(REGION)).toBe(2), soon);
    expect(performance.now() - stoppedAt).toBeLessThan(3000);
  });

  it("passes to another within 10 s when the holder dies without a word", async () => {
    await db().execute(
      `insert into region_leases values ('${REGION}', 'dead', 4, now() + interval '7 seconds')`,
    );
    const diedAt = performance.now();
    const heir = hold();
    await vi.waitFor(() => expect(heir.epochOf(REGION)).toBe(5), soon);
    expect(performance.now() - diedAt).toBeGreaterThan(6500);
    expect(performance.now() - diedAt).toBeLessThan(10_000);
  });

  it("takes up its work again after a lease that lapsed unseen by others", async () => {
    const only = hold();
    await vi.waitFor(() => expect(only.taken).toEqual([1]), soon);
    await db().execute("alter table region_leases rename to hidden");
    await vi.waitFor(() => expect(only.epochOf(REGION)).toBeNull(), soon);
    await db().execute("alter table hidden rename to region_leases");
    await vi.waitFor(() => expect(only.taken).toEqual([1, 1]), soon);
    expect(only.epochOf(REGION)).toBe(1);
  });

  it("lets go of a region that was disconnected", async () => {
    const only = hold();
    await vi.waitFor(() => expect(only.epochOf(REGION)).toBe(1), soon);
    await db().update(regions).set({ disconnectedAt: new Date() }).where(eq(regions.id, REGION));
    await vi.waitFor(() => expect(only.epochOf(REGION)).toBeNull(), soon);
  });
});
