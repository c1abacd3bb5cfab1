import { deleteObject, type DeleteOptions } from "../deletion";
import { isObject, mapAt, numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { selects } from "../selectors";
import { ApiError } from "../status";
import { CONTROLLER } from "../user";

const BUDGETS = "policy/poddisruptionbudgets";

/** Deletes a pod unless its disruption budget forbids it. Throws 429 in the words of the eviction handler. */
export function evict(registry: Registry, namespace: string, name: string, options: DeleteOptions): void {
  const served = registry.catalog.builtIn("/pods");
  const pod = registry.get({ served, namespace, name });
  const finished = ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");
  const pending =
    textAt(pod, "status", "phase") === "Pending" || pod.metadata.deletionTimestamp !== undefined;
  if (!finished && !pending) obeyBudget(registry, pod, options.dryRun === true);
  if (options.dryRun !== true) markDisrupted(registry, pod);
  deleteObject(registry, { served, namespace, name }, options);
}

function obeyBudget(registry: Registry, pod: ApiObject, dryRun: boolean): void {
  const labels = mapAt(pod, "metadata", "labels");
  const budgets = registry.store
    .list(BUDGETS, pod.metadata.namespace)
    .filter(({ object }) => selects(objectAt(object, "spec")["selector"], labels));
  if (budgets.length > 1)
    throw new ApiError(
      500,
      "",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  const budget = budgets[0]?.object;
  if (budget === undefined || unhealthyMayGo(pod, budget)) return;
  if ((numberAt(budget, "status", "observedGeneration") ?? 0) < (budget.metadata.generation ?? 0))
    throw tooMany(
      `The disruption budget ${budget.metadata.name} is still being processed by the server.`,
      10,
    );
  const allowed = numberAt(budget, "status", "disruptionsAllowed") ?? 0;
  if (allowed <= 0) throw tooMany(budgetWords(budget));
  if (!dryRun) takeOne(registry, budget, pod.metadata.name, allowed);
}

const isReady = (pod: ApiObject): boolean =>
  objectsAt(pod, "status", "conditions").some(
    (each) => each["type"] === "Ready" && each["status"] === "True",
  );

function unhealthyMayGo(pod: ApiObject, budget: ApiObject): boolean {
  if (isReady(pod)) return false;
  if (textAt(budget, "spec", "unhealthyPodEvictionPolicy") === "AlwaysAllow") return true;
  const desired = numberAt(budget, "status", "desiredHealthy") ?? 0;
  return (numberAt(budget, "status", "currentHealthy") ?? 0) >= desired && desired > 0;
}

function budgetWords(budget: ApiObject): string {
  const current = numberAt(budget, "status", "currentHealthy") ?? 0;
  const desired = numberAt(budget, "status", "desiredHealthy") ?? 0;
  const { name } = budget.metadata;
  if (current <= desired)
    return `The disruption budget ${name} needs ${desired} healthy pods and has ${current} currently`;
  return `The disruption budget ${name} does not allow evicting pods currently`;
}

function tooMany(message: string, retryAfterSeconds?: number): ApiError {
  return new ApiError(
    429,
    "TooManyRequests",
    "Cannot evict pod as it would violate the pod's disruption budget.",
    {
      causes: [{ reason: "DisruptionBudget", message }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  );
}

/** Counts the disruption at once, before the budget's controller sees the pod go. */
function takeOne(registry: Registry, budget: ApiObject, pod: string, allowed: number): void {
  const status = objectAt(budget, "status");
  const disruptedPods = { ...objectAt(status, "disruptedPods"), [pod]: timestamp(registry.now()) };
  const served = registry.catalog.builtIn(BUDGETS);
  const target = {
    served,
    namespace: budget.metadata.namespace ?? "",
    name: budget.metadata.name,
    subresource: "status",
  } as const;
  registry.update(
    target,
    (old) => ({ ...old, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods } }),
    { user: CONTROLLER, manager: "kube-apiserver" },
  );
}

function markDisrupted(registry: Registry, pod: ApiObject): void {
  const at = timestamp(registry.now());
  const condition: JsonObject = {
    type: "DisruptionTarget",
    status: "True",
    lastProbeTime: null,
    lastTransitionTime: at,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  const served = registry.catalog.builtIn("/pods");
  const target = {
    served,
    namespace: pod.metadata.namespace ?? "",
    name: pod.metadata.name,
    subresource: "status",
  } as const;
  registry.update(
    target,
    (old) => {
      const others = objectsAt(old, "status", "conditions").filter(
        (each) => each["type"] !== "DisruptionTarget",
      );
      return { ...old, status: { ...objectAt(old, "status"), conditions: [...others, condition] } };
    },
    { user: CONTROLLER, manager: "kube-apiserver" },
  );
}

/** DeleteOptions of an Eviction body. */
export function evictionOptions(body: JsonObject): JsonObject {
  const options = body["deleteOptions"];
  return isObject(options) ? options : {};
}
