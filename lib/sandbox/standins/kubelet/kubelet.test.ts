import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Api, startApi } from "@/lib/sandbox/api/server";
import { createPodNetwork } from "@/lib/sandbox/pod-network";
import { demo } from "@/lib/sandbox/presets/demo";
import { createClock } from "@/lib/sandbox/standins/clock";
import { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { readKubeconfig } from "@/lib/sandbox/standins/kubeconfig";
import { type Kubelets, startKubelets } from "@/lib/sandbox/standins/kubelet/kubelet";
import { type Program, type Programs, untilAborted } from "@/lib/sandbox/standins/kubelet/program";
import { isPodReady, parsePod, type Pod } from "@/lib/sandbox/standins/pod";
import { RESOURCES } from "@/lib/sandbox/standins/resources";
import { applySetup } from "@/lib/sandbox/standins/setup";
import { eventually } from "@/lib/sandbox/testing/install";

const SPEED = 40;
let api: Api;
let client: ClusterClient;
let kubelets: Kubelets;
const network = createPodNetwork();
const ended: string[] = [];

const programs: Programs = {
  crash: async ({ clock, signal, log }) => {
    log("cannot go on");
    await clock.sleep(200, signal);
    return 3;
  },
  server: async ({ ip, serve, setReady, signal, killed, clock, log }) => {
    serve(8080, async () => ({ status: 200, headers: {}, body: `hello from ${ip}` }));
    setReady(true);
    log("listening");
    await untilAborted(signal);
    await clock.sleep(2000, killed);
    ended.push(killed.aborted ? "killed" : "in order");
    return 0;
  },
  task: (async () => 0) satisfies Program,
};

const start = () =>
  startKubelets({
    client,
    clock: createClock(SPEED),
    network,
    nodes: demo.nodes,
    programs,
    onProblem: (problem) => expect.unreachable(String(problem)),
  });

beforeAll(async () => {
  api = await startApi({ port: 0, dataFile: null });
  client = new ClusterClient(readKubeconfig(api.kubeconfig("admin")), "test");
  await applySetup(client, demo.objects);
  kubelets = await start();
});
afterAll(async () => {
  await kubelets.stop();
  await client.close();
  await api.close();
});

const NAMESPACE = "default";

async function makePod(name: string, container: object, rest: object = {}): Promise<void> {
  await client.create(RESOURCES.pods, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: NAMESPACE },
    spec: { containers: [{ name: "main", image: "example/image:1", ...container }], ...rest },
  });
}

async function read(name: string): Promise<Pod | null> {
  const stored = await client.get(RESOURCES.pods, NAMESPACE, name);
  return stored === null ? null : parsePod(stored);
}

const when = (name: string, holds: (pod: Pod) => boolean, what: string) =>
  eventually(
    () => read(name),
    (pod) => pod !== null && holds(pod),
    what,
  );

const mainOf = (pod: Pod | null) => pod?.status?.containerStatuses?.[0];

const EVENTS = { timeout: 20_000 };

async function wordsAbout(name: string): Promise<string[]> {
  const { items } = await client.list(RESOURCES.events, { namespace: NAMESPACE });
  return items
    .filter((one) => JSON.stringify(one["involvedObject"]).includes(`"${name}"`))
    .map((one) => `${String(one["reason"])}: ${String(one["message"])}`);
}

async function logsOf(name: string, previous: boolean): Promise<string> {
  const pod = await read(name);
  const target = {
    node: pod?.spec.nodeName ?? "",
    namespace: NAMESPACE,
    pod: name,
    uid: pod?.metadata.uid ?? "",
  };
  const options = { container: "main", follow: false, previous, timestamps: false };
  let text = "";
  for await (const part of await kubelets.logs(target, options, AbortSignal.timeout(5000))) text += part;
  return text;
}

describe("nodes", () => {
  it("are ready, with shape, addresses and both zone labels, and renew their leases", async () => {
    const { items } = await client.list(RESOURCES.nodes);
    expect(items).toHaveLength(6);
    for (const node of items) {
      const zone = node.metadata.labels?.["topology.kubernetes.io/zone"];
      expect(node.metadata.labels).toMatchObject({ "failure-domain.beta.kubernetes.io/zone": zone });
      expect(node["status"]).toMatchObject({ capacity: { cpu: "8", memory: "32Gi" } });
      const lease = await client.get(RESOURCES.leases, "kube-node-lease", node.metadata.name);
      expect(lease?.["spec"]).toMatchObject({ holderIdentity: node.metadata.name });
    }
    expect(new Set(items.map((one) => one.metadata.labels?.["topology.kubernetes.io/zone"])).size).toBe(3);
  });
});

