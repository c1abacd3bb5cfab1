import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startRealRegion, type RealRegion } from "@/e2e/fixtures/real-region";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { podFact } from "@/lib/domain/cluster/testing-facts";
import { startEngine, stopEngine } from "@/lib/engine/start";
import { createDatabase } from "@/lib/services/databases/create";
import { deleteDatabase } from "@/lib/services/databases/delete";
import { planDatabase } from "@/lib/services/databases/plan";
import { planDraft } from "@/lib/services/databases/plan-draft";
import { protectDatabase } from "@/lib/services/databases/protect";
import { getOperation } from "@/lib/services/operations/read";
import { installOperator, planInstallation } from "@/lib/services/regions/install";
import { registerRegion } from "@/lib/services/regions/register";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";

const LONG = { timeout: 60_000, interval: 250 };
const NODES = ["node-1", "node-2", "node-3", "node-4", "node-5", "node-6"];
const CPU_MILLI = 7910;
const MEMORY_MIB = 30 * 1024;

type Choice = Pick<DatabaseDraft, "size" | "availability" | "vtgatesPerZone">;

/** Each is asked of a cluster that others have filled until one part in 64 more would leave no plan. */
const CHOICES: (Choice & { full: "cpu" | "memory" })[] = [
  { size: "dev", availability: "zone", vtgatesPerZone: 2, full: "cpu" },
  { size: "small", availability: "zone", vtgatesPerZone: 2, full: "memory" },
  { size: "medium", availability: "zone", vtgatesPerZone: 1, full: "cpu" },
  { size: "small", availability: "zone", vtgatesPerZone: 5, full: "cpu" },
  { size: "small", availability: "node", vtgatesPerZone: 3, full: "cpu" },
  { size: "medium", availability: "node", vtgatesPerZone: 1, full: "memory" },
  { size: "large", availability: "single", vtgatesPerZone: 2, full: "cpu" },
];

const draftOf = ({ size, availability, vtgatesPerZone }: Choice, name: string) => ({
  name,
  size,
  availability,
  vtgatesPerZone,
  storageClass: "standard-rwo",
  storageGiB: 10,
});

interface Filler {
  node: string;
  cpuMilli: number;
  memoryMib: number;
}

/** A series of numbers from 0 to 1 that is the same each time, so that a failure can be looked at again. */
function series(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** What others hold at a level from 0 to 1: uneven over the nodes, and never all of one. */
function fillersAt(level: number, shares: readonly number[], full: "cpu" | "memory"): Filler[] {
  return NODES.map((node, index) => {
    const part = level * (shares[index] ?? 0);
    const cpu = full === "cpu" ? part : part / 2;
    const memory = full === "memory" ? part : part / 2;
    return {
      node,
      cpuMilli: Math.floor(cpu * CPU_MILLI * 0.98),
      memoryMib: Math.floor(memory * MEMORY_MIB * 0.98),
    };
  });
}

const Pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), message: z.string().optional() })).optional(),
      }),
    }),
  ),
});

