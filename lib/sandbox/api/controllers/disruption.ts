import { mapAt, numberAt, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { selects } from "../selectors";
import { CONTROLLER } from "../user";
import { itself, splitKey, type Controller } from "./loop";
import { isReady } from "./replica-sets";

const BUDGETS = "policy/poddisruptionbudgets";

/** Counts for each disruption budget the healthy pods and how many may go. */
export function disruptionController(registry: Registry): Controller {
  const { store } = registry;
  return {
    watches: {
      [BUDGETS]: itself,
      "/pods": ({ current: { object } }) => {
        const labels = mapAt(object, "metadata", "labels");
        return store
          .list(BUDGETS, object.metadata.namespace)
          .filter((budget) => selects(objectAt(budget.object, "spec")["selector"], labels))
          .map((budget) => `${object.metadata.namespace}/${budget.object.metadata.name}`);
      },
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const budget = store.get(BUDGETS, namespace, name)?.object;
      if (budget === undefined) return;
      const selector = objectAt(budget, "spec")["selector"];
      const pods = store
        .list("/pods", namespace)
        .map(({ object }) => object)
        .filter((pod) => selects(selector, mapAt(pod, "metadata", "labels")) && !isOver(pod));
      writeStatus(registry, budget, pods);
    },
  };
}

const isOver = (pod: ApiObject): boolean =>
  ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");

function amount(value: Json | undefined, of: number): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? Math.ceil((Number.parseInt(value, 10) * of) / 100) : 0;
}

function writeStatus(registry: Registry, budget: ApiObject, pods: readonly ApiObject[]): void {
  const { minAvailable, maxUnavailable } = objectAt(budget, "spec");
  const expected = pods.length;
  const desired =
    maxUnavailable === undefined
      ? Math.min(amount(minAvailable, expected), expected)
      : Math.max(0, expected - amount(maxUnavailable, expected));
  const disrupted = stillDisrupted(budget, pods);
  const going = Object.keys(disrupted);
  const healthy = pods.filter(
    (pod) =>
      isReady(pod) && pod.metadata.deletionTimestamp === undefined && !going.includes(pod.metadata.name),
  ).length;
  const needed = typeof minAvailable === "number" ? minAvailable : desired;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - needed);
  const { namespace = "", name } = budget.metadata;
  registry.update(
    { served: registry.catalog.builtIn(BUDGETS), namespace, name, subresource: "status" },
    (old) => ({
      ...old,
      status: {
        conditions: [allowedCondition(old, allowed, registry.now())],
        currentHealthy: healthy,
        desiredHealthy: needed,
        disruptionsAllowed: allowed,
        expectedPods: expected,
        observedGeneration: old.metadata.generation,
        ...(going.length === 0 ? {} : { disruptedPods: disrupted }),
      },
    }),
    { user: CONTROLLER, manager: "kube-controller-manager" },
  );
}

/** Evicted pods whose end the store does not show yet; for two minutes. */
function stillDisrupted(budget: ApiObject, pods: readonly ApiObject[]): Record<string, string> {
  const alive = new Set(
    pods.filter((pod) => pod.metadata.deletionTimestamp === undefined).map((pod) => pod.metadata.name),
  );
  const entries = Object.entries(mapAt(budget, "status", "disruptedPods"));
  return Object.fromEntries(entries.filter(([name]) => alive.has(name)));
}

function allowedCondition(budget: ApiObject, allowed: number, now: number): JsonObject {
  const status = allowed > 0 ? "True" : "False";
  const before = objectsAt(budget, "status", "conditions")[0];
  return {
    type: "DisruptionAllowed",
    status,
    observedGeneration: numberAt(budget, "metadata", "generation"),
    lastTransitionTime: before?.["status"] === status ? before["lastTransitionTime"] : timestamp(now),
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
}
