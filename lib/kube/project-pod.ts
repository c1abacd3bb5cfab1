import "server-only";
import type { ContainerFact, PodFact } from "@/lib/domain/cluster/facts";
import { podRequests } from "@/lib/kube/pod-requests";
import { conditionOf, controllerUid, projectBase } from "@/lib/kube/project-base";
import {
  type Fields,
  countOf,
  fieldsOf,
  itemsOf,
  shared,
  textOf,
  textOrNull,
  timeOf,
} from "@/lib/kube/read-value";

/** Labels that say what a pod is and where; the rest of a stranger's labels are not Gantry's business. */
const LABELS =
  /^(?:[a-z]+\.)?planetscale\.com\/|^gantry\/|^topology\.kubernetes\.io\/|^app(?:$|\.kubernetes\.io\/)/;
const CONTAINERS_MAX = 64;
const VOLUMES_MAX = 128;
const NAME_MAX = 253;
const REASON_MAX = 128;
const MESSAGE_MAX = 1024;
const IMAGE_MAX = 512;

const PHASES = ["Pending", "Running", "Succeeded", "Failed"] as const;

function phaseOf(value: unknown): PodFact["phase"] {
  return PHASES.find((phase) => phase === value) ?? "Unknown";
}

function reasonOf(value: unknown): string | null {
  const reason = textOrNull(value, REASON_MAX);
  return reason === null ? null : shared(reason);
}

function containerOf(spec: Fields, status: Fields): ContainerFact {
  const state = fieldsOf(status["state"]);
  const kind = state["running"] ? "running" : state["terminated"] ? "terminated" : "waiting";
  const now = fieldsOf(state[kind]);
  return {
    name: shared(textOf(spec["name"], NAME_MAX)),
    ready: status["ready"] === true,
    restarts: countOf(status["restartCount"]),
    state: kind,
    reason: reasonOf(now["reason"]),
    message: textOrNull(now["message"], MESSAGE_MAX),
    startedAt: timeOf(now["startedAt"]),
    lastReason: reasonOf(fieldsOf(fieldsOf(status["lastState"])["terminated"])["reason"]),
    image: shared(textOf(spec["image"], IMAGE_MAX)),
  };
}

function byName(statuses: unknown): ReadonlyMap<unknown, Fields> {
  return new Map(
    itemsOf(statuses, CONTAINERS_MAX)
      .map(fieldsOf)
      .map((status) => [status["name"], status]),
  );
}

/** A one-shot init container speaks only while it holds the pod up: a failed pull of its image shows nowhere else. */
function blocks(init: ContainerFact, status: Fields): boolean {
  const exitCode = fieldsOf(fieldsOf(status["state"])["terminated"])["exitCode"];
  if (init.state === "terminated") return exitCode !== 0;
  return init.state === "waiting" && init.reason !== null && init.reason !== "PodInitializing";
}

function containersOf(spec: Fields, status: Fields): ContainerFact[] {
  const running = byName(status["containerStatuses"]);
  const starting = byName(status["initContainerStatuses"]);
  const containers = itemsOf(spec["containers"], CONTAINERS_MAX)
    .map(fieldsOf)
    .map((one) => containerOf(one, running.get(one["name"]) ?? {}));
  const init = itemsOf(spec["initContainers"], CONTAINERS_MAX)
    .map(fieldsOf)
    .flatMap((one) => {
      const its = starting.get(one["name"]) ?? {};
      const container = containerOf(one, its);
      return one["restartPolicy"] === "Always" || blocks(container, its) ? [container] : [];
    });
  return [...containers, ...init];
}

/**
 * A pod without its environment, commands and mounts. `containers` holds its containers, its restartable init
 * containers, and a one-shot init container only while that one holds the pod up.
 * Null when it is no pod; never throws. O(containers + volumes); about 1 KB.
 */
export function projectPod(raw: unknown): PodFact | null {
  const base = projectBase(raw, { kind: "Pod", namespaced: true, labels: LABELS });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const spec = fieldsOf(fields["spec"]);
  const status = fieldsOf(fields["status"]);
  const ready = conditionOf(status["conditions"], "Ready");
  const scheduled = conditionOf(status["conditions"], "PodScheduled");
  const nodeName = textOrNull(spec["nodeName"], NAME_MAX);
  const requests = podRequests(raw);
  return {
    kind: "pods",
    ...base,
    nodeName: nodeName === null ? null : shared(nodeName),
    phase: phaseOf(status["phase"]),
    ready: ready["status"] === "True",
    readyChangedAt: timeOf(ready["lastTransitionTime"]),
    unschedulableMessage: scheduled["status"] === "False" ? textOf(scheduled["message"], MESSAGE_MAX) : null,
    reason: reasonOf(status["reason"]),
    message: textOrNull(status["message"], MESSAGE_MAX),
    podIp: textOrNull(status["podIP"], 64),
    requestsCpuMilli: requests.cpuMilli,
    requestsMemoryBytes: requests.memoryBytes,
    containers: containersOf(spec, status),
    claims: itemsOf(spec["volumes"], VOLUMES_MAX).flatMap((volume) => {
      const claim = textOf(fieldsOf(fieldsOf(volume)["persistentVolumeClaim"])["claimName"], NAME_MAX);
      return claim === "" ? [] : [claim];
    }),
    ownerUid: controllerUid(raw),
  };
}
