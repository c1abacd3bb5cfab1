import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Api, startApi } from "@/lib/sandbox/api/server";
import { type Gate, openGate } from "@/lib/sandbox/faults/gate";
import { LogsRefusedError, type KubeletLogs } from "@/lib/sandbox/kubelet-logs";
import { renderSimulatedOperator } from "@/lib/sandbox/manifests/operator-manifest";
import { createPodNetwork } from "@/lib/sandbox/pod-network";
import { demo } from "@/lib/sandbox/presets/demo";
import { startStandins, type Standins } from "@/lib/sandbox/standins/start";
import { type Steering, startSteering } from "@/lib/sandbox/steering/server";
import { sandboxState } from "@/lib/sandbox/steering/state";
import { makeTrouble } from "@/lib/sandbox/steering/troubles";

const HOST = "127.0.0.1";

export interface SandboxOptions {
  /** Holds the snapshot, the ports, the kubeconfig and the operator's manifest. */
  dir: string;
  /** Without one: the port of the last start in this folder, else a free one. */
  apiPort?: number;
  controlPort?: number;
  /** Waits are divided by it; 1 is the pace for people who watch. */
  speed?: number;
  onProblem?: (problem: unknown) => void;
}

export interface Sandbox {
  /** `https://127.0.0.1:<port>`, as in the kubeconfig. */
  server: string;
  /** Paths. The kubeconfig is an administrator's. */
  kubeconfig: string;
  manifest: string;
  /** The steering's address, http. */
  control: string;
  standins: Standins;
  /** Saves the cluster and ends everything. */
  close(): Promise<void>;
}

/** A wanted port is another program's. */
class PortTakenError extends Error {
  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} of the simulated region is taken by another program: end that, or give another port.`,
      {
        cause,
      },
    );
    this.name = "PortTakenError";
  }
}

const Ports = z.object({ api: z.number(), control: z.number() });
const Taken = z.looseObject({ code: z.literal("EADDRINUSE") });

async function readPorts(file: string): Promise<z.output<typeof Ports> | null> {
  try {
    return Ports.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

/** Whole or not at all, and for its owner alone. */
async function writePrivate(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function orPortTaken<T>(port: number, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (error) {
    throw Taken.safeParse(error).success ? new PortTakenError(port, error) : error;
  }
}

/** What was started, ended in the opposite order: also when a later part of the start fails. */
class Started {
  readonly #ends: (() => Promise<void>)[] = [];

  add<T>(part: T, end: (part: T) => Promise<void>): T {
    this.#ends.unshift(() => end(part));
    return part;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end();
  }
}

const NOT_YET: KubeletLogs = () => Promise.reject(new LogsRefusedError("The node is not up yet."));

async function startInside(options: SandboxOptions, started: Started): Promise<Sandbox> {
  const { dir, speed = 1, onProblem = () => undefined } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const portsFile = join(dir, "ports.json");
  const before = await readPorts(portsFile);
  const network = createPodNetwork();
  const late: { logs: KubeletLogs } = { logs: NOT_YET };
  const api: Api = await startApi({
    port: 0,
    dataFile: join(dir, "cluster.json"),
    podNetwork: network,
    kubeletLogs: (...asked) => late.logs(...asked),
  });
  started.add(api, (one) => one.close());
  const inner = { host: HOST, port: Number(new URL(api.url).port) };
  const apiPort = options.apiPort ?? before?.api ?? 0;
  const gate: Gate = await orPortTaken(apiPort, openGate(HOST, apiPort, inner));
  started.add(gate, (one) => one.close());
  const server = `https://${HOST}:${gate.port}`;
  const kubeconfig = join(dir, "kubeconfig");
  const manifest = join(dir, "operator.yaml");
  await writePrivate(kubeconfig, api.kubeconfig("admin").replaceAll(api.url, server));
  await writePrivate(manifest, renderSimulatedOperator());
  const standins = await startStandins(api.kubeconfig("admin"), { preset: demo, network, speed, onProblem });
  started.add(standins, (one) => one.stop());
  late.logs = standins.logs;
  const { client, world } = standins;
  const controlPort = options.controlPort ?? before?.control ?? 0;
  const steering: Steering = await orPortTaken(
    controlPort,
    startSteering({
      port: controlPort,
      state: () => sandboxState(demo.name, speed, world, gate),
      trouble: (trouble) => makeTrouble({ client, world, gate }, trouble),
    }),
  );
  started.add(steering, (one) => one.close());
  await writePrivate(portsFile, JSON.stringify({ api: gate.port, control: steering.port }));
  return { server, kubeconfig, manifest, control: steering.url, standins, close: () => started.end() };
}

/**
 * A simulated region: the imitation of an API server behind a gate, the stand-ins as its clients, and the steering.
 * A later start in the same folder brings back the same cluster at the same addresses, with its databases.
 * Throws PortTakenError; whatever fails, nothing of a start that failed goes on.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const started = new Started();
  try {
    return await startInside(options, started);
  } catch (error) {
    await started.end();
    throw error;
  }
}
