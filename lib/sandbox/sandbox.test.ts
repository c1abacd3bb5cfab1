import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { isPodReady, parsePod } from "@/lib/sandbox/standins/pod";
import { RESOURCES } from "@/lib/sandbox/standins/resources";
import { createTransport } from "@/lib/sandbox/standins/api-transport";
import { readKubeconfig } from "@/lib/sandbox/standins/kubeconfig";
import type { SandboxState, TabletState } from "@/lib/sandbox/steering/state";
import {
  applyAll,
  DATABASE_NAMESPACE,
  databaseForTests,
  eventually,
  operatorForTests,
} from "@/lib/sandbox/testing/install";

const SPEED = 40;
const problems: unknown[] = [];
let dir = "";
let sandbox: Sandbox;

const start = () => startSandbox({ dir, speed: SPEED, onProblem: (problem) => problems.push(problem) });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gantry-sandbox-"));
  sandbox = await start();
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const client = () => sandbox.standins.client;
const kubeconfig = () => readFile(sandbox.kubeconfig, "utf8");

const Shard = z.looseObject({
  status: z
    .looseObject({
      hasMaster: z.string(),
      masterAlias: z.string().optional(),
      tablets: z.record(z.string(), z.looseObject({ ready: z.string(), type: z.string().optional() })),
    })
    .optional(),
});

async function shardStatus() {
  const { items } = await client().list(RESOURCES.shards, { namespace: DATABASE_NAMESPACE });
  return items[0] === undefined ? undefined : Shard.parse(items[0]).status;
}

async function pods() {
  return (await client().list(RESOURCES.pods, { namespace: DATABASE_NAMESPACE })).items.map(parsePod);
}

async function clusterUid() {
  return (await client().get(RESOURCES.namespaces, null, "kube-system"))?.metadata.uid;
}

async function restarts() {
  return (await pods()).flatMap((pod) => pod.status?.containerStatuses?.map((one) => one.restartCount) ?? []);
}

