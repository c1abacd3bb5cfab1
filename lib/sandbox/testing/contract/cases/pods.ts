import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const PODS = "/api/v1/namespaces/$ns/pods";
const BUDGETS = "/apis/policy/v1/namespaces/$ns/poddisruptionbudgets";

const pod = (name: string, spec: Record<string, Json> = {}, labels: Record<string, string> = {}): Step => ({
  method: "POST",
  path: PODS,
  body: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels },
    spec: {
      schedulerName: "nobody",
      automountServiceAccountToken: false,
      containers: [{ name: "main", image: "busybox:1" }],
      ...spec,
    },
  },
});

const status = (name: string, value: Json): Step => ({
  method: "PATCH",
  path: `${PODS}/${name}/status`,
  kind: "strategic",
  quiet: true,
  body: { status: value },
});

const RUNNING = {
  phase: "Running",
  podIP: "10.244.9.9",
  conditions: [{ type: "Ready", status: "True" }],
};

const quiet = (step: Step): Step => ({ ...step, quiet: true });
const STATUS = [["kind"], ["status"], ["message"], ["reason"], ["code"], ["details"]];

/** Pods: what the server fills in, binding, eviction, grace. */
export const POD_CASES: readonly Case[] = [
  {
    name: "fills a pod in",
    steps: [
      pod("a", {
        containers: [
          {
            name: "main",
            image: "busybox",
            ports: [{ containerPort: 80, name: "http" }],
            env: [{ name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
            readinessProbe: { httpGet: { path: "/", port: 80 } },
            livenessProbe: { exec: { command: ["true"] } },
            resources: { limits: { cpu: "1", memory: "1Gi" } },
          },
        ],
        volumes: [
          { name: "s", secret: { secretName: "x" } },
          { name: "c", configMap: { name: "x" } },
          { name: "e" },
          { name: "p", persistentVolumeClaim: { claimName: "x" } },
        ],
      }),
    ],
  },
  {
    name: "requires containers and their names",
    steps: [pod("a", { containers: [] }), pod("a", { containers: [{ image: "x" }] })],
  },
  {
    name: "refuses a priority or an account that is not there",
    steps: [pod("a", { priorityClassName: "none" }), pod("a", { serviceAccountName: "none" })],
  },
  {
    name: "refuses an unknown field of a container",
    steps: [
      {
        ...pod("a", { containers: [{ name: "m", image: "x", colour: "red" }] }),
        path: `${PODS}?fieldValidation=Strict`,
      },
    ],
  },
  {
    name: "keeps a pod's spec",
    steps: [
      quiet(pod("a")),
      {
        method: "PATCH",
        path: `${PODS}/a`,
        kind: "strategic",
        body: { spec: { containers: [{ name: "main", image: "busybox:2" }] } },
        only: [
          ["spec", "containers", "0", "image"],
          ["metadata", "generation"],
        ],
      },
      {
        method: "PATCH",
        path: `${PODS}/a`,
        kind: "merge",
        body: { spec: { restartPolicy: "Never" } },
        only: [
          ["reason"],
          ["code"],
          ["details", "causes", "0", "reason"],
          ["details", "causes", "0", "field"],
        ],
      },
    ],
  },
  {
    name: "deletes a pod without a node at once",
    steps: [
      quiet(pod("a")),
      { method: "DELETE", path: `${PODS}/a`, only: [["kind"], ["metadata", "deletionGracePeriodSeconds"]] },
      { path: `${PODS}/a` },
    ],
  },
  {
    name: "binds a pod once",
    steps: [
      quiet(pod("a")),
      {
        method: "POST",
        path: `${PODS}/a/binding`,
        body: {
          apiVersion: "v1",
          kind: "Binding",
          metadata: { name: "a" },
          target: { apiVersion: "v1", kind: "Node", name: "case-n1" },
        },
      },
      {
        path: `${PODS}/a`,
        only: [
          ["spec", "nodeName"],
          ["status", "conditions"],
          ["status", "phase"],
        ],
      },
      {
        method: "POST",
        path: `${PODS}/a/binding`,
        body: {
          apiVersion: "v1",
          kind: "Binding",
          metadata: { name: "a" },
          target: { apiVersion: "v1", kind: "Node", name: "case-n2" },
        },
      },
      { method: "DELETE", path: `${PODS}/a?gracePeriodSeconds=0`, quiet: true },
    ],
  },
  {
    name: "gives a pod on a node its grace",
    steps: [
      quiet(pod("a", { nodeName: "case-n1", terminationGracePeriodSeconds: 40 })),
      {
        method: "DELETE",
        path: `${PODS}/a`,
        only: [
          ["kind"],
          ["metadata", "deletionGracePeriodSeconds"],
          ["metadata", "deletionTimestamp"],
          ["metadata", "generation"],
        ],
      },
      {
        method: "DELETE",
        path: `${PODS}/a?gracePeriodSeconds=5`,
        only: [
          ["metadata", "deletionGracePeriodSeconds"],
          ["metadata", "generation"],
        ],
      },
      {
        method: "DELETE",
        path: `${PODS}/a?gracePeriodSeconds=0`,
        only: [["kind"], ["metadata", "deletionGracePeriodSeconds"]],
      },
      { path: `${PODS}/a` },
    ],
  },
  {
    name: "evicts a pod without a budget",
    steps: [
      quiet(pod("a")),
      {
        method: "POST",
        path: `${PODS}/a/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a", namespace: "$ns" } },
      },
      { path: `${PODS}/a` },
      {
        method: "POST",
        path: `${PODS}/a/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a", namespace: "$ns" } },
      },
      {
        method: "POST",
        path: `${PODS}/a/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "b", namespace: "$ns" } },
      },
    ],
  },
  {
    name: "refuses an eviction that the budget forbids",
    steps: [
      quiet(pod("a", { nodeName: "case-n1" }, { app: "x" })),
      status("a", RUNNING),
      {
        method: "POST",
        path: BUDGETS,
        body: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "keep" },
          spec: { minAvailable: 1, selector: { matchLabels: { app: "x" } } },
        },
      },
      { path: `${BUDGETS}/keep`, until: { path: ["status", "expectedPods"], is: 1 }, only: [["status"]] },
      {
        method: "POST",
        path: `${PODS}/a/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } },
        only: STATUS,
      },
      {
        method: "POST",
        path: `${PODS}/a/eviction?dryRun=All`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } },
        only: STATUS,
      },
      { method: "DELETE", path: `${PODS}/a?gracePeriodSeconds=0`, quiet: true },
    ],
  },
  {
    name: "lets one of two go within the budget",
    steps: [
      quiet(pod("a", { nodeName: "case-n1" }, { app: "x" })),
      quiet(pod("b", { nodeName: "case-n1" }, { app: "x" })),
      status("a", RUNNING),
      status("b", RUNNING),
      {
        method: "POST",
        path: BUDGETS,
        quiet: true,
        body: {
          apiVersion: "policy/v1",
          kind: "PodDisruptionBudget",
          metadata: { name: "keep" },
          spec: { minAvailable: 1, selector: { matchLabels: { app: "x" } } },
        },
      },
      {
        path: `${BUDGETS}/keep`,
        until: { path: ["status", "disruptionsAllowed"], is: 1 },
        only: [["status"]],
      },
      {
        method: "POST",
        path: `${PODS}/a/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "a" } },
      },
      {
        path: `${PODS}/a`,
        only: [
          ["status", "conditions", "1"],
          ["metadata", "deletionGracePeriodSeconds"],
        ],
      },
      {
        method: "POST",
        path: `${PODS}/b/eviction`,
        body: { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: "b" } },
        only: [["code"], ["reason"], ["message"]],
      },
      { method: "DELETE", path: `${PODS}/a?gracePeriodSeconds=0`, quiet: true },
      { method: "DELETE", path: `${PODS}/b?gracePeriodSeconds=0`, quiet: true },
    ],
  },
  {
    name: "asks for a container's name before it reads logs",
    steps: [
      quiet(
        pod("a", {
          containers: [
            { name: "x", image: "x" },
            { name: "y", image: "y" },
          ],
          initContainers: [{ name: "i", image: "i" }],
        }),
      ),
      { path: `${PODS}/a/log` },
      { path: `${PODS}/a/log?container=z` },
      { path: `${PODS}/a/log?container=x` },
      { path: `${PODS}/none/log` },
    ],
  },
  {
    name: "cannot reach a pod without an address",
    steps: [
      quiet(pod("a")),
      { path: `${PODS}/a:15000/proxy/metrics` },
      { path: `${PODS}/none:15000/proxy/metrics` },
    ],
  },
];
