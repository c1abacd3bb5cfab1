import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Agent, request } from "undici";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LogsRefusedError } from "../kubelet-logs";
import { createPodNetwork } from "../pod-network";
import { at, isObject, objectsAt, parseJson, textAt, type Json, type JsonObject } from "./json";
import { startApi, type Api, type ApiOptions } from "./server";
import type { WriteOptions } from "./write-options";

const ADMIN: WriteOptions = { user: { name: "test", groups: ["system:masters"] }, manager: "test" };

let dir: string;
let running: { api: Api; agent: Agent }[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "api-"));
  running = [];
});

afterEach(async () => {
  for (const { api, agent } of running) {
    await agent.destroy();
    await api.close();
  }
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<ApiOptions> = {}): Promise<Api> {
  const api = await startApi({ port: 0, dataFile: null, ...options });
  running.push({ api, agent: new Agent({ connect: { ca: api.caPem } }) });
  return api;
}

async function stop(api: Api): Promise<void> {
  const index = running.findIndex((each) => each.api === api);
  const [found] = running.splice(index, 1);
  await found?.agent.destroy();
  await api.close();
}

const tokenIn = (kubeconfig: string): string => /token: (\S+)/.exec(kubeconfig)?.[1] ?? "";

interface Asked {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Buffer;
  json(): Json;
}

async function ask(
  api: Api,
  path: string,
  {
    token = tokenIn(api.kubeconfig("admin")),
    method = "GET",
    body,
    headers = {},
  }: {
    token?: string;
    method?: "GET" | "POST" | "DELETE";
    body?: JsonObject;
    headers?: Record<string, string>;
  } = {},
): Promise<Asked> {
  const dispatcher = running.find((each) => each.api === api)?.agent ?? new Agent();
  const response = await request(api.url + path, {
    method,
    dispatcher,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const bytes = Buffer.from(await response.body.arrayBuffer());
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    json: () => parseJson(bytes.toString()),
  };
}

function makePod(api: Api, name: string, spec: JsonObject = {}, status?: JsonObject): void {
  const served = api.registry.catalog.builtIn("/pods");
  const containers = [{ name: "main", image: "x:1", ports: [{ name: "web", containerPort: 15_000 }] }];
  api.registry.create(served, "default", { metadata: { name }, spec: { containers, ...spec } }, ADMIN);
  if (status !== undefined)
    api.registry.update(
      { served, namespace: "default", name, subresource: "status" },
      (old) => ({ ...old, status }),
      ADMIN,
    );
}

async function settled(api: Api): Promise<void> {
  await expect
    .poll(() => api.store.get("/serviceaccounts", "default", "default")?.object.kind)
    .toBe("ServiceAccount");
}

describe("the cluster between starts", () => {
  test("has the same identity, certificate, tokens and objects", async () => {
    const dataFile = join(dir, "cluster.json");
    const first = await start({ dataFile });
    await settled(first);
    const identity = first.store.get("/namespaces", undefined, "kube-system")?.object.metadata.uid;
    const kubeconfig = first.kubeconfig("admin");
    makePod(first, "kept");
    const revision = first.store.revision;
    const { caPem } = first;
    await stop(first);
    const second = await start({ dataFile });
    expect(second.store.get("/namespaces", undefined, "kube-system")?.object.metadata.uid).toBe(identity);
    expect(second.caPem).toBe(caPem);
    expect(tokenIn(second.kubeconfig("admin"))).toBe(tokenIn(kubeconfig));
    expect((await ask(second, "/api/v1/namespaces/default/pods/kept")).status).toBe(200);
    expect(second.store.revision).toBeGreaterThanOrEqual(revision);
  });

  test("is written within a second of a change, for others unreadable", async () => {
    const dataFile = join(dir, "cluster.json");
    const api = await start({ dataFile });
    await settled(api);
    makePod(api, "kept");
    await expect
      .poll(() => readFile(dataFile, "utf8").catch(() => ""), { timeout: 3000 })
      .toContain('"kept"');
  });

  test("is refused when its file is damaged", async () => {
    const dataFile = join(dir, "cluster.json");
    const api = await start({ dataFile });
    await api.save();
    await writeFile(dataFile, (await readFile(dataFile, "utf8")).slice(0, 200));
    await expect(startApi({ port: 0, dataFile })).rejects.toThrow(SyntaxError);
  });

  test("answers a watch from before a restart with 410", async () => {
    const dataFile = join(dir, "cluster.json");
    const first = await start({ dataFile });
    await settled(first);
    makePod(first, "a");
    await stop(first);
    const second = await start({ dataFile });
    const answer = await ask(second, "/api/v1/pods?watch=true&resourceVersion=2&timeoutSeconds=1");
    expect(answer.status).toBe(200);
    expect(textAt(answer.json(), "object", "reason")).toBe("Expired");
    expect(at(answer.json(), "object", "code")).toBe(410);
  });
});

describe("what is not served", () => {
  test.each([
    ["a resource", "/api/v1/endpoints", "the resource endpoints"],
    [
      "a group",
      "/apis/discovery.k8s.io/v1/endpointslices",
      "the resource endpointslices.discovery.k8s.io/v1",
    ],
    ["a subresource", "/api/v1/namespaces/default/pods/a/exec", "the subresource pods/exec"],
    ["an option", "/api/v1/pods?shardSelector=x", "the option shardSelector of list pods"],
    [
      "a subresource's option",
      "/api/v1/namespaces/default/pods/a/log?stream=x",
      "the option stream of get pods/log",
    ],
  ])("%s is refused with a sentence", async (_what, path, words) => {
    const api = await start();
    await settled(api);
    makePod(api, "a");
    const answer = await ask(api, path);
    expect(answer.status).toBe(501);
    expect(textAt(answer.json(), "message")).toBe(`The simulated API server does not serve this: ${words}.`);
  });

  test("a verb of a resource is refused with a sentence", async () => {
    const api = await start();
    const answer = await ask(api, "/apis/apps/v1/namespaces/default/daemonsets", {
      method: "POST",
      body: {},
    });
    expect(answer.status).toBe(501);
    expect(textAt(answer.json(), "message")).toContain("create of daemonsets.apps");
  });

  test("a group that no Kubernetes has is not found", async () => {
    const api = await start();
    expect((await ask(api, "/apis/planetscale.com/v2/vitessclusters")).status).toBe(404);
  });
});

describe("pods behind the API server", () => {
  test("answer through the proxy, by number and by name of their port, and compress by themselves", async () => {
    const podNetwork = createPodNetwork();
    const asked: string[] = [];
    podNetwork.serve("10.244.0.9", 15_000, async ({ method, path, headers }) => {
      asked.push(`${method} ${path} ${headers["accept-encoding"] ?? ""} ${headers["authorization"] ?? "-"}`);
      return { status: 418, headers: { "content-type": "text/plain", "x-own": "yes" }, body: "metrics" };
    });
    const api = await start({ podNetwork });
    await settled(api);
    makePod(api, "a", { nodeName: "n1" }, { phase: "Running", podIP: "10.244.0.9" });
    const headers = { "accept-encoding": "gzip" };
    const path = "/api/v1/namespaces/default/pods";
    const byNumber = await ask(api, `${path}/a:15000/proxy/metrics?a=b`, { headers });
    const byName = await ask(api, `${path}/a:web/proxy/`);
    expect([byNumber.status, byNumber.bytes.toString(), byNumber.headers["x-own"]]).toEqual([
      418,
      "metrics",
      "yes",
    ]);
    expect(byName.status).toBe(418);
    expect(asked).toEqual(["GET /metrics?a=b gzip -", "GET /  -"]);
  });

  test("that do not listen are unavailable, in the words of the real server", async () => {
    const api = await start();
    await settled(api);
    makePod(api, "a", { nodeName: "n1" }, { phase: "Running", podIP: "10.244.0.9" });
    const answer = await ask(api, "/api/v1/namespaces/default/pods/a:15000/proxy/metrics");
    expect(answer.status).toBe(503);
    expect(textAt(answer.json(), "message")).toBe(
      "error trying to reach service: dial tcp 10.244.0.9:15000: connect: connection refused",
    );
  });

  test("give their logs, or their kubelet's reason", async () => {
    const api = await start({
      kubeletLogs: async ({ node, pod }, { container, tailLines }) => {
        if (pod === "b")
          throw new LogsRefusedError('container "main" in pod "b" is waiting to start: ContainerCreating');
        return (async function* lines() {
          yield `${node} ${container} ${tailLines}\n`;
          yield "second\n";
        })();
      },
    });
    await settled(api);
    makePod(api, "a", { nodeName: "n1" });
    makePod(api, "b", { nodeName: "n1" });
    const logs = await ask(api, "/api/v1/namespaces/default/pods/a/log?tailLines=5");
    expect([logs.headers["content-type"], logs.bytes.toString()]).toEqual([
      "text/plain",
      "n1 main 5\nsecond\n",
    ]);
    const refused = await ask(api, "/api/v1/namespaces/default/pods/b/log");
    expect([refused.status, textAt(refused.json(), "message")]).toEqual([
      400,
      'container "main" in pod "b" is waiting to start: ContainerCreating',
    ]);
  });
});

describe("tokens", () => {
  test("expire by the clock", async () => {
    let now = Date.now();
    const api = await start({ now: () => now });
    await settled(api);
    const made = await ask(api, "/api/v1/namespaces/default/serviceaccounts/default/token", {
      method: "POST",
      body: { spec: { expirationSeconds: 600 } },
    });
    const token = textAt(made.json(), "status", "token") ?? "";
    expect((await ask(api, "/api", { token })).status).toBe(200);
    now += 601_000;
    expect((await ask(api, "/api", { token })).status).toBe(401);
  });

  test("may be revoked at once", async () => {
    const api = await start();
    const token = tokenIn(api.kubeconfig("somebody"));
    expect((await ask(api, "/api", { token })).status).toBe(200);
    api.tokens.revoke("somebody");
    expect((await ask(api, "/api", { token })).status).toBe(401);
  });

  test("are not needed for the version, and do not come with a kubeconfig of nobody", async () => {
    const api = await start();
    const dispatcher = running[0]?.agent ?? new Agent();
    const version = await request(`${api.url}/version`, { dispatcher });
    expect(textAt(parseJson(await version.body.text()), "gitVersion")).toBe("v1.35.4");
    expect(() => api.kubeconfig("system:serviceaccount:default:none")).toThrow("there is no service account");
  });
});

describe("answers", () => {
  test("are compressed when they are large and that is asked for", async () => {
    const api = await start();
    const served = api.registry.catalog.builtIn("/configmaps");
    api.registry.create(
      served,
      "default",
      { metadata: { name: "large" }, data: { a: "x".repeat(200_000) } },
      ADMIN,
    );
    const plain = await ask(api, "/api/v1/configmaps");
    const packed = await ask(api, "/api/v1/configmaps", { headers: { "accept-encoding": "gzip" } });
    expect(plain.headers["content-encoding"]).toBeUndefined();
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(objectsAt(parseJson(gunzipSync(packed.bytes).toString()), "items").length).toBeGreaterThan(0);
  });

  test("show kubectl a table", async () => {
    const api = await start();
    await settled(api);
    makePod(
      api,
      "a",
      {},
      {
        phase: "Running",
        containerStatuses: [
          { name: "main", ready: false, restartCount: 3, state: { waiting: { reason: "CrashLoopBackOff" } } },
        ],
      },
    );
    const headers = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
    const table = (await ask(api, "/api/v1/namespaces/default/pods", { headers })).json();
    const [row] = objectsAt(table, "rows");
    expect(isObject(row) ? row["cells"] : null).toEqual(
      expect.arrayContaining(["a", "0/1", "CrashLoopBackOff", "3"]),
    );
  });
});

describe("a node that falls silent", () => {
  test("is marked, tainted, and loses its pods after the time that they bear it", async () => {
    let now = Date.now();
    const api = await start({ now: () => now });
    await settled(api);
    const served = api.registry.catalog.builtIn("/nodes");
    api.registry.create(served, "", { metadata: { name: "n1" } }, ADMIN);
    const conditions = [{ type: "Ready", status: "True", lastHeartbeatTime: "2026-01-01T00:00:00Z" }];
    api.registry.update(
      { served, namespace: "", name: "n1", subresource: "status" },
      (old) => ({ ...old, status: { conditions } }),
      ADMIN,
    );
    makePod(
      api,
      "a",
      { nodeName: "n1" },
      { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    );
    const node = (): JsonObject | undefined => api.store.get("/nodes", undefined, "n1")?.object;
    await expect.poll(() => at(node(), "spec", "taints")).toBeUndefined();
    now += 51_000;
    await expect
      .poll(
        () =>
          objectsAt(node(), "spec", "taints").map(
            (taint) => `${textAt(taint, "key")}:${textAt(taint, "effect")}`,
          ),
        {
          timeout: 12_000,
        },
      )
      .toEqual(["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"]);
    const pod = (): JsonObject | undefined => api.store.get("/pods", "default", "a")?.object;
    expect(textAt(objectsAt(pod(), "status", "conditions")[0], "status")).toBe("False");
    expect(at(pod(), "metadata", "deletionTimestamp")).toBeUndefined();
    now += 301_000;
    await expect.poll(() => at(pod(), "metadata", "deletionTimestamp"), { timeout: 12_000 }).toBeDefined();
  });
});
