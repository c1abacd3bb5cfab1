import { basename } from "node:path";
import type { PodHandler } from "@/lib/sandbox/pod-network";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { Container, Pod } from "@/lib/sandbox/standins/pod";

/** What a stand-in program sees of the container that it runs in. */
export interface ProgramContext {
  readonly pod: Pod;
  readonly container: Container;
  readonly ip: string;
  readonly clock: Clock;
  /** The container ran already when the kubelet stand-in came up: the program goes on, it does not start anew. */
  readonly resumed: boolean;
  /** Epoch milliseconds of the process's start, as its metrics say it. */
  readonly startedAt: number;
  /** Fires when the container must end (SIGTERM); what a program still does then must end with `killed`. */
  readonly signal: AbortSignal;
  /** Fires when the container is gone (SIGKILL): nothing of it may go on. */
  readonly killed: AbortSignal;
  log: (line: string) => void;
  /** What the container's readiness probe would find. Containers without a probe are ready when they run. */
  setReady: (ready: boolean) => void;
  /** Answers at a port of the pod until the container ends. */
  serve: (port: number, handler: PodHandler) => void;
}

/** Runs as long as the container lives and settles with its exit code. */
export type Program = (context: ProgramContext) => Promise<number>;

/** Programs by the name of the binary that a container runs. */
export type Programs = Readonly<Record<string, Program>>;

const SHELLS = new Set(["bash", "sh"]);
const SCRIPT_MS = 300;

/** Settles when the signal fires. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What we do not know by name: a script of an init container ends well at once, anything else runs until it is stopped. */
const unknownProgram: Program = async ({ container, clock, signal, setReady, log }) => {
  const name = basename(container.command?.[0] ?? container.image);
  if (SHELLS.has(name)) {
    await clock.sleep(SCRIPT_MS, signal);
    return signal.aborted ? 137 : 0;
  }
  log(`${name} started`);
  setReady(true);
  await untilAborted(signal);
  return 0;
};

/** The program of a container, by the last part of its command. */
export function programOf(programs: Programs, container: Container): Program {
  return programs[basename(container.command?.[0] ?? "")] ?? unknownProgram;
}
