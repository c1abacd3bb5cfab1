import { objectAt, objectsAt, textAt } from "../../json";
import type { ApiObject } from "../../object";
import { bindPod, setPodCondition } from "../../pods/bind";
import type { Registry } from "../../registry";
import { withMetadata } from "../../write/compare";
import { CONTROLLER } from "../../user";
import { record } from "../events";
import { splitKey, type Controller } from "../loop";
import { SELECTED_NODE } from "../volumes";
import { Cluster, type Seat } from "./cluster";
import { claimTrouble, selectedNode, sift, unboundClaims, type Refusal } from "./filters";
import { best } from "./score";

const COMPONENT = "default-scheduler";
const PAUSE_MS = 1000;

/** Brings a pod that found no place back after a pause. */
class NoPlaceError extends Error {}

/** Places pods on nodes; a pod without a place is looked at again whenever something changes that may help it. */
export function schedulerController(registry: Registry): Controller {
  const { store } = registry;
  const cluster = new Cluster();
  /** Pods without a place, with the time of the last try: a second passes before a change makes another. */
  const failed = new Map<string, number>();
  /** Pods with a place whose volumes are on their way. */
  const binding = new Set<string>();
  const retry = (): readonly string[] => [
    ...binding,
    ...[...failed.keys()].filter((key) => registry.now() - (failed.get(key) ?? 0) > PAUSE_MS),
  ];
  return {
    watches: {
      "/nodes": (change) => {
        cluster.noteNode(change);
        return retry();
      },
      "/pods": (change) => {
        cluster.notePod(change);
        const { object } = change.current;
        const key = `${object.metadata.namespace}/${object.metadata.name}`;
        const left = change.type === "DELETED" || textAt(object, "spec", "nodeName") !== undefined;
        if (!left) return [key];
        failed.delete(key);
        binding.delete(key);
        return retry();
      },
      "/persistentvolumeclaims": retry,
      "/persistentvolumes": retry,
      "storage.k8s.io/storageclasses": retry,
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const pod = store.get("/pods", namespace, name)?.object;
      failed.delete(key);
      binding.delete(key);
      if (pod === undefined || !isPending(pod)) return;
      failed.set(key, registry.now());
      schedule(registry, cluster, pod);
      failed.delete(key);
      binding.add(key);
    },
  };
}

function isPending(pod: ApiObject): boolean {
  return (
    textAt(pod, "spec", "nodeName") === undefined &&
    pod.metadata.deletionTimestamp === undefined &&
    textAt(pod, "spec", "schedulerName") === COMPONENT &&
    objectsAt(pod, "spec", "schedulingGates").length === 0 &&
    textAt(pod, "status", "phase") === "Pending"
  );
}

function schedule(registry: Registry, cluster: Cluster, pod: ApiObject): void {
  const { store } = registry;
  const assumed = cluster.homeOf(pod);
  if (assumed !== undefined && waitsFor(registry, pod, assumed)) return;
  cluster.leave(pod);
  const seats = cluster.seats();
  const trouble = claimTrouble(store, pod);
  if (trouble !== undefined) return fail(registry, pod, seats.length, trouble);
  const { fit, refused } = sift({ pod, seats, store });
  const chosen = fit.find(({ node }) => node.metadata.name === assumed) ?? best(pod, fit, seats);
  if (chosen === undefined) return fail(registry, pod, seats.length, refused);
  assign(registry, cluster, pod, chosen);
}

/** True while the volumes of a pod are still made for the node that it was given. */
function waitsFor({ store }: Registry, pod: ApiObject, node: string): boolean {
  const unbound = unboundClaims(store, pod);
  return unbound.length > 0 && unbound.every((claim) => selectedNode(claim) === node);
}

function assign(registry: Registry, cluster: Cluster, pod: ApiObject, { node }: Seat): void {
  const { name, namespace = "" } = pod.metadata;
  const home = node.metadata.name;
  cluster.place(pod, home);
  const unbound = unboundClaims(registry.store, pod);
  for (const claim of unbound) select(registry, claim, home);
  if (unbound.length > 0) return;
  bindPod(registry, namespace, name, home);
  record(registry, {
    about: pod,
    type: "Normal",
    reason: "Scheduled",
    message: `Successfully assigned ${namespace}/${name} to ${home}`,
    component: COMPONENT,
    action: "Binding",
  });
}

function select(registry: Registry, claim: ApiObject, node: string): void {
  const { name, namespace = "" } = claim.metadata;
  const served = registry.catalog.builtIn("/persistentvolumeclaims");
  registry.update(
    { served, namespace, name, subresource: "" },
    (old) =>
      withMetadata(old, {
        annotations: { ...objectAt(old, "metadata", "annotations"), [SELECTED_NODE]: node },
      }),
    { user: CONTROLLER, manager: "kube-scheduler" },
  );
}

/** `2 Insufficient cpu, 4 node(s) were unschedulable`, as the scheduler counts reasons. */
function histogram(reasons: readonly string[]): string {
  const counts = Map.groupBy(reasons, (reason) => reason);
  return [...counts]
    .map(([reason, each]) => `${each.length} ${reason}`)
    .toSorted()
    .join(", ");
}

function whyNot(nodes: number, refused: readonly Refusal[] | string): string {
  const none = `0/${nodes} nodes are available`;
  // The tail is the scheduler's own: nobody is looked up for preemption, and it says so like this.
  if (typeof refused === "string") return `${none}: ${refused}. not found`;
  if (nodes === 0) return "no nodes available to schedule pods";
  const reasons = histogram(refused.flatMap((each) => each.reasons));
  const preemption = histogram(
    refused.map((each) =>
      each.final
        ? "Preemption is not helpful for scheduling"
        : "No preemption victims found for incoming pod",
    ),
  );
  return `${none}: ${reasons}. no new claims to deallocate, preemption: ${none}: ${preemption}.`;
}

function fail(registry: Registry, pod: ApiObject, nodes: number, refused: readonly Refusal[] | string): void {
  const message = whyNot(nodes, refused);
  const before = objectsAt(pod, "status", "conditions").find((each) => each["type"] === "PodScheduled");
  if (before?.["message"] !== message) tellFailure(registry, pod, message);
  throw new NoPlaceError(message);
}

function tellFailure(registry: Registry, pod: ApiObject, message: string): void {
  setPodCondition(registry, pod, {
    type: "PodScheduled",
    status: "False",
    observedGeneration: pod.metadata.generation,
    reason: "Unschedulable",
    message,
  });
  record(registry, {
    about: pod,
    type: "Warning",
    reason: "FailedScheduling",
    message,
    component: COMPONENT,
    action: "Scheduling",
  });
}
