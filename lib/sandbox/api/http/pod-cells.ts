import { at, isObject, numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";

export interface PodCells {
  ready: string;
  status: string;
  restarts: number;
  lastRestart: string | undefined;
}

/** What `kubectl get pods` says of a pod, by the rules of the API server's printer. */
export function podCells(pod: ApiObject): PodCells {
  const own = objectsAt(pod, "status", "containerStatuses");
  const init = objectsAt(pod, "status", "initContainerStatuses");
  const waitsFor = init.findIndex((each) => at(each, "state", "terminated", "exitCode") !== 0);
  const initializing = waitsFor >= 0 && !hasCondition(pod, "Initialized");
  const counted = initializing ? init : own;
  const ready = own.filter((each) => each["ready"] === true && isObject(at(each, "state", "running"))).length;
  const phase = textAt(pod, "status", "reason") ?? textAt(pod, "status", "phase") ?? "";
  const status = initializing ? initReason(pod, init[waitsFor], waitsFor) : reasonOf(pod, own, phase);
  return {
    ready: `${initializing ? 0 : ready}/${objectsAt(pod, "spec", "containers").length}`,
    status: terminating(pod, status),
    restarts: counted.reduce((sum, each) => sum + (numberAt(each, "restartCount") ?? 0), 0),
    lastRestart: counted
      .map((each) => textAt(each, "lastState", "terminated", "finishedAt"))
      .filter((time) => time !== undefined)
      .toSorted()
      .at(-1),
  };
}

const hasCondition = (pod: ApiObject, type: string): boolean =>
  objectsAt(pod, "status", "conditions").some((each) => each["type"] === type && each["status"] === "True");

function exitReason(terminated: JsonObject): string {
  return textAt(terminated, "reason") ?? `ExitCode:${numberAt(terminated, "exitCode") ?? 0}`;
}

function initReason(pod: ApiObject, container: JsonObject | undefined, index: number): string {
  const terminated = at(container, "state", "terminated");
  if (isObject(terminated)) return `Init:${exitReason(terminated)}`;
  const waiting = textAt(container, "state", "waiting", "reason") ?? "";
  if (waiting !== "" && waiting !== "PodInitializing") return `Init:${waiting}`;
  return `Init:${index}/${objectsAt(pod, "spec", "initContainers").length}`;
}

/** The first container's reason wins, as the printer walks from the last to the first. */
function reasonOf(pod: ApiObject, containers: readonly JsonObject[], phase: string): string {
  let reason = phase;
  for (const container of containers.toReversed()) {
    const terminated = at(container, "state", "terminated");
    const waiting = textAt(container, "state", "waiting", "reason") ?? "";
    if (waiting !== "") reason = waiting;
    else if (isObject(terminated)) reason = exitReason(terminated);
  }
  const running = containers.some(
    (each) => isObject(objectAt(each, "state")["running"]) && each["ready"] === true,
  );
  return reason === "Completed" && running ? (hasCondition(pod, "Ready") ? "Running" : "NotReady") : reason;
}

function terminating(pod: ApiObject, status: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return status;
  if (textAt(pod, "status", "reason") === "NodeLost") return "Unknown";
  const phase = textAt(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed" ? status : "Terminating";
}
