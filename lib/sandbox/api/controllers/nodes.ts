import { deleteObject } from "../deletion";
import { numberAt, objectAt, objectsAt, sameJson, textAt, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { CONTROLLER } from "../user";
import { tolerates } from "./scheduler/filters";
import { record } from "./events";
import { splitKey, type Controller } from "./loop";

/** Silence after which a node counts as lost; how often all nodes are looked at. */
const GRACE_MS = 50_000;
const ROUND_MS = 5_000;

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const CORDONED = "node.kubernetes.io/unschedulable";
const OWN = [NOT_READY, UNREACHABLE, CORDONED];
const OPTIONS = { user: CONTROLLER, manager: "kube-controller-manager" };

/** Marks silent nodes, keeps their taints in step with their state, and moves pods off lost nodes. */
export function nodeController(registry: Registry): Controller {
  const { store } = registry;
  /** When each node's last sign of life was seen here, and what it was: a restart gives every node a new grace. */
  const signs = new Map<string, { sign: string; at: number }>();
  return {
    watches: {
      "/nodes": ({ current }) => [`/${current.object.metadata.name}`],
    },
    every: { ms: ROUND_MS, keys: () => store.list("/nodes").map(({ object }) => `/${object.metadata.name}`) },
    reconcile(key) {
      const { name } = splitKey(key);
      const node = store.get("/nodes", undefined, name)?.object;
      if (node === undefined) {
        signs.delete(name);
        return;
      }
      const sign = lifeSign(registry, node);
      const before = signs.get(name);
      if (before?.sign !== sign) signs.set(name, { sign, at: registry.now() });
      else if (registry.now() - before.at > GRACE_MS) markLost(registry, node);
      const current = store.get("/nodes", undefined, name)?.object ?? node;
      keepTaints(registry, current);
      if (readiness(current) !== "True") markPods(registry, current);
      evictPods(registry, store.get("/nodes", undefined, name)?.object ?? current);
    },
  };
}

function lifeSign({ store }: Registry, node: ApiObject): string {
  const lease = store.get("coordination.k8s.io/leases", "kube-node-lease", node.metadata.name);
  const heartbeat = textAt(readyCondition(node), "lastHeartbeatTime");
  return `${textAt(lease?.object, "spec", "renewTime")} ${heartbeat} ${node.metadata.uid}`;
}

const readyCondition = (node: ApiObject): JsonObject | undefined =>
  objectsAt(node, "status", "conditions").find((each) => each["type"] === "Ready");

const readiness = (node: ApiObject): string => textAt(readyCondition(node), "status") ?? "Unknown";

function markLost(registry: Registry, node: ApiObject): void {
  const before = readyCondition(node);
  if (before?.["status"] === "Unknown") return;
  const now = timestamp(registry.now());
  const condition = {
    type: "Ready",
    status: "Unknown",
    lastHeartbeatTime: before?.["lastHeartbeatTime"] ?? node.metadata.creationTimestamp,
    lastTransitionTime: now,
    reason: before === undefined ? "NodeStatusNeverUpdated" : "NodeStatusUnknown",
    message:
      before === undefined ? "Kubelet never posted node status." : "Kubelet stopped posting node status.",
  };
  registry.update(
    {
      served: registry.catalog.builtIn("/nodes"),
      namespace: "",
      name: node.metadata.name,
      subresource: "status",
    },
    (old) => {
      const others = objectsAt(old, "status", "conditions").filter((each) => each["type"] !== "Ready");
      return { ...old, status: { ...objectAt(old, "status"), conditions: [...others, condition] } };
    },
    OPTIONS,
  );
  const { name } = node.metadata;
  tell(registry, node, "Normal", "NodeNotReady", `Node ${name} status is now: NodeNotReady`);
}

function tell(
  registry: Registry,
  about: ApiObject,
  type: "Normal" | "Warning",
  reason: string,
  message: string,
): void {
  record(registry, { about, type, reason, message, component: "node-controller" });
}

/** NoSchedule while not ready, unreachable or cordoned; NoExecute too where pods should go. */
function keepTaints(registry: Registry, node: ApiObject): void {
  const old = objectsAt(node, "spec", "taints");
  const key =
    readyCondition(node) === undefined
      ? ""
      : ({ True: "", False: NOT_READY }[readiness(node)] ?? UNREACHABLE);
  const kept = old.filter((taint) => !OWN.includes(textAt(taint, "key") ?? ""));
  const taint = (name: string, effect: string): JsonObject =>
    old.find((each) => each["key"] === name && each["effect"] === effect) ?? {
      key: name,
      effect,
      timeAdded: timestamp(registry.now()),
    };
  const wanted = [
    ...kept,
    ...(objectAt(node, "spec")["unschedulable"] === true ? [taint(CORDONED, "NoSchedule")] : []),
    ...(key === "" ? [] : [taint(key, "NoSchedule"), taint(key, "NoExecute")]),
  ];
  const same =
    wanted.length === old.length && wanted.every((each) => old.some((other) => sameJson(each, other)));
  if (same) return;
  registry.update(
    { served: registry.catalog.builtIn("/nodes"), namespace: "", name: node.metadata.name, subresource: "" },
    (before) => {
      const { taints: _old, ...spec } = objectAt(before, "spec");
      return { ...before, spec: wanted.length === 0 ? spec : { ...spec, taints: wanted } };
    },
    OPTIONS,
  );
}

const podsOn = ({ store }: Registry, node: ApiObject): ApiObject[] =>
  store
    .list("/pods")
    .map(({ object }) => object)
    .filter((pod) => textAt(pod, "spec", "nodeName") === node.metadata.name);

/** Pods of a node that is not ready are not ready either, whatever its kubelet said last. */
function markPods(registry: Registry, node: ApiObject): void {
  if (readyCondition(node) === undefined) return;
  for (const pod of podsOn(registry, node)) {
    const ready = objectsAt(pod, "status", "conditions").find((each) => each["type"] === "Ready");
    if (ready?.["status"] !== "True") continue;
    const { name, namespace = "" } = pod.metadata;
    const changed = { ...ready, status: "False", lastTransitionTime: timestamp(registry.now()) };
    registry.update(
      { served: registry.catalog.builtIn("/pods"), namespace, name, subresource: "status" },
      (old) => {
        const conditions = objectsAt(old, "status", "conditions");
        const status = objectAt(old, "status");
        return {
          ...old,
          status: {
            ...status,
            conditions: conditions.map((each) => (each["type"] === "Ready" ? changed : each)),
          },
        };
      },
      OPTIONS,
    );
    tell(registry, pod, "Warning", "NodeNotReady", "Node is not ready");
  }
}

/** Deletes pods that a NoExecute taint drives away, after the time that they tolerate it. */
function evictPods(registry: Registry, node: ApiObject): void {
  const taints = objectsAt(node, "spec", "taints").filter((taint) => taint["effect"] === "NoExecute");
  if (taints.length === 0) return;
  for (const pod of podsOn(registry, node)) {
    if (pod.metadata.deletionTimestamp !== undefined || taints.every((taint) => bears(registry, pod, taint)))
      continue;
    const { name, namespace = "" } = pod.metadata;
    record(registry, {
      about: pod,
      type: "Normal",
      reason: "TaintManagerEviction",
      message: `Marking for deletion Pod ${namespace}/${name}`,
      component: "taint-eviction-controller",
    });
    deleteObject(registry, { served: registry.catalog.builtIn("/pods"), namespace, name }, {});
  }
}

function bears({ now }: Registry, pod: ApiObject, taint: JsonObject): boolean {
  const tolerations = objectsAt(pod, "spec", "tolerations").filter((each) => tolerates([each], taint));
  if (tolerations.length === 0) return false;
  const limits = tolerations.flatMap((each) => numberAt(each, "tolerationSeconds") ?? []);
  if (limits.length < tolerations.length) return true;
  const since = Date.parse(textAt(taint, "timeAdded") ?? "");
  return Number.isNaN(since) || now() < since + Math.min(...limits) * 1000;
}
