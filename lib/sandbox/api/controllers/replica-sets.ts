import { deleteObject } from "../deletion";
import { mapAt, numberAt, objectAt, objectsAt, textAt } from "../json";
import { controllerOf, ownerReference, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { ApiError } from "../status";
import { CONTROLLER } from "../user";
import { record } from "./events";
import { itself, splitKey, type Controller } from "./loop";

const REPLICA_SETS = "apps/replicasets";
const OPTIONS = { user: CONTROLLER, manager: "kube-controller-manager" };

export const isReady = (pod: ApiObject): boolean =>
  objectsAt(pod, "status", "conditions").some(
    (each) => each["type"] === "Ready" && each["status"] === "True",
  );

const isOver = (pod: ApiObject): boolean =>
  ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");

/** Keeps as many pods as each ReplicaSet wants. */
export function replicaSetController(registry: Registry): Controller {
  const { store } = registry;
  return {
    watches: {
      [REPLICA_SETS]: itself,
      "/pods": ({ current: { object } }) => {
        const owner = controllerOf(object);
        return owner?.kind === "ReplicaSet" ? [`${object.metadata.namespace}/${owner.name}`] : [];
      },
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const set = store.get(REPLICA_SETS, namespace, name)?.object;
      if (set === undefined) return;
      const pods = store
        .list("/pods", namespace)
        .map(({ object }) => object)
        .filter((pod) => controllerOf(pod)?.uid === set.metadata.uid && !isOver(pod));
      const active = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
      if (set.metadata.deletionTimestamp === undefined) adjust(registry, set, active);
      writeStatus(registry, set, active);
    },
  };
}

function adjust(registry: Registry, set: ApiObject, active: readonly ApiObject[]): void {
  const wanted = numberAt(set, "spec", "replicas") ?? 0;
  for (let missing = wanted - active.length; missing > 0; missing -= 1) makePod(registry, set);
  if (active.length <= wanted) return;
  for (const { metadata } of active.toSorted(firstToGo).slice(0, active.length - wanted)) {
    const { name, namespace = "" } = metadata;
    deleteObject(registry, { served: registry.catalog.builtIn("/pods"), namespace, name }, {});
    tell(registry, set, "SuccessfulDelete", `Deleted pod: ${name}`);
  }
}

const rank = (pod: ApiObject): number =>
  (textAt(pod, "spec", "nodeName") === undefined ? 0 : 2) + (isReady(pod) ? 1 : 0);

/** Unscheduled before scheduled, unready before ready, young before old. */
function firstToGo(a: ApiObject, b: ApiObject): number {
  return rank(a) - rank(b) || Number(b.metadata.resourceVersion) - Number(a.metadata.resourceVersion);
}

function makePod(registry: Registry, set: ApiObject): void {
  const template = objectAt(set, "spec", "template");
  const { namespace = "", name } = set.metadata;
  const pod = {
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: mapAt(template, "metadata", "labels"),
      annotations: mapAt(template, "metadata", "annotations"),
      ownerReferences: [ownerReference(set)],
    },
    spec: objectAt(template, "spec"),
  };
  try {
    const made = registry.create(registry.catalog.builtIn("/pods"), namespace, pod, OPTIONS);
    tell(registry, set, "SuccessfulCreate", `Created pod: ${made.metadata.name}`);
  } catch (error) {
    if (error instanceof ApiError) tell(registry, set, "FailedCreate", `Error creating: ${error.message}`);
    throw error;
  }
}

function tell(registry: Registry, about: ApiObject, reason: string, message: string): void {
  const type = reason.startsWith("Failed") ? "Warning" : "Normal";
  record(registry, { about, type, reason, message, component: "replicaset-controller" });
}

function writeStatus(registry: Registry, set: ApiObject, active: readonly ApiObject[]): void {
  const { namespace = "", name } = set.metadata;
  const ready = active.filter(isReady).length;
  const counts = { fullyLabeledReplicas: active.length, readyReplicas: ready, availableReplicas: ready };
  const present = Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
  registry.update(
    { served: registry.catalog.builtIn(REPLICA_SETS), namespace, name, subresource: "status" },
    (old) => ({
      ...old,
      status: {
        replicas: active.length,
        ...present,
        terminatingReplicas: 0,
        observedGeneration: old.metadata.generation,
      },
    }),
    OPTIONS,
  );
}
