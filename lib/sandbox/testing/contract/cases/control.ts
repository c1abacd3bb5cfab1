import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const PODS = "/api/v1/namespaces/$ns/pods";
const CLAIMS = "/api/v1/namespaces/$ns/persistentvolumeclaims";
const DEPLOYMENTS = "/apis/apps/v1/namespaces/$ns/deployments";
const SETS = "/apis/apps/v1/namespaces/$ns/replicasets";
const EVENTS = "/api/v1/namespaces/$ns/events";

const quiet = (step: Step): Step => ({ ...step, quiet: true });

/** A ready node of this case alone: pods reach it by its label `case`. */
const node = (name: string, zone: string, spec: Json = {}): Step[] => [
  quiet({
    method: "POST",
    path: "/api/v1/nodes",
    body: {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name: `$ns-${name}`,
        labels: {
          case: "$ns",
          "kubernetes.io/hostname": `$ns-${name}`,
          "topology.kubernetes.io/zone": zone,
          "topology.kubernetes.io/region": "r1",
        },
      },
      spec,
    },
  }),
  quiet({
    method: "PATCH",
    path: `/api/v1/nodes/$ns-${name}/status`,
    kind: "strategic",
    body: {
      status: {
        capacity: { cpu: "4", memory: "8Gi", pods: "5" },
        allocatable: { cpu: "4", memory: "8Gi", pods: "5" },
        conditions: [
          {
            type: "Ready",
            status: "True",
            reason: "KubeletReady",
            message: "ok",
            lastHeartbeatTime: "2035-01-01T00:00:00Z",
            lastTransitionTime: "2026-01-01T00:00:00Z",
          },
        ],
      },
    },
  }),
];

const ready = (name: string): Step =>
  quiet({ path: `/api/v1/nodes/$ns-${name}`, until: { path: ["spec", "taints"], is: null } });
const gone = (name: string): Step => quiet({ method: "DELETE", path: `/api/v1/nodes/$ns-${name}` });

const pod = (name: string, spec: Record<string, Json> = {}, labels: Record<string, string> = {}): Step => ({
  method: "POST",
  path: PODS,
  quiet: true,
  body: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      nodeSelector: { case: "$ns" },
      automountServiceAccountToken: false,
      containers: [
        { name: "main", image: "busybox:1", resources: { requests: { cpu: "1", memory: "1Gi" } } },
      ],
      ...spec,
    },
  },
});

const placed = (name: string): Step => ({
  path: `${PODS}/${name}`,
  until: { path: ["status", "conditions", "0", "status"], is: "True" },
  only: [
    ["spec", "nodeName"],
    ["status", "conditions"],
    ["metadata", "labels"],
  ],
});
const unplaced = (name: string): Step => ({
  path: `${PODS}/${name}`,
  until: { path: ["status", "conditions", "0", "status"], is: "False" },
  only: [
    ["status", "conditions", "0", "reason"],
    ["status", "conditions", "0", "message"],
    ["status", "phase"],
  ],
});
const EVENT = ["reason", "type", "action", "reportingComponent", "involvedObject", "source"];
const told = (name: string, reason: string): Step => ({
  path: `${EVENTS}?fieldSelector=involvedObject.name=${name},reason=${reason}`,
  until: { path: ["items", "0", "reason"], is: reason },
  only: EVENT.map((field) => ["items", "0", field]),
});
const drop = (name: string): Step =>
  quiet({ method: "DELETE", path: `${PODS}/${name}?gracePeriodSeconds=0` });

const antiAffinity = (topologyKey: string): Json => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { labelSelector: { matchLabels: { app: "x" } }, topologyKey },
    ],
  },
});

const storage = (mode: string): Step =>
  quiet({
    method: "POST",
    path: "/apis/storage.k8s.io/v1/storageclasses",
    body: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "$ns" },
      provisioner: "disk.test",
      volumeBindingMode: mode,
    },
  });
