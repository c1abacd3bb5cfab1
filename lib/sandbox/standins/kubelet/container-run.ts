import { createHash } from "node:crypto";
import type { PodNetwork } from "@/lib/sandbox/pod-network";
import type { Clock } from "@/lib/sandbox/standins/clock";
import { rfc3339 } from "@/lib/sandbox/standins/clock";
import { type Programs, programOf, untilAborted } from "@/lib/sandbox/standins/kubelet/program";
import type { PodLog } from "@/lib/sandbox/standins/kubelet/pod-log";
import type { Container, ContainerState, Pod } from "@/lib/sandbox/standins/pod";

/** One container of one pod, over all its restarts. */
export interface ContainerRun {
  readonly spec: Container;
  restartCount: number;
  state: ContainerState;
  lastState: ContainerState;
  ready: boolean;
}

export interface RunContext {
  pod: Pod;
  ip: string;
  clock: Clock;
  network: PodNetwork;
  programs: Programs;
  logs: PodLog;
  /** Fires when the pod must end, and when it is gone. */
  stop: AbortSignal;
  killed: AbortSignal;
  /** The container's status changed. */
  changed: () => void;
  record: (container: string, type: "Normal" | "Warning", reason: string, message: string) => void;
}

const BACK_OFF_FIRST_MS = 1500;
const BACK_OFF_MOST_MS = 300_000;

export function createContainerRun(spec: Container, waiting: string): ContainerRun {
  return { spec, restartCount: 0, state: { waiting: { reason: waiting } }, lastState: {}, ready: false };
}

export function containerId(pod: Pod, run: ContainerRun): string {
  const digest = createHash("sha256")
    .update(`${pod.metadata.uid} ${run.spec.name} ${run.restartCount}`)
    .digest("hex");
  return `containerd://${digest}`;
}

/** Runs the container's program once and notes how it ended. */
async function runOnce(run: ContainerRun, context: RunContext, resumed: boolean): Promise<number> {
  const { pod, clock, logs } = context;
  const ending = new AbortController();
  const signal = AbortSignal.any([context.stop, ending.signal]);
  const startedAt = clock.now();
  const closers: (() => void)[] = [];
  const since = resumed ? run.state.running?.startedAt : undefined;
  run.state = { running: { startedAt: since ?? rfc3339(startedAt) } };
  run.ready = resumed ? run.ready : run.spec.readinessProbe === undefined;
  const sink = logs.open(run.spec.name, run.restartCount);
  context.changed();
  const running = programOf(
    context.programs,
    run.spec,
  )({
    pod,
    container: run.spec,
    ip: context.ip,
    clock,
    resumed,
    startedAt,
    signal,
    killed: context.killed,
    log: (line) => sink(clock.now(), line),
    setReady(ready) {
      if (run.ready === ready || signal.aborted) return;
      run.ready = ready;
      context.changed();
    },
    serve: (port, handler) => void closers.push(context.network.serve(context.ip, port, handler)),
  });
  let exitCode: number;
  try {
    exitCode = await running;
  } catch (error) {
    sink(clock.now(), `panic: ${error instanceof Error ? error.message : String(error)}`);
    exitCode = 2;
  } finally {
    ending.abort();
    for (const close of closers) close();
  }
  run.ready = false;
  run.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? "Completed" : "Error",
      startedAt: rfc3339(startedAt),
      finishedAt: clock.time(),
      containerID: containerId(pod, run),
    },
  };
  context.changed();
  return exitCode;
}

/** An init container: again and again until it ends well. False when the pod was stopped before. */
export async function runInit(run: ContainerRun, context: RunContext): Promise<boolean> {
  for (let delay = BACK_OFF_FIRST_MS; !context.stop.aborted; delay = Math.min(delay * 2, BACK_OFF_MOST_MS)) {
    if ((await runOnce(run, context, false)) === 0) {
      run.ready = true;
      context.changed();
      return true;
    }
    await backOff(run, context, delay);
  }
  return false;
}

async function backOff(run: ContainerRun, context: RunContext, delay: number): Promise<void> {
  if (context.stop.aborted) return;
  const { pod, clock } = context;
  const name = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
  if (delay > BACK_OFF_FIRST_MS) {
    run.lastState = run.state;
    run.state = {
      waiting: {
        reason: "CrashLoopBackOff",
        message: `back-off ${Math.round(delay / 1000)}s restarting failed container=${run.spec.name} pod=${name}`,
      },
    };
    context.record(
      run.spec.name,
      "Warning",
      "BackOff",
      `Back-off restarting failed container ${run.spec.name} in pod ${name}`,
    );
    context.changed();
  }
  await clock.sleep(delay, context.stop);
  if (context.stop.aborted) return;
  if (run.state.terminated !== undefined) run.lastState = run.state;
  run.restartCount += 1;
}

/** A container of the pod proper: restarted as the pod's policy says, until the pod is stopped. */
export async function runContainer(run: ContainerRun, context: RunContext, resumed: boolean): Promise<void> {
  const policy = context.pod.spec.restartPolicy ?? "Always";
  let delay = BACK_OFF_FIRST_MS;
  let resume = resumed;
  while (!context.stop.aborted) {
    const began = context.clock.now();
    const exitCode = await runOnce(run, context, resume);
    resume = false;
    if (context.stop.aborted || policy === "Never" || (policy === "OnFailure" && exitCode === 0)) return;
    if (context.clock.now() - began > 600_000 / context.clock.speed) delay = BACK_OFF_FIRST_MS;
    await backOff(run, context, delay);
    delay = Math.min(delay * 2, BACK_OFF_MOST_MS);
  }
  await untilAborted(context.stop);
}
