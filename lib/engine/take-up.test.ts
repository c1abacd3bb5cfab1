import { describe, expect, it } from "vitest";
import { createTakeUps } from "@/lib/engine/take-up";

/** Takes that end when the test says so. */
function setUp() {
  const waiting: { regionId: string; end: (failure?: string) => void }[] = [];
  const errors: string[] = [];
  const held = new Set(["one", "two"]);
  let busy = 0;
  let most = 0;
  const takeUps = createTakeUps({
    againMs: 1,
    isHeld: (regionId) => held.has(regionId),
    onError: (error, regionId) => errors.push(`${regionId}: ${error instanceof Error ? error.message : ""}`),
    take: async (regionId) => {
      busy += 1;
      most = Math.max(most, busy);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const end = (failure?: string) => (failure === undefined ? resolve() : reject(new Error(failure)));
      waiting.push({ regionId, end });
      await promise.finally(() => (busy -= 1));
    },
  });
  const next = async () => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    return waiting.shift();
  };
  return { takeUps, waiting, errors, held, next, most: () => most };
}

describe("taking up a region", () => {
  it("is tried again until it works, with each failure reported", async () => {
    const { takeUps, next, errors } = setUp();
    takeUps.begin("one");
    (await next())?.end("no database");
    (await next())?.end("no database");
    (await next())?.end();
    await takeUps.stop();
    expect(errors).toEqual(["one: no database", "one: no database"]);
  });

  it("is not tried for a lease that is gone", async () => {
    const { takeUps, next, held, waiting } = setUp();
    takeUps.begin("one");
    const first = await next();
    held.delete("one");
    first?.end("no database");
    await takeUps.stop();
    expect(waiting).toEqual([]);
  });

  it("happens one after the other for a region whose lease lapsed and came back", async () => {
    const { takeUps, next, most } = setUp();
    takeUps.begin("one");
    takeUps.begin("one");
    (await next())?.end();
    (await next())?.end();
    await takeUps.stop();
    expect(most()).toBe(1);
    takeUps.begin("two");
    await takeUps.stop();
  });
});