const claim: Step = {
  method: "POST",
  path: CLAIMS,
  body: {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "$ns",
      resources: { requests: { storage: "1Gi" } },
    },
  },
};
const volume: Step = {
  method: "POST",
  path: "/api/v1/persistentvolumes",
  quiet: true,
  body: {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: "$ns", annotations: { "pv.kubernetes.io/provisioned-by": "disk.test" } },
    spec: {
      accessModes: ["ReadWriteOnce"],
      capacity: { storage: "1Gi" },
      storageClassName: "$ns",
      persistentVolumeReclaimPolicy: "Retain",
      csi: { driver: "disk.test", volumeHandle: "$ns" },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: "data",
        namespace: "$ns",
        uid: "$uid",
      },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: ["zb"] }] },
          ],
        },
      },
    },
  },
};
const tidy: readonly Step[] = [
  quiet({ method: "DELETE", path: CLAIMS + "/data" }),
  quiet({ method: "DELETE", path: "/api/v1/persistentvolumes/$ns" }),
  quiet({ method: "DELETE", path: "/apis/storage.k8s.io/v1/storageclasses/$ns" }),
];
const withClaim = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

/** What the controllers and the scheduler do, as far as other parties rely on it. */
export const CONTROL_CASES: readonly Case[] = [
  {
    name: "taints a node until it is ready",
    steps: [
      ...node("a", "za"),
      { path: "/api/v1/nodes/$ns-a", until: { path: ["spec", "taints"], is: null }, only: [["spec"]] },
      gone("a"),
    ],
  },
  {
    name: "places a pod and says so",
    steps: [
      ...node("a", "za"),
      ready("a"),
      pod("one"),
      placed("one"),
      told("one", "Scheduled"),
      drop("one"),
      gone("a"),
    ],
  },
  {
    name: "places no pod on a cordoned node",
    steps: [
      ...node("a", "za"),
      ready("a"),
      quiet({
        method: "PATCH",
        path: "/api/v1/nodes/$ns-a",
        kind: "strategic",
        body: { spec: { unschedulable: true } },
      }),
      pod("one"),
      unplaced("one"),
      told("one", "FailedScheduling"),
      quiet({
        method: "PATCH",
        path: "/api/v1/nodes/$ns-a",
        kind: "strategic",
        body: { spec: { unschedulable: null } },
      }),
      placed("one"),
      drop("one"),
      gone("a"),
    ],
  },
  {
    name: "says why no node takes a pod",
    steps: [
      ...node("a", "za", { taints: [{ key: "own", value: "x", effect: "NoSchedule" }] }),
      ...node("b", "zb"),
      quiet({ path: "/api/v1/nodes/$ns-a", until: { path: ["spec", "taints", "0", "key"], is: "own" } }),
      quiet({ path: "/api/v1/nodes/$ns-a", until: { path: ["spec", "taints", "1"], is: null } }),
      ready("b"),
      pod("large", { containers: [{ name: "main", image: "x:1", resources: { requests: { cpu: "5" } } }] }),
      unplaced("large"),
      pod("wide", {
        containers: [{ name: "main", image: "x:1", resources: { requests: { cpu: "1", memory: "9Gi" } } }],
        tolerations: [{ key: "own", operator: "Exists" }],
      }),
      unplaced("wide"),
      pod("elsewhere", { nodeSelector: { case: "other" } }),
      unplaced("elsewhere"),
      pod("unclaimed", { volumes: [{ name: "d", persistentVolumeClaim: { claimName: "none" } }] }),
      unplaced("unclaimed"),
      pod("friendless", {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { labelSelector: { matchLabels: { app: "none" } }, topologyKey: "kubernetes.io/hostname" },
            ],
          },
        },
      }),
      unplaced("friendless"),
      ...["large", "wide", "elsewhere", "unclaimed", "friendless"].map(drop),
      gone("a"),
      gone("b"),
    ],
  },
  {
    name: "fills a node to its number of pods",
    steps: [
      ...node("a", "za"),
      ready("a"),
      ...["p1", "p2", "p3"].flatMap((name) => [pod(name), quiet(placed(name))]),
      pod("p4", { containers: [{ name: "main", image: "x:1", resources: { requests: { cpu: "1500m" } } }] }),
      unplaced("p4"),
      pod("p5", { containers: [{ name: "main", image: "x:1" }] }),
      quiet(placed("p5")),
      pod("p6", { containers: [{ name: "main", image: "x:1" }] }),
      quiet(placed("p6")),
      pod("p7", { containers: [{ name: "main", image: "x:1" }] }),
      unplaced("p7"),
      ...["p1", "p2", "p3", "p4", "p5", "p6", "p7"].map(drop),
      gone("a"),
    ],
  },
  {
    name: "keeps pods that avoid each other apart",
    steps: [
      ...node("a", "za"),
      ...node("b", "zb"),
      ready("a"),
      ready("b"),
      pod("one", { affinity: antiAffinity("topology.kubernetes.io/zone") }, { app: "x" }),
      quiet(placed("one")),
      pod("two", { affinity: antiAffinity("topology.kubernetes.io/zone") }, { app: "x" }),
      quiet(placed("two")),
      pod("three", { affinity: antiAffinity("topology.kubernetes.io/zone") }, { app: "x" }),
      unplaced("three"),
      drop("one"),
      { ...placed("three"), only: [["status", "phase"]] },
      drop("two"),
      drop("three"),
      gone("a"),
      gone("b"),
    ],
  },
  {
    name: "makes a replica set and its pods",
    steps: [
      {
        method: "POST",
        path: DEPLOYMENTS,
        body: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web", labels: { own: "yes" } },
          spec: {
            replicas: 2,
            selector: { matchLabels: { app: "web" } },
            template: {
              metadata: { labels: { app: "web" } },
              spec: {
                schedulerName: "nobody",
                automountServiceAccountToken: false,
                containers: [{ name: "main", image: "x:1" }],
              },
            },
          },
        },
      },
      {
        path: SETS,
        until: { path: ["items", "0", "status", "replicas"], is: 2 },
        only: [
          ["items", "0", "spec", "replicas"],
          ["items", "0", "status"],
          ["items", "0", "metadata", "annotations"],
          ["items", "0", "metadata", "ownerReferences"],
        ],
      },
      {
        path: `${PODS}?labelSelector=app=web`,
        until: { path: ["items", "1", "kind"], is: null },
        only: [
          ["items", "0", "status"],
          ["items", "0", "spec"],
        ],
      },
      {
        path: `${DEPLOYMENTS}/web`,
        until: { path: ["status", "unavailableReplicas"], is: 2 },
        only: [["status"], ["metadata", "annotations"], ["metadata", "generation"], ["metadata", "labels"]],
      },
      told("web", "ScalingReplicaSet"),
      { method: "DELETE", path: `${DEPLOYMENTS}/web` },
      { path: `${PODS}?labelSelector=app=web`, until: { path: ["items"], is: [] } },
    ],
  },
  {
    name: "replaces the pods of a changed template",
    steps: [
      quiet({
        method: "POST",
        path: DEPLOYMENTS,
        body: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "web" },
          spec: {
            replicas: 1,
            selector: { matchLabels: { app: "web" } },
            template: {
              metadata: { labels: { app: "web" } },
              spec: { schedulerName: "nobody", containers: [{ name: "main", image: "x:1" }] },
            },
          },
        },
      }),
      quiet({ path: `${DEPLOYMENTS}/web`, until: { path: ["status", "updatedReplicas"], is: 1 } }),
      {
        method: "PATCH",
        path: `${DEPLOYMENTS}/web`,
        kind: "strategic",
        body: { spec: { template: { spec: { containers: [{ name: "main", image: "x:2" }] } } } },
        only: [
          ["metadata", "generation"],
          ["spec", "template", "spec", "containers", "0", "image"],
        ],
      },
      {
        path: `${DEPLOYMENTS}/web`,
        until: { path: ["metadata", "annotations", "deployment.kubernetes.io/revision"], is: "2" },
        only: [["metadata", "annotations"]],
      },
      {
        path: `${DEPLOYMENTS}/web`,
        until: { path: ["status", "replicas"], is: 2 },
        only: [
          ["status", "replicas"],
          ["status", "updatedReplicas"],
          ["status", "unavailableReplicas"],
        ],
      },
      quiet({ method: "DELETE", path: `${DEPLOYMENTS}/web` }),
    ],
  },
  {
    name: "waits for a pod before it asks for a volume",
    steps: [
      storage("WaitForFirstConsumer"),
      { ...claim, keep: { uid: ["metadata", "uid"] } },
      told("data", "WaitForFirstConsumer"),
      ...node("a", "za"),
      ...node("b", "zb"),
      ready("a"),
      ready("b"),
      pod("one", { ...withClaim, nodeSelector: { "kubernetes.io/hostname": "$ns-b" } }),
      {
        path: `${CLAIMS}/data`,
        until: {
          path: ["metadata", "annotations", "volume.kubernetes.io/storage-provisioner"],
          is: "disk.test",
        },
        only: [["metadata", "annotations"], ["status"]],
      },
      told("data", "ExternalProvisioning"),
      volume,
      {
        path: `${CLAIMS}/data`,
        until: { path: ["status", "phase"], is: "Bound" },
        only: [["metadata", "annotations"], ["status"], ["spec"], ["metadata", "finalizers"]],
      },
      placed("one"),
      {
        path: "/api/v1/persistentvolumes/$ns",
        only: [
          ["status", "phase"],
          ["spec", "claimRef"],
          ["metadata", "finalizers"],
          ["metadata", "annotations"],
        ],
      },
      { method: "DELETE", path: `${CLAIMS}/data`, only: [["kind"], ["metadata", "finalizers"]] },
      {
        path: `${CLAIMS}/data`,
        only: [
          ["metadata", "deletionTimestamp"],
          ["status", "phase"],
        ],
      },
      drop("one"),
      { path: `${CLAIMS}/data`, until: { path: ["code"], is: 404 } },
      {
        path: "/api/v1/persistentvolumes/$ns",
        until: { path: ["status", "phase"], is: "Released" },
        only: [["status", "phase"]],
      },
      gone("a"),
      gone("b"),
      ...tidy,
    ],
  },
  {
    name: "places a pod where its volume is",
    steps: [
      storage("Immediate"),
      { ...claim, keep: { uid: ["metadata", "uid"] }, quiet: true },
      ...node("a", "za"),
      ready("a"),
      pod("one", withClaim),
      unplaced("one"),
      told("one", "FailedScheduling"),
      volume,
      quiet({ path: `${CLAIMS}/data`, until: { path: ["status", "phase"], is: "Bound" } }),
      ...node("b", "zb"),
      ready("b"),
      placed("one"),
      drop("one"),
      gone("a"),
      gone("b"),
      ...tidy,
    ],
  },
  {
    name: "asks for a volume at once",
    steps: [storage("Immediate"), quiet(claim), told("data", "ExternalProvisioning"), ...tidy],
  },
  {
    name: "keeps a claim's spec, but for growth",
    steps: [
      storage("Immediate"),
      claim,
      {
        method: "PATCH",
        path: `${CLAIMS}/data`,
        kind: "merge",
        body: { spec: { accessModes: ["ReadWriteMany"] } },
        only: [
          ["reason"],
          ["code"],
          ["details", "causes", "0", "reason"],
          ["details", "causes", "0", "field"],
        ],
      },
      ...tidy,
    ],
  },
];
