import type { PodNetwork } from "@/lib/sandbox/pod-network";
import type { Clock } from "@/lib/sandbox/standins/clock";
import { type ClusterClient, isConflict, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import {
  type ContainerRun,
  createContainerRun,
  runContainer,
  type RunContext,
  runInit,
} from "@/lib/sandbox/standins/kubelet/container-run";
import type { ImageStore } from "@/lib/sandbox/standins/kubelet/images";
import { environmentProblem, type MountContext, mountVolumes } from "@/lib/sandbox/standins/kubelet/mounts";
import { createPodLog } from "@/lib/sandbox/standins/kubelet/pod-log";
import { podStatus } from "@/lib/sandbox/standins/kubelet/pod-status";
import type { Programs } from "@/lib/sandbox/standins/kubelet/program";
import type { Pod } from "@/lib/sandbox/standins/pod";
import type { Recorder } from "@/lib/sandbox/standins/recorder";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

export interface WorkerOptions {
  client: ClusterClient;
  clock: Clock;
  network: PodNetwork;
  programs: Programs;
  recorder: Recorder;
  images: ImageStore;
  mounts: MountContext;
  hostIp: string;
  allocateIp: () => string;
  onProblem: (problem: unknown) => void;
}

const CONFIG_RETRY_MS = 1000;
const PUBLISH_RETRY_MS = 500;
const GRACE_SECONDS = 30;

/** Takes over what the pod's status says of its containers. */
function adopt(pod: Pod, runs: readonly ContainerRun[]): void {
  const known = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const run of runs) {
    const status = known.find((one) => one.name === run.spec.name);
    if (status === undefined) continue;
    run.restartCount = status.restartCount;
    run.state = status.state ?? run.state;
    run.lastState = status.lastState ?? {};
    run.ready = status.ready;
  }
}

/** A container that had ended, or was backing off, when nobody looked after it: what follows is its next run. */
function countNextRun(run: ContainerRun): void {
  if (run.state.running !== undefined) return;
  const ranBefore = run.state.terminated !== undefined || run.lastState.terminated !== undefined;
  if (run.state.terminated !== undefined) run.lastState = run.state;
  if (ranBefore) run.restartCount += 1;
}

/** The life of one pod on its node, from binding to removal. A pod that runs already is taken over as it is. */
export class PodWorker {
  readonly uid: string;
  readonly logs = createPodLog();
  readonly #init: ContainerRun[];
  readonly #main: ContainerRun[];
  readonly #stop = new AbortController();
  readonly #gone = new AbortController();
  readonly #startTime: number;
  readonly #life: Promise<void>;
  #ip: string | null;
  #sandboxReady: boolean;
  #initialized: boolean;
  #ending = false;
  #dirty = false;
  #publishing = false;
  #newest: Pod;

