import { rfc3339 } from "@/lib/sandbox/standins/clock";
import { type ContainerRun, containerId } from "@/lib/sandbox/standins/kubelet/container-run";
import type { Condition, Pod } from "@/lib/sandbox/standins/pod";

export interface PodFacts {
  pod: Pod;
  init: readonly ContainerRun[];
  main: readonly ContainerRun[];
  hostIp: string;
  ip: string | null;
  startTime: number;
  /** Sandbox and volumes are there. */
  sandboxReady: boolean;
  initialized: boolean;
}

function statusOf(pod: Pod, run: ContainerRun): object {
  const started = run.state.running !== undefined;
  return {
    name: run.spec.name,
    state: run.state,
    lastState: run.lastState,
    ready: run.ready,
    restartCount: run.restartCount,
    image: run.spec.image,
    imageID: "",
    ...(run.state.waiting !== undefined && run.restartCount === 0
      ? {}
      : { containerID: containerId(pod, run) }),
    started,
  };
}

function phaseOf({ main, initialized }: PodFacts): string {
  if (!initialized) return "Pending";
  const ended = main.map((run) => run.state.terminated?.exitCode);
  const restarts = main.some((run) => run.state.terminated === undefined);
  if (!restarts && ended.length > 0) return ended.every((code) => code === 0) ? "Succeeded" : "Failed";
  return main.every((run) => run.state.waiting !== undefined && run.restartCount === 0)
    ? "Pending"
    : "Running";
}

function terminal(facts: PodFacts): boolean {
  return (facts.pod.spec.restartPolicy ?? "Always") !== "Always";
}

function phase(facts: PodFacts): string {
  const computed = phaseOf(facts);
  const over = computed === "Succeeded" || computed === "Failed";
  return over && !terminal(facts) ? "Running" : computed;
}

/** Conditions keep their time of change while their status stays; the scheduler's own condition is handed through. */
function conditionsOf(facts: PodFacts, now: number): Condition[] {
  const before = facts.pod.status?.conditions ?? [];
  const unready = facts.main.filter((run) => !run.ready).map((run) => run.spec.name);
  const ready = facts.initialized && unready.length === 0;
  const why = ready
    ? {}
    : { reason: "ContainersNotReady", message: `containers with unready status: [${unready.join(" ")}]` };
  const incomplete = facts.init.filter((run) => !run.ready).map((run) => run.spec.name);
  const entries: [string, boolean, object][] = [
    ["PodReadyToStartContainers", facts.sandboxReady, {}],
    [
      "Initialized",
      facts.initialized,
      facts.initialized
        ? {}
        : {
            reason: "ContainersNotInitialized",
            message: `containers with incomplete status: [${incomplete.join(" ")}]`,
          },
    ],
    ["Ready", ready, why],
    ["ContainersReady", ready, why],
  ];
  const scheduled = before.filter((one) => one.type === "PodScheduled");
  return [
    ...entries.map(([type, on, rest]) => {
      const status = on ? "True" : "False";
      const known = before.find((one) => one.type === type && one.status === status);
      const since = known?.lastTransitionTime ?? rfc3339(now);
      return { type, status, ...rest, lastProbeTime: null, lastTransitionTime: since };
    }),
    ...(scheduled.length > 0
      ? scheduled
      : [
          {
            type: "PodScheduled",
            status: "True",
            lastProbeTime: null,
            lastTransitionTime: rfc3339(facts.startTime),
          },
        ]),
  ];
}

/** The status that a kubelet reports for these facts. Pure but for `now` (epoch ms). */
export function podStatus(facts: PodFacts, now: number): Record<string, unknown> {
  return {
    phase: phase(facts),
    conditions: conditionsOf(facts, now),
    hostIP: facts.hostIp,
    hostIPs: [{ ip: facts.hostIp }],
    ...(facts.ip === null ? {} : { podIP: facts.ip, podIPs: [{ ip: facts.ip }] }),
    startTime: rfc3339(facts.startTime),
    ...(facts.init.length === 0
      ? {}
      : { initContainerStatuses: facts.init.map((run) => statusOf(facts.pod, run)) }),
    containerStatuses: facts.main.map((run) => statusOf(facts.pod, run)),
  };
}