describe("pods", () => {
  const made: string[] = [];
  afterEach(async () => {
    for (const name of made.splice(0))
      await client.remove(RESOURCES.pods, NAMESPACE, name, { graceSeconds: 0 });
  });

  it("run init containers first, then get an address, answer, and say so", async () => {
    made.push("whole");
    await makePod(
      "whole",
      { command: ["server"], readinessProbe: { httpGet: { path: "/", port: 8080 } } },
      { initContainers: [{ name: "first", image: "example/init:1", command: ["task"] }] },
    );
    const pod = await when("whole", isPodReady, "a ready pod");
    expect(pod?.status?.initContainerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 0,
      reason: "Completed",
    });
    const ip = pod?.status?.podIP ?? "";
    expect(ip).toMatch(/^10\.244\.\d+\.\d+$/);
    const answer = await network.request(ip, 8080, { method: "GET", path: "/", headers: {} });
    expect(answer.body).toBe(`hello from ${ip}`);
    // Events are written behind the pod's status, as by a real kubelet.
    await expect
      .poll(() => wordsAbout("whole"), EVENTS)
      .toEqual(
        expect.arrayContaining([
          'Pulling: Pulling image "example/image:1"',
          "Created: Container created",
          "Started: Container started",
        ]),
      );
  });

  it("stop in order within their grace, and their address answers no more", async () => {
    await makePod("leaving", { command: ["server"] });
    const pod = await when("leaving", isPodReady, "a ready pod");
    ended.length = 0;
    await client.remove(RESOURCES.pods, NAMESPACE, "leaving");
    await eventually(
      () => read("leaving"),
      (seen) => seen === null,
      "the end of the pod",
    );
    expect(ended).toEqual(["in order"]);
    const asked = network.request(pod?.status?.podIP ?? "", 8080, { method: "GET", path: "/", headers: {} });
    await expect(asked).rejects.toThrow("connection refused");
  });

  it("are cut off when they are deleted without grace", async () => {
    await makePod("cut", { command: ["server"] });
    await when("cut", isPodReady, "a ready pod");
    ended.length = 0;
    await client.remove(RESOURCES.pods, NAMESPACE, "cut", { graceSeconds: 0 });
    await eventually(
      () => ended,
      (seen) => seen.length > 0,
      "the end of the program",
    );
    expect(ended).toEqual(["killed"]);
  });

  it("back off from a container that fails again and again, and keep its last words", async () => {
    made.push("crashing");
    await makePod("crashing", { command: ["crash"] });
    const pod = await when(
      "crashing",
      (seen) => mainOf(seen)?.state?.waiting?.reason === "CrashLoopBackOff",
      "a crash loop",
    );
    expect(mainOf(pod)?.restartCount).toBeGreaterThan(0);
    expect(mainOf(pod)?.lastState?.terminated).toMatchObject({ exitCode: 3, reason: "Error" });
    expect(mainOf(pod)?.state?.waiting?.message).toMatch(
      /^back-off \d+s restarting failed container=main pod=crashing_default\(/,
    );
    expect(pod?.status?.phase).toBe("Running");
    expect(await logsOf("crashing", true)).toBe("cannot go on\n");
  });

  it("wait for a secret of their environment, and name it", async () => {
    made.push("poor");
    const env = [{ name: "KEY", valueFrom: { secretKeyRef: { name: "keys", key: "a" } } }];
    await makePod("poor", { command: ["server"], env });
    const pod = await when(
      "poor",
      (seen) => mainOf(seen)?.state?.waiting?.reason === "CreateContainerConfigError",
      "the kubelet's refusal",
    );
    expect(mainOf(pod)?.state?.waiting?.message).toBe('secret "keys" not found');
    await expect.poll(() => wordsAbout("poor"), EVENTS).toContain('Failed: Error: secret "keys" not found');
    const metadata = { name: "keys", namespace: NAMESPACE };
    await client.create(RESOURCES.secrets, {
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      data: { a: "YQ==" },
    });
    await when("poor", isPodReady, "a ready pod");
  });

  it("end for good when their policy says never", async () => {
    made.push("once", "broken");
    await makePod("once", { command: ["task"] }, { restartPolicy: "Never" });
    await makePod("broken", { command: ["crash"] }, { restartPolicy: "Never" });
    await when("once", (pod) => pod.status?.phase === "Succeeded", "success");
    const broken = await when("broken", (pod) => pod.status?.phase === "Failed", "failure");
    expect(mainOf(broken)?.state?.terminated?.exitCode).toBe(3);
  });

  it("go on as they are when the kubelets come back", async () => {
    made.push("steady");
    const initContainers = [{ name: "first", image: "example/init:1", command: ["task"] }];
    await makePod("steady", { command: ["server"] }, { initContainers });
    const before = await when("steady", isPodReady, "a ready pod");
    await kubelets.stop();
    const ip = before?.status?.podIP ?? "";
    const asked = () => network.request(ip, 8080, { method: "GET", path: "/", headers: {} });
    await expect(asked()).rejects.toThrow("connection refused");
    kubelets = await start();
    await eventually(
      () =>
        asked().then(
          (one) => one.status,
          () => 0,
        ),
      (status) => status === 200,
      "an answer",
    );
    const after = await read("steady");
    expect(mainOf(after)?.restartCount).toBe(0);
    expect(mainOf(after)?.state).toEqual(mainOf(before)?.state);
    expect(after?.status?.initContainerStatuses).toEqual(before?.status?.initContainerStatuses);
  });
});
