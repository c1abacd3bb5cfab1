import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const KEPT_LINES = 60;
const PRELOAD = fileURLToPath(new URL("./end-with-starter.mjs", import.meta.url));

/** A program that was started beside this one and ends with it. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Resolves once when it is gone, with its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  isRunning(): boolean;
  /** The last lines that it wrote. */
  lastWords(): string;
  /** Asks it to end by SIGTERM and kills its process group when `limitMs` have passed. */
  stop(limitMs: number): Promise<void>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  name: string;
  /** Arguments for Node, the script first. */
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** File that takes every line it writes. */
  log?: string;
  onLine?: (line: string) => void;
}

/** A process group may be gone already: then there is nothing to signal. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/**
 * Starts a Node program in a process group of its own, so that Ctrl-C reaches only this process, which then ends its
 * children in order. The child also ends when this process is killed.
 */
export function startChild(options: ChildOptions): Child {
  const child = spawn(process.execPath, ["--import", PRELOAD, ...options.args], {
    env: options.env ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.name} could not be started.`);
  const last: string[] = [];
  const hear = (line: string): void => {
    last.push(line);
    if (last.length > KEPT_LINES) last.shift();
    if (options.log !== undefined) appendFileSync(options.log, `${line}\n`);
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on("line", hear);
  createInterface({ input: child.stderr }).on("line", hear);
  child.stdin.on("error", () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once("close", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const kill = async (): Promise<void> => {
    signalGroup(pid, "SIGKILL");
    await ended;
  };
  return {
    name: options.name,
    pid,
    ended,
    isRunning,
    lastWords: () => last.join("\n"),
    kill,
    async stop(limitMs) {
      if (isRunning()) child.kill("SIGTERM");
      await Promise.race([ended, sleep(limitMs, undefined, { ref: false })]);
      await kill();
    },
  };
}

/** Waits until something holds that a child brings about; throws its last words when it ends or takes too long. */
export async function untilHolds(
  what: string,
  child: Child,
  holds: () => Promise<boolean>,
  limitMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (!child.isRunning()) throw new Error(`${child.name} ended before ${what}:\n${child.lastWords()}`);
    if (performance.now() > deadline)
      throw new Error(`${what} took longer than ${limitMs / 1000} s:\n${child.lastWords()}`);
    await sleep(100);
  }
}
