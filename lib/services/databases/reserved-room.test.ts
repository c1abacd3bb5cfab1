import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createDatabase } from "@/lib/services/databases/create";
import { planDatabase } from "@/lib/services/databases/plan";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { operationView } from "@/lib/services/operations/read";
import { closeAllRegions } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { connectRegion } from "@/lib/services/testing/rows";
import { furnish, SmallCluster } from "@/lib/services/testing/small-cluster";

describe("creations that are accepted at the same time", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let cluster: SmallCluster;
  let regionId: string;
  const draft = (name: string) => ({
    name,
    regionId,
    size: "medium",
    availability: "zone",
    vtgatesPerZone: 1,
    storageClass: "standard",
    storageGiB: 10,
  });
  const create = (name: string) =>
    createDatabase(acme.as("developer"), { ...draft(name), key: randomUUID() });

  beforeAll(async () => {
    postgres = await startTestPostgres();
    await startJobs([OPERATION_QUEUE], () => undefined);
    acme = await makeOrganization("acme");
    cluster = await SmallCluster.start();
    furnish(cluster);
    regionId = (await connectRegion(acme, "one", cluster.server)).regionId;
  });
  afterAll(async () => {
    await closeAllRegions();
    await cluster.server.down();
    await stopJobs();
    await postgres.stop();
  });

  it("count each other's pods, though none of them is there yet", async () => {
    expect((await planDatabase(acme.as("developer"), draft("orders"))).plan.fits).toBe(true);
    const asked = await Promise.allSettled(["orders", "carts", "stock"].map(create));
    const made = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const refused = asked.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(made).toHaveLength(2);
    expect(refused).toEqual([expect.objectContaining({ code: "precondition" })]);
    expect((await planDatabase(acme.as("developer"), draft("other"))).plan.fits).toBe(false);
    expect(cluster.writes).toEqual([]);

    // What was promised to both holds for both, in whatever order they are carried out.
    for (const { operationId } of made.toReversed()) {
      await advanceOperation(operationId, 1, () => new Date());
      const [plan] = (await operationView(acme.id, operationId))?.steps ?? [];
      expect(plan).toMatchObject({ id: "plan", state: "done" });
    }
  });
});