async function steer(body: object): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${sandbox.control}/trouble`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: await answer.text() };
}

async function state(): Promise<SandboxState> {
  return (await (await fetch(`${sandbox.control}/state`)).json()) as SandboxState;
}

const split = (key: string) => ({ namespace: key.split("/")[0], pod: key.split("/")[1] });
const replicasOf = (seen: SandboxState): TabletState[] =>
  seen.tablets.filter((one) => one.type === "REPLICA");

async function readPod(podKey: string, path: string): Promise<string> {
  const transport = createTransport(readKubeconfig(await kubeconfig()), "test");
  try {
    const { namespace, pod } = split(podKey);
    const answer = await transport.send({
      method: "GET",
      path: `/api/v1/namespaces/${namespace}/pods/${pod}:15000/proxy${path}`,
    });
    return await answer.body.text();
  } finally {
    await transport.close();
  }
}

const valueOf = (page: string, series: string): number =>
  Number(
    page
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")[1] ?? Number.NaN,
  );

const serving = () =>
  eventually(
    async () => ({ shard: await shardStatus(), pods: await pods() }),
    (seen) =>
      seen.shard?.hasMaster === "True" &&
      Object.values(seen.shard.tablets).every((tablet) => tablet.ready === "True") &&
      seen.pods.every(isPodReady),
    "a serving database",
  );

/** One database lives through all of it, in the order of its life. */
async function said(): Promise<string[]> {
  const { items } = await client().list(RESOURCES.events, { namespace: DATABASE_NAMESPACE });
  return items.map((one) => `${String(one["reason"])}: ${String(one["message"])}`);
}

describe("a database in the simulated region", () => {
  it("does not exist for anybody while no operator is installed", async () => {
    await expect(applyAll(await kubeconfig(), databaseForTests("orders").slice(2))).rejects.toThrow(
      /could not find the requested resource|not found/,
    );
  });

  it("comes alive once the operator runs: topology server, tablets, primary, gateways", async () => {
    await applyAll(await kubeconfig(), operatorForTests());
    await applyAll(await kubeconfig(), databaseForTests("orders"));
    const seen = await serving();
    expect(seen.pods).toHaveLength(13);
    const zones = seen.pods
      .filter((pod) => pod.metadata.labels?.["planetscale.com/component"] === "vttablet")
      .map((pod) => pod.spec.nodeName);
    expect(new Set(zones).size).toBe(3);
  });

  it("says its events in the operator's words", async () => {
    // Events are written behind the status that they are about.
    await expect
      .poll(said, { timeout: 20_000 })
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^InitShardPrimary: initialized shard replication with primary tablet ca-\d{10}$/,
          ),
          "TopoCellAlias: Created or updated cells alias: planetscale_operator_default -> [ca cb cc]",
          "TopoConnectFailed: failed to connect to global lockserver: context deadline exceeded",
        ]),
      );
  });

  it("takes queries, and counts them where they go", async () => {
    const [gateway] = (await state()).gateways;
    const page = await eventually(
      () => readPod(gateway ?? "", "/metrics"),
      (text) => valueOf(text, 'vtgate_api_count{db_type="primary",keyspace="main",operation="Execute"}') > 0,
      "a counted query",
    );
    expect(valueOf(page, "vtgate_mysql_server_conn_count")).toBeGreaterThan(0);
  });

  it("lags by a second a second while its applier is blocked, and catches up", async () => {
    const [replica] = replicasOf(await state());
    const where = split(replica?.pod ?? "");
    expect((await steer({ kind: "block-applier", ...where })).status).toBe(200);
    const page = await eventually(
      () => readPod(replica?.pod ?? "", "/metrics"),
      (text) => valueOf(text, "vttablet_replication_lag_sec") >= 4,
      "lag",
      15_000,
    );
    expect(valueOf(page, "vttablet_tablet_state")).toBe(2);
    expect((await steer({ kind: "release-applier", ...where })).status).toBe(200);
    await eventually(
      () => readPod(replica?.pod ?? "", "/metrics"),
      (text) => valueOf(text, "vttablet_replication_lag_sec") <= 1,
      "the end of the lag",
      15_000,
    );
  });

  it("gets another primary when its primary is killed, and the killed tablet back as a replica", async () => {
    const before = (await shardStatus())?.masterAlias;
    expect(
      (await steer({ kind: "kill-primary", namespace: DATABASE_NAMESPACE, database: "orders" })).status,
    ).toBe(200);
    await eventually(
      shardStatus,
      (seen) => seen?.hasMaster === "True" && seen.masterAlias !== before,
      "a new primary",
    );
    const after = await serving();
    expect(after.shard?.tablets[before ?? ""]).toMatchObject({ type: "replica", ready: "True" });
    expect((await state()).tablets.filter((one) => one.type === "PRIMARY")).toHaveLength(1);
  });

  it("is there again after a restart of the sandbox, with the same primary and identity", async () => {
    const [before, primary, server] = [
      await clusterUid(),
      (await shardStatus())?.masterAlias,
      sandbox.server,
    ];
    const counted = await restarts();
    await sandbox.close();
    sandbox = await start();
    expect(sandbox.server).toBe(server);
    expect(await clusterUid()).toBe(before);
    const seen = await serving();
    expect(seen.shard?.masterAlias).toBe(primary);
    await eventually(
      state,
      (now) => now.tablets.filter((one) => one.serving).length === 3,
      "serving tablets",
    );
    expect(await restarts()).toEqual(counted);
  });

  it("cannot be reached while the region is unreachable, and lives on meanwhile", async () => {
    const transport = createTransport(readKubeconfig(await kubeconfig()), "test");
    expect((await steer({ kind: "unreachable" })).status).toBe(200);
    await expect(transport.json({ method: "GET", path: "/version" })).rejects.toThrow("ECONNREFUSED");
    expect((await state()).reachable).toBe(false);
    expect((await state()).tablets.every((one) => one.serving)).toBe(true);
    expect((await steer({ kind: "reachable" })).status).toBe(200);
    await expect(transport.json({ method: "GET", path: "/version" })).resolves.toMatchObject({ major: "1" });
    await transport.close();
  });

  it("goes with everything that it had when it is deleted; the secrets stay", async () => {
    await client().remove(RESOURCES.clusters, DATABASE_NAMESPACE, "orders");
    const kinds = [
      RESOURCES.pods,
      RESOURCES.claims,
      RESOURCES.services,
      RESOURCES.deployments,
      RESOURCES.shards,
    ];
    await eventually(
      async () => {
        const lists = await Promise.all(
          kinds.map((of) => client().list(of, { namespace: DATABASE_NAMESPACE })),
        );
        return [...lists, await client().list(RESOURCES.volumes)].flatMap((one) =>
          one.items.map((item) => item.metadata.name),
        );
      },
      (left) => left.length === 0,
      "the end of everything",
    );
    expect(await client().get(RESOURCES.secrets, DATABASE_NAMESPACE, "orders-users")).not.toBeNull();
    expect((await state()).tablets).toEqual([]);
  });

  it("met no problem that its parts did not handle", () => {
    expect(problems).toEqual([]);
  });
});

describe("what a database waits for", () => {
  it("a missing secret holds its containers back, and is named; they go on when it comes", async () => {
    await applyAll(await kubeconfig(), databaseForTests("late", { secrets: false }));
    await eventually(
      async () =>
        (await client().list(RESOURCES.events, { namespace: DATABASE_NAMESPACE })).items.map(
          (one) => one["message"],
        ),
      (messages) =>
        messages.includes(
          'MountVolume.SetUp failed for volume "db-init-script-secret" : secret "late-init" not found',
        ),
      "the kubelet's words",
    );
    expect((await shardStatus())?.hasMaster).not.toBe("True");
    await applyAll(await kubeconfig(), databaseForTests("late").slice(0, 2));
    await serving();
    await client().remove(RESOURCES.clusters, DATABASE_NAMESPACE, "late");
    await eventually(pods, (seen) => seen.length === 0, "the end of the pods");
  });

  it("without its pod the operator does nothing", async () => {
    const operator = { namespace: "gantry-system", name: "vitess-operator" };
    await client().patch(RESOURCES.deployments, operator.namespace, operator.name, { spec: { replicas: 0 } });
    await eventually(
      async () => (await client().list(RESOURCES.pods, { namespace: operator.namespace })).items.length,
      (count) => count === 0,
      "the end of the operator",
    );
    await applyAll(await kubeconfig(), databaseForTests("idle"));
    const made = async () =>
      (await client().list(RESOURCES.lockservers, { namespace: DATABASE_NAMESPACE })).items.length;
    expect(await made()).toBe(0);
    await client().patch(RESOURCES.deployments, operator.namespace, operator.name, { spec: { replicas: 1 } });
    await eventually(made, (count) => count === 1, "the operator's work");
    await serving();
  });
});
