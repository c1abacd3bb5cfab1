import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { databases, podHealth } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { snapshotOf } from "@/lib/domain/cluster/testing-facts";
import type { ClusterSnapshot, ConnectionState } from "@/lib/domain/cluster/snapshot";
import { HealthRecorder } from "@/lib/engine/health-recorder";
import { getPodHealth } from "@/lib/services/databases/pod-health";
import { RegionDatabases } from "@/lib/services/databases/region-databases";
import { containerFact, databasePod } from "@/lib/services/testing/facts";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { insertDatabase, insertRegion } from "@/lib/services/testing/rows";

const T0 = Date.parse("2026-11-20T10:00:00Z");

const tablet = (over: Partial<PodFact> = {}) =>
  databasePod(
    "orders-vttablet-1",
    { namespace: "gantry-acme", cluster: "orders", component: "vttablet" },
    over,
  );
const restarting = () =>
  tablet({
    ready: false,
    containers: [containerFact({ ready: false, restarts: 1, lastReason: "OOMKilled" })],
  });

describe("pod health, from the watch to the strip", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let globex: TestOrganization;
  let regionId: string;
  let databaseId: string;

  /** One region as the recorder sees it: pods, the connection and the clock are set by the test. */
  class World {
    now = T0;
    pods = new Map<string, PodFact>();
    state: ConnectionState = { kind: "live", since: T0, checkedAt: T0, cause: null };
    recorder = this.start();

    start() {
      return new HealthRecorder({
        databases: new RegionDatabases(regionId),
        snapshot: (): ClusterSnapshot => snapshotOf({ state: this.state, pods: [...this.pods.values()] }),
        now: () => this.now,
      });
    }

    set(pod: PodFact) {
      this.pods.set(pod.name, pod);
      this.recorder.observe({ kind: "fact", type: "modified", fact: pod });
    }

    remove(pod: PodFact) {
      this.pods.delete(pod.name);
      this.recorder.observe({ kind: "fact", type: "deleted", fact: pod });
    }

    connection(kind: ConnectionState["kind"]) {
      this.state = { ...this.state, kind, since: this.now };
      this.recorder.observe({ kind: "state", state: this.state });
    }

    async pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        this.now += 1000;
        await this.recorder.flush();
      }
    }

    async strips() {
      const ctx = { ...acme.as("viewer"), now: () => new Date(this.now) };
      const views = await getPodHealth(ctx, { databaseId, from: T0, to: this.now + 1 });
      return Object.fromEntries(
        views.map((view) => [
          view.pod,
          view.segments.map((one) => [
            (one.from - T0) / 1000,
            one.to === null ? null : (one.to - T0) / 1000,
            one.state,
          ]),
        ]),
      );
    }
  }

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
    globex = await makeOrganization("globex");
    regionId = await insertRegion(acme, "one");
    databaseId = await insertDatabase(acme, regionId, "orders");
  });
  beforeEach(() => db().delete(podHealth));
  afterAll(() => postgres.stop());

  it("shows a restart between two ready times, and the open end while the watch lives", async () => {
    const world = new World();
    world.set(tablet());
    await world.pass(30);
    world.set(restarting());
    await world.pass(20);
    world.set(tablet());
    await world.pass(30);
    expect(await world.strips()).toEqual({
      "orders-vttablet-1": [
        [1, 30, "ready"],
        [30, 50, "restarting"],
        [50, null, "ready"],
      ],
    });
  });

  it("calls the time of a stale region unseen, and a pod that left meanwhile gone", async () => {
    const world = new World();
    const gateway = databasePod("orders-vtgate-1", {
      namespace: "gantry-acme",
      cluster: "orders",
      component: "vtgate",
    });
    world.set(tablet());
    world.set(gateway);
    await world.pass(21);
    world.connection("stale");
    world.pods.delete(gateway.name);
    await world.pass(100);
    expect((await world.strips())["orders-vttablet-1"]?.at(-1)).toEqual([21, null, "unseen"]);
    world.connection("live");
    await world.pass(20);
    expect(await world.strips()).toEqual({
      "orders-vttablet-1": [
        [1, 21, "ready"],
        [21, 122, "unseen"],
        [122, null, "ready"],
      ],
      "orders-vtgate-1": [
        [1, 21, "ready"],
        [21, 122, "unseen"],
        [122, null, "gone"],
      ],
    });
  });

  it("goes on after a quick restart of Gantry as if nothing was, and says unseen after a long one", async () => {
    const world = new World();
    world.set(tablet());
    await world.pass(25);
    world.now += 8000;
    world.recorder = world.start();
    await world.pass(25);
    expect((await world.strips())["orders-vttablet-1"]).toEqual([[1, null, "ready"]]);
    world.now += 60_000;
    world.recorder = world.start();
    await world.pass(5);
    expect((await world.strips())["orders-vttablet-1"]?.map((one) => one[2])).toEqual([
      "ready",
      "unseen",
      "ready",
    ]);
  });

  it("leaves foreign pods alone: another namespace, another cluster, no label", async () => {
    const world = new World();
    world.set(databasePod("a", { namespace: "default", cluster: "orders", component: "vttablet" }));
    world.set(databasePod("b", { namespace: "gantry-acme", cluster: "other", component: "vttablet" }));
    world.set({ ...tablet(), name: "c", uid: "c", labels: {} });
    await world.pass(3);
    expect(await db().select().from(podHealth)).toEqual([]);
  });

  it("keeps what it could not write and writes it later", async () => {
    const world = new World();
    world.set(tablet());
    await world.pass(1);
    await db().execute("alter table pod_health rename to hidden");
    world.set(restarting());
    await expect(world.pass(1)).rejects.toMatchObject({ cause: { code: "42P01" } });
    await db().execute("alter table hidden rename to pod_health");
    await world.pass(1);
    expect((await world.strips())["orders-vttablet-1"]?.map((one) => one[2])).toEqual([
      "ready",
      "restarting",
    ]);
  });

  it("is read by members of its organization only, for at most a day", async () => {
    const range = { databaseId, from: T0, to: T0 + 1000 };
    await expect(getPodHealth(globex.as("owner"), range)).rejects.toMatchObject({ code: "not_found" });
    await expect(getPodHealth(acme.as("viewer"), { ...range, to: T0 })).rejects.toMatchObject({
      code: "invalid",
    });
    await expect(getPodHealth(acme.as("viewer"), { ...range, to: T0 + 86_400_001 })).rejects.toMatchObject({
      code: "invalid",
      fields: { from: "At most 24 hours." },
    });
    await db().update(databases).set({ deletedAt: new Date() }).where(eq(databases.id, databaseId));
    await expect(getPodHealth(acme.as("viewer"), range)).rejects.toMatchObject({ code: "not_found" });
  });
});