  constructor(
    readonly pod: Pod,
    readonly options: WorkerOptions,
  ) {
    const { status, spec, metadata } = pod;
    this.uid = metadata.uid;
    this.#newest = pod;
    this.#init = (spec.initContainers ?? []).map((one) => createContainerRun(one, "PodInitializing"));
    const waiting = this.#init.length > 0 ? "PodInitializing" : "ContainerCreating";
    this.#main = spec.containers.map((one) => createContainerRun(one, waiting));
    this.#ip = status?.podIP ?? null;
    this.#startTime = status?.startTime === undefined ? options.clock.now() : Date.parse(status.startTime);
    const resumed = status?.phase === "Running" && status.podIP !== undefined;
    this.#sandboxReady = resumed;
    this.#initialized = resumed;
    if (resumed) {
      adopt(pod, [...this.#init, ...this.#main]);
      this.#main.forEach(countNextRun);
    }
    this.#life = this.#live(resumed).catch(options.onProblem);
  }

  /** A newer version of the same pod: a deletion time in it begins the end. */
  update(pod: Pod): void {
    this.#newest = pod;
    if (pod.metadata.deletionTimestamp === undefined || this.#ending) return;
    this.#ending = true;
    void this.#end(pod.metadata.deletionGracePeriodSeconds ?? GRACE_SECONDS);
  }

  /** The pod is gone from the API server: everything stops at once. */
  kill(): void {
    this.#gone.abort();
    this.#stop.abort();
  }

  /** Writes the status; changes that come meanwhile go out together afterwards. */
  async #publish(): Promise<void> {
    const { client, clock, onProblem } = this.options;
    const { namespace, name, uid } = this.pod.metadata;
    this.#dirty = true;
    if (this.#publishing) return;
    this.#publishing = true;
    while (this.#dirty && !this.#gone.signal.aborted) {
      this.#dirty = false;
      const body = { metadata: { uid }, status: this.#status() };
      try {
        await client.patch(RESOURCES.pods, namespace ?? null, name, body, "status");
      } catch (error) {
        if (isNotFound(error) || isConflict(error)) break;
        onProblem(error);
        this.#dirty = true;
        await clock.sleepReal(PUBLISH_RETRY_MS, this.#gone.signal);
      }
    }
    this.#publishing = false;
  }

  #status(): Record<string, unknown> {
    const facts = {
      pod: this.#newest,
      init: this.#init,
      main: this.#main,
      hostIp: this.options.hostIp,
      ip: this.#ip,
      startTime: this.#startTime,
      sandboxReady: this.#sandboxReady,
      initialized: this.#initialized,
    };
    return podStatus(facts, this.options.clock.now());
  }

  readonly #changed = (): void => void this.#publish();

  readonly #record: RunContext["record"] = (container, type, reason, message) =>
    this.options.recorder.record(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: this.pod.metadata,
        ...(container === "" ? {} : { fieldPath: `spec.containers{${container}}` }),
      },
      type,
      reason,
      message,
    );

  #context(): RunContext {
    return {
      pod: this.pod,
      ip: this.#ip ?? "",
      clock: this.options.clock,
      network: this.options.network,
      programs: this.options.programs,
      logs: this.logs,
      stop: this.#stop.signal,
      killed: this.#gone.signal,
      changed: this.#changed,
      record: this.#record,
    };
  }

  /** Image, environment, then the created and started events: what comes before the first run of a container. */
  async #prepare(run: ContainerRun): Promise<boolean> {
    const { images, client, clock } = this.options;
    const { signal } = this.#stop;
    const say = (reason: string, message: string) => this.#record(run.spec.name, "Normal", reason, message);
    await images.ensure(run.spec.image, say, signal);
    let told = "";
    while (!signal.aborted) {
      const problem = await environmentProblem(this.pod, run.spec, client).catch(() => "");
      if (problem === null) break;
      if (problem !== "" && problem !== told) {
        run.state = { waiting: { reason: "CreateContainerConfigError", message: problem } };
        this.#record(run.spec.name, "Warning", "Failed", `Error: ${problem}`);
        this.#changed();
      }
      told = problem;
      await clock.sleep(CONFIG_RETRY_MS, signal);
    }
    if (signal.aborted) return false;
    say("Created", "Container created");
    say("Started", "Container started");
    return true;
  }

  async #bringUp(): Promise<boolean> {
    this.#changed();
    const say = (problem: string) => this.#record("", "Warning", "FailedMount", problem);
    await mountVolumes(this.pod, this.options.mounts, say, this.#stop.signal);
    if (this.#stop.signal.aborted) return false;
    this.#ip ??= this.options.allocateIp();
    this.#sandboxReady = true;
    for (const run of this.#init) {
      if (!(await this.#prepare(run)) || !(await runInit(run, this.#context()))) return false;
    }
    this.#initialized = true;
    return true;
  }

  async #live(resumed: boolean): Promise<void> {
    // The constructor is done before anything can call back.
    await Promise.resolve();
    if (!resumed && !(await this.#bringUp())) return;
    await Promise.all(
      this.#main.map(async (run) => {
        const wasRunning = resumed && run.state.running !== undefined;
        if (!wasRunning && !(await this.#prepare(run))) return;
        await runContainer(run, this.#context(), wasRunning);
      }),
    );
  }

  async #end(graceSeconds: number): Promise<void> {
    const { client, clock, onProblem } = this.options;
    const { namespace, name } = this.pod.metadata;
    for (const { state, spec } of this.#main) {
      if (state.running === undefined) continue;
      this.#record(spec.name, "Normal", "Killing", `Stopping container ${spec.name}`);
    }
    this.#stop.abort();
    await Promise.race([this.#life, clock.sleep(graceSeconds * 1000, this.#gone.signal)]);
    if (this.#gone.signal.aborted) return;
    await this.#publish();
    while (!this.#gone.signal.aborted) {
      try {
        const how = { uid: this.uid, graceSeconds: 0 };
        await client.remove(RESOURCES.pods, namespace ?? null, name, how);
        return;
      } catch (error) {
        onProblem(error);
        await clock.sleepReal(PUBLISH_RETRY_MS, this.#gone.signal);
      }
    }
  }
}