describe("a plan that fits close to the limit is one that the real scheduler carries out", () => {
  let region: RealRegion;
  let postgres: TestPostgres;
  let acme: TestOrganization;
  let regionId: string;

  beforeAll(async () => {
    region = await startRealRegion(20);
    postgres = await startTestPostgres({ ...region.settings });
    await startEngine({ failure: () => undefined, notice: () => undefined });
    acme = await makeOrganization("acme");
    const admin = acme.as("admin");
    const kubeconfig = readFileSync(region.plane.kubeconfig, "utf8");
    ({ regionId } = await registerRegion(admin, { kind: "kubeconfig", name: "harbour", kubeconfig }));
    await region.plane.kubectl(["create", "namespace", "others"]);
  });
  afterAll(async () => {
    await stopEngine();
    await postgres.stop();
    await region.stop();
  });

  /** How an operation ended; waits until it has. */
  async function endOf(operationId: string): Promise<string> {
    const view = () => getOperation(acme.as("viewer"), { operationId });
    await expect.poll(async () => (await view()).endedAt, LONG).not.toBeNull();
    return (await view()).state;
  }

  async function runtime() {
    const found = await regionRuntime(regionId);
    if (found === null) throw new Error("The region is not open.");
    return found;
  }

  /** The fullest level, in steps of a 64th, at which the plan still fits. */
  async function fullestFor(choice: (typeof CHOICES)[number], shares: readonly number[]): Promise<Filler[]> {
    const real = await runtime();
    const snapshot = real.hub.snapshot();
    const fits = (level: number): boolean => {
      const pods = fillersAt(level, shares, choice.full).map(({ node, cpuMilli, memoryMib }) =>
        podFact(`filler-${node}`, node, {
          namespace: "others",
          requestsCpuMilli: cpuMilli,
          requestsMemoryBytes: memoryMib * 1024 ** 2,
        }),
      );
      const hub = { ...real.hub, snapshot: () => ({ ...snapshot, pods: [...snapshot.pods, ...pods] }) };
      return planDraft({ ...real, hub }, hub.snapshot(), draftOf(choice, "x-probe")).plan.fits;
    };
    let level = 64;
    while (level > 0 && !fits(level / 64)) level -= 1;
    expect(level, "it fits an empty cluster, and not a full one").toBeGreaterThan(0);
    return fillersAt(level / 64, shares, choice.full);
  }

  async function fill(fillers: readonly Filler[]): Promise<void> {
    const items = fillers.map(({ node, cpuMilli, memoryMib }) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `filler-${node}`, namespace: "others" },
      spec: {
        nodeName: node,
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "other",
            image: "registry.example.com/other:1",
            resources: { requests: { cpu: `${cpuMilli}m`, memory: `${memoryMib}Mi` } },
          },
        ],
      },
    }));
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    await region.plane.kubectl(["apply", "--server-side", "--filename=-"], list);
    const { hub } = await runtime();
    const seen = () => hub.snapshot().pods.filter((pod) => pod.namespace === "others").length;
    await expect.poll(seen, LONG).toBe(fillers.length);
  }

  async function empty(): Promise<void> {
    await region.plane.kubectl(["delete", "pods", "--all", "--namespace=others", "--force"]);
    const { hub } = await runtime();
    const left = () =>
      hub.snapshot().pods.filter(({ namespace }) => namespace === "others" || namespace === "gantry-acme")
        .length;
    await expect.poll(left, LONG).toBe(0);
  }

  async function podsOf(name: string) {
    const selector = `--selector=planetscale.com/cluster=${name}`;
    const text = await region.plane.kubectl([
      "get",
      "pods",
      "--namespace=gantry-acme",
      selector,
      "--output=json",
    ]);
    return Pods.parse(JSON.parse(text)).items;
  }

  /** What the scheduler says of the pods that it did not place. */
  async function unplaced(name: string): Promise<string[]> {
    const pods = await podsOf(name);
    return pods
      .filter((pod) => pod.spec.nodeName === undefined)
      .map(
        (pod) =>
          `${pod.metadata.name}: ${pod.status.conditions?.find(({ type }) => type === "PodScheduled")?.message ?? "waits"}`,
      );
  }

  test("the operator is installed", async () => {
    const admin = acme.as("admin");
    const { version } = await planInstallation(admin, { regionId });
    const { operationId } = await installOperator(admin, { regionId, version, key: randomUUID() });
    expect(await endOf(operationId)).toBe("succeeded");
  });

  test.each(CHOICES.map((choice, index) => ({ ...choice, index })))(
    "$size, survives $availability, $vtgatesPerZone vtgates, $full nearly all taken",
    async ({ index, ...choice }) => {
      const developer = acme.as("developer");
      const next = series(index + 1);
      const shares = NODES.map(() => 0.7 + 0.3 * next());
      const name = `plan-${index}`;
      const draft = { ...draftOf(choice, name), regionId };
      await fill(await fullestFor(choice, shares));
      const { plan } = await planDatabase(developer, draft);
      expect(plan.refusals).toEqual([]);

      const { operationId, databaseId } = await createDatabase(developer, { ...draft, key: randomUUID() });
      const wanted = plan.zones.flatMap((zone) => zone.pods).reduce((sum, pod) => sum + pod.count, 0);
      await expect.poll(async () => (await podsOf(name)).length, LONG).toBe(wanted);
      await expect.poll(() => unplaced(name), LONG).toEqual([]);
      expect(await endOf(operationId)).toBe("succeeded");

      await protectDatabase(developer, { databaseId, protected: false });
      const gone = await deleteDatabase(developer, { databaseId, typedName: name, key: randomUUID() });
      expect(await endOf(gone.operationId)).toBe("succeeded");
      await empty();
    },
    240_000,
  );
});
