import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "@/lib/domain/cluster/facts";
import { projectEvent } from "@/lib/kube/project-event";
import { projectNode } from "@/lib/kube/project-node";
import { projectPod } from "@/lib/kube/project-pod";
import { projectClaim, projectStorageClass } from "@/lib/kube/project-storage";
import { projectCluster, projectShard } from "@/lib/kube/project-vitess";
import { recordedEvents, recordedObjects, recordingThere } from "@/lib/kube/testing/recording";
import { listPath, WATCHED } from "@/lib/kube/watched-resource";

if (!recordingThere && process.env["CI"] === "true") throw new Error("CI needs ../shared/recorded.");

const metadata = {
  name: "one",
  namespace: "gantry-shop",
  uid: "0a23b4c2-daba-4f0a-98dc-26b95b7d024b",
  resourceVersion: "7",
  creationTimestamp: "2026-11-23T06:18:19Z",
};
const projections: [string, (raw: unknown) => Fact | null][] = Object.values(WATCHED).map((one) => [
  one.kind,
  one.project,
]);

describe.skipIf(!recordingThere)("the recording of the real operator (needs ../shared/recorded)", () => {
  const events = recordingThere ? recordedEvents() : [];
  const facts = events.map(({ kind, object }) => WATCHED[kind].project(object));
  const of = <K extends Fact["kind"]>(kind: K): Extract<Fact, { kind: K }>[] =>
    facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact?.kind === kind);

  it("projects every object of every kind", () => {
    expect(facts.filter((fact) => fact === null)).toEqual([]);
    expect(
      Object.fromEntries(projections.map(([kind]) => [kind, facts.filter((f) => f?.kind === kind).length])),
    ).toEqual({
      nodes: 10,
      pods: 166,
      clusters: 42,
      shards: 42,
      keyspaces: 31,
      cells: 133,
      lockservers: 4,
      claims: 42,
      storageclasses: 0,
      events: 197,
    });
  });

  it("reads a tablet pod", () => {
    const tablet = of("pods").findLast((pod) => pod.labels["planetscale.com/component"] === "vttablet");
    expect(tablet).toMatchObject({
      phase: "Running",
      ready: true,
      podIp: expect.stringMatching(/^10\./),
      requestsCpuMilli: 310,
      labels: { "planetscale.com/tablet-type": "replica", "topology.kubernetes.io/zone": "b" },
      containers: [
        { name: "vttablet", state: "running", restarts: 1 },
        { name: "mysqld" },
        { name: "mysqld-exporter" },
      ],
      claims: [tablet?.name],
      ownerUid: expect.stringMatching(/^[-0-9a-f]{36}$/),
    });
  });

  it("reads the drain protocol, and no stranger's annotation", () => {
    const annotations = new Set(of("pods").flatMap((pod) => Object.keys(pod.annotations)));
    expect(annotations).toEqual(
      new Set([
        "drain.planetscale.com/supported",
        "drain.planetscale.com/started",
        "drain.planetscale.com/acknowledged",
        "drain.planetscale.com/finished",
        "rollout.planetscale.com/released",
      ]),
    );
    expect(of("clusters").every((one) => Object.keys(one.annotations).length === 0)).toBe(true);
  });

  it("reads the topology's word on the primary and the tablets", () => {
    const shard = of("shards").findLast((one) => one.hasMaster === "True");
    expect(shard).toMatchObject({
      keyspace: "main",
      shard: "-",
      masterAlias: "za-4272357603",
      servingWrites: "True",
    });
    expect(shard?.tablets.map((one) => [one.alias, one.type, one.ready])).toContainEqual([
      "za-4272357603",
      "primary",
      "True",
    ]);
    expect(of("shards")[0]).toMatchObject({ hasMaster: "Unknown", masterAlias: null, tablets: [] });
  });

  it("reads cells, keyspaces, the topology server and held back changes of a cluster", () => {
    const first = of("clusters")[0];
    expect(first).toMatchObject({ observedGeneration: 0, lockserverAvailable: "Unknown" });
    expect(first?.keyspaces).toMatchObject([
      { name: "main", desiredShards: 1, desiredTablets: 3, readyTablets: 0 },
    ]);
    const last = of("clusters").at(-1);
    expect(last).toMatchObject({
      lockserverAvailable: "True",
      cells: [
        { name: "za", zone: "a", gatewayReplicas: 2, gatewayAvailable: "True" },
        { name: "zb", zone: "b", gatewayReplicas: 2 },
        { name: "zc", zone: "c", gatewayReplicas: 1 },
      ],
      keyspaces: [{ desiredShards: 1, readyShards: 1, desiredTablets: 4, readyTablets: 3 }],
    });
    expect(last?.keyspaces[0]?.pendingChanges).toContain("storage: 12Gi\n");
    expect(of("keyspaces").at(-1)).toMatchObject({ keyspace: "main", shardNames: ["-"] });
    expect(of("lockservers").at(-1)).toMatchObject({ available: "True" });
    expect(of("cells").at(-1)).toMatchObject({ cell: "zb", gatewayAvailable: "True" });
  });

  it("dates the scheduler's events, which have neither count nor lastTimestamp", () => {
    const scheduled = of("events").filter((one) => one.reason === "Scheduled");
    expect(scheduled.length).toBeGreaterThan(10);
    expect(scheduled[0]).toMatchObject({ count: 1, lastSeenAt: Date.UTC(2026, 10, 23, 6, 18, 19, 388) });
  });

  it("reads objects as kubectl gives them", () => {
    const kinds = new Map<string, (raw: unknown) => Fact | null>([
      ["Pod", projectPod],
      ["PersistentVolumeClaim", projectClaim],
      ["VitessCluster", projectCluster],
      ["VitessShard", projectShard],
    ]);
    const read = recordedObjects().flatMap((object) => {
      const project = kinds.get(object.kind);
      return project ? [project(object)] : [];
    });
    expect(read).toHaveLength(23);
    expect(read).not.toContain(null);
  });

  it("never throws when any value of a real object is replaced by junk", () => {
    const objects = events.filter((_, index) => index % 40 === 0);
    fc.assert(
      fc.property(fc.constantFrom(...objects), fc.nat(), fc.jsonValue(), ({ kind, object }, at, junk) => {
        const copy = structuredClone(object);
        const holders: Record<string, unknown>[] = [];
        const walk = (value: unknown): void => {
          if (typeof value !== "object" || value === null) return;
          holders.push(value as Record<string, unknown>);
          Object.values(value).forEach(walk);
        };
        walk(copy);
        const holder = holders[at % holders.length] ?? {};
        const keys = Object.keys(holder);
        holder[keys[at % Math.max(1, keys.length)] ?? "x"] = junk;
        const fact = WATCHED[kind].project(copy);
        expect(fact === null || fact.kind === kind).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("hostile objects", () => {
  it.each(projections)("%s: skips what has no identity, and never throws", (_, project) => {
    const junk: unknown[] = [
      null,
      undefined,
      1,
      "x",
      [],
      {},
      { metadata: null },
      { metadata: { ...metadata, name: "" } },
      { metadata: { ...metadata, name: "__proto__" } },
      { metadata: { ...metadata, name: "<img src=x>" } },
      { metadata: { ...metadata, name: "../../secrets" } },
      { metadata: { ...metadata, uid: undefined } },
      { metadata: { ...metadata, uid: "x".repeat(1_000_000) } },
      { metadata: { ...metadata, resourceVersion: `1\n` } },
      { metadata: { ...metadata, creationTimestamp: "soon" } },
      { kind: "Secret", metadata },
    ];
    expect(junk.map((one) => project(one))).toEqual(junk.map(() => null));
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.anything(), fc.anything(), (a, b, c) => {
        project(a);
        expect(project({ metadata, spec: b, status: c })?.name).toBe("one");
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps labels inert: no prototype, no long values, no control characters", () => {
    const labels = JSON.parse(
      `{"__proto__":"x","constructor":"y","planetscale.com/cell":"a\\u001b[1m","gantry/x":"${"v".repeat(500)}","bad key":"z","app":{}}`,
    ) as unknown;
    const pod = projectPod({ metadata: { ...metadata, labels } });
    expect(pod?.labels).toEqual({ "planetscale.com/cell": "a[1m", "gantry/x": "v".repeat(63) });
    expect(Object.getPrototypeOf(pod?.labels)).toBe(Object.prototype);
    const node = projectNode({ metadata: { ...metadata, labels } });
    expect(Object.hasOwn(node?.labels ?? {}, "constructor")).toBe(true);
    expect(Object.hasOwn(node?.labels ?? {}, "__proto__")).toBe(false);
  });

  it("bounds messages, containers and tablets", () => {
    const containers = Array.from({ length: 5000 }, (_, n) => ({ name: `c${n}` }));
    const pod = projectPod({ metadata, spec: { containers }, status: { message: "m".repeat(1_000_000) } });
    expect(pod?.containers).toHaveLength(64);
    expect(pod?.message).toHaveLength(1024);
    const tablets = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`z-${n}`, {}]));
    expect(projectShard({ metadata, status: { tablets } })?.tablets).toHaveLength(2048);
    expect(projectEvent({ metadata, message: "é".repeat(5000) })?.message).toHaveLength(1024);
  });
});

const pod = (spec: object, status: object) => projectPod({ kind: "Pod", metadata, spec, status });

describe("projectPod", () => {
  it("shows the scheduler's words while the pod is not placed", () => {
    const message = "0/6 nodes are available: 6 node(s) didn't match Pod's node affinity/selector.";
    const waiting = pod(
      { containers: [{ name: "vttablet", image: "vitess/lite:v24.0.0" }] },
      {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
      },
    );
    expect(waiting).toMatchObject({
      nodeName: null,
      phase: "Pending",
      ready: false,
      unschedulableMessage: message,
      containers: [{ name: "vttablet", state: "waiting", reason: null, image: "vitess/lite:v24.0.0" }],
    });
  });

  it("shows why a container restarts", () => {
    const crashing = pod(
      { containers: [{ name: "mysqld" }] },
      {
        containerStatuses: [
          {
            name: "mysqld",
            restartCount: 4,
            state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
            lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } },
          },
        ],
      },
    );
    expect(crashing?.containers).toMatchObject([
      {
        restarts: 4,
        state: "waiting",
        reason: "CrashLoopBackOff",
        message: "back-off 40s",
        lastReason: "OOMKilled",
      },
    ]);
  });

  it("shows an init container only while it holds the pod up, a sidecar always", () => {
    const spec = {
      containers: [{ name: "main" }],
      initContainers: [{ name: "init" }, { name: "side", restartPolicy: "Always" }],
    };
    const withInit = (state: object) =>
      pod(spec, { initContainerStatuses: [{ name: "init", state }] })?.containers.map((one) => one.name);
    expect(withInit({ waiting: { reason: "ImagePullBackOff" } })).toEqual(["main", "init", "side"]);
    expect(withInit({ terminated: { exitCode: 1, reason: "Error" } })).toEqual(["main", "init", "side"]);
    expect(withInit({ terminated: { exitCode: 0 } })).toEqual(["main", "side"]);
    expect(withInit({ waiting: { reason: "PodInitializing" } })).toEqual(["main", "side"]);
    expect(withInit({ running: {} })).toEqual(["main", "side"]);
  });
});

describe("projectNode and storage", () => {
  it("tells the two zone labels apart and reads taints", () => {
    const node = projectNode({
      metadata: {
        ...metadata,
        labels: { "topology.kubernetes.io/zone": "eu-1a", "kubernetes.io/arch": "arm64" },
      },
      spec: { unschedulable: true, taints: [{ key: "dedicated", effect: "NoSchedule" }, { effect: "Eh" }] },
      status: {
        capacity: { cpu: "4", memory: "16Gi", pods: "110" },
        allocatable: { cpu: "3920m", memory: "15Gi" },
      },
    });
    expect(node).toMatchObject({
      namespace: null,
      zone: "eu-1a",
      zoneBeta: null,
      architecture: "arm64",
      cpuMilli: 3920,
      memoryBytes: 15 * 1024 ** 3,
      unschedulable: true,
      ready: false,
      taints: [{ key: "dedicated", value: "", effect: "NoSchedule" }],
    });
  });

  it("gives a storage class the defaults of the API", () => {
    expect(projectStorageClass({ metadata, provisioner: "ebs.csi.aws.com" })).toMatchObject({
      isDefault: false,
      bindingMode: "Immediate",
      allowExpansion: false,
      reclaimPolicy: "Delete",
    });
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    const chosen = { metadata: { ...metadata, annotations }, volumeBindingMode: "WaitForFirstConsumer" };
    expect(projectStorageClass(chosen)).toMatchObject({
      isDefault: true,
      bindingMode: "WaitForFirstConsumer",
    });
  });

  it("reads a series before the last timestamp of an event", () => {
    const event = projectEvent({
      metadata,
      type: "Warning",
      count: 3,
      lastTimestamp: "2026-11-23T06:18:20Z",
      series: { count: 25, lastObservedTime: "2026-11-23T06:19:00.000000Z" },
      involvedObject: { kind: "VitessShard", name: "shop-main-x-x", uid: "u" },
    });
    expect(event).toMatchObject({ type: "Warning", count: 25, lastSeenAt: Date.UTC(2026, 10, 23, 6, 19) });
  });
});

describe("listPath", () => {
  it("names the cluster or one namespace", () => {
    expect(listPath(WATCHED.pods, null)).toBe("/api/v1/pods");
    expect(listPath(WATCHED.clusters, "gantry-shop")).toBe(
      "/apis/planetscale.com/v2/namespaces/gantry-shop/vitessclusters",
    );
  });
});
