import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TABLETS } from "@/lib/domain/database/cells";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import { parseOperatorManifest, rewriteOperatorManifest } from "@/lib/kube/operator-manifest";
import { toVitessCluster } from "@/lib/kube/vitess-cluster";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { isPodReady, parsePod } from "@/lib/sandbox/standins/pod";
import { RESOURCES } from "@/lib/sandbox/standins/resources";
import { applyAll, DATABASE_NAMESPACE, databaseForTests, eventually } from "@/lib/sandbox/testing/install";

/** What Gantry itself writes, brought to life in the simulated region. */

let dir = "";
let sandbox: Sandbox;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gantry-sandbox-manifests-"));
  sandbox = await startSandbox({ dir, speed: 40 });
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const apply = async (manifests: readonly unknown[]) =>
  applyAll(await readFile(sandbox.kubeconfig, "utf8"), manifests);

const base: DatabaseSpec = {
  name: "orders",
  keyspace: "orders",
  size: "dev",
  availability: "zone",
  zones: ["eu-sim-1a", "eu-sim-1b", "eu-sim-1c"],
  zoneLabel: "beta",
  vtgatesPerZone: 1,
  storageClass: "standard-rwo",
  storageBytes: 10 * 1024 ** 3,
  vitessVersion: "24.0.0",
};

async function pods() {
  const { items } = await sandbox.standins.client.list(RESOURCES.pods, { namespace: DATABASE_NAMESPACE });
  return items.map(parsePod);
}

describe("the manifests that Gantry applies", () => {
  it("install the operator of the simulated region's own catalogue entry", async () => {
    const manifest = parseOperatorManifest(await readFile(sandbox.manifest, "utf8"));
    await apply(
      rewriteOperatorManifest(manifest, {
        operatorNamespace: "gantry-system",
        databaseNamespaces: [DATABASE_NAMESPACE],
        image: "gantry-standin/vitess-operator:v2.17.0",
        labels: { "gantry/install": "test" },
      }),
    );
    const { client } = sandbox.standins;
    const operator = await eventually(
      async () => (await client.list(RESOURCES.pods, { namespace: "gantry-system" })).items.map(parsePod),
      (seen) => seen.length === 1 && seen.every(isPodReady),
      "the operator",
    );
    expect(operator[0]?.metadata.name).toMatch(/^vitess-operator-/);
  });

  const shapes: [string, Partial<DatabaseSpec>][] = [
    ["that survives the loss of a zone", {}],
    ["that survives the loss of a node", { availability: "node" }],
    ["that survives nothing", { availability: "single" }],
  ];

  it.each(shapes)("bring a database alive %s", async (_shape, change) => {
    const spec = { ...base, ...change };
    const cluster = toVitessCluster(spec, {
      namespace: DATABASE_NAMESPACE,
      labels: { "gantry/database": "db_test" },
      annotations: { "gantry/generation": "1" },
      usersSecret: "orders-users",
      initSecret: "orders-init",
    });
    await apply([...databaseForTests("orders").slice(0, 2), cluster]);
    const { client } = sandbox.standins;
    await eventually(
      async () => ({
        shards: (await client.list(RESOURCES.shards, { namespace: DATABASE_NAMESPACE })).items,
        pods: await pods(),
      }),
      (seen) =>
        seen.shards.some((shard) => JSON.stringify(shard["status"] ?? {}).includes('"hasMaster":"True"')) &&
        seen.pods.every(isPodReady),
      "a serving database",
    );
    const tablets = (await pods()).filter(
      (pod) => pod.metadata.labels?.["planetscale.com/component"] === "vttablet",
    );
    expect(tablets).toHaveLength(TABLETS[spec.availability]);
    expect(new Set(tablets.map((pod) => pod.spec.nodeName)).size).toBe(tablets.length);
    await client.remove(RESOURCES.clusters, DATABASE_NAMESPACE, "orders");
    await eventually(pods, (seen) => seen.length === 0, "the end of the pods");
  });

  it("are refused with the server's words when a field is wrong", async () => {
    const cluster = toVitessCluster(base, {
      namespace: DATABASE_NAMESPACE,
      labels: {},
      annotations: {},
      usersSecret: "u",
      initSecret: "i",
    });
    const wrong = { ...cluster, spec: { ...Object(cluster["spec"]), cels: [] } };
    await expect(apply([wrong])).rejects.toThrow(/spec\.cels/);
  });
});
