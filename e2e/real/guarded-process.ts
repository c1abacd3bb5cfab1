import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that ends with its starter: it watches its standard input, which closes however the starter ends. */
export interface GuardedProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  isRunning(): boolean;
  /** The last lines that it wrote, for messages. */
  lastWords(): string;
  /** Asks it to end, and insists after 3 s. */
  stop(): Promise<void>;
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>;
}

const PROXIES = /^(https?|all|no)_proxy$/i;

/** The environment without what would send requests to, or check certificates of, somebody else. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const plain = { ...process.env };
  for (const name of Object.keys(plain))
    if (PROXIES.test(name) || name.startsWith("SSL_CERT_") || name === "KUBECONFIG") delete plain[name];
  return plain;
}

function lastLines(path: string): string {
  return readFileSync(path, "utf8").trim().split("\n").slice(-6).join("\n");
}

function begin(binary: string, args: readonly string[], log: string): ChildProcess {
  const file = openSync(log, "a");
  try {
    return spawn(binary, ["guarded", ...args], {
      stdio: ["pipe", file, file],
      env: plainEnvironment(),
      // Ctrl-C goes to whole terminal groups; these end when their starter says so.
      detached: true,
    });
  } finally {
    closeSync(file);
  }
}

/** Starts one program of the control-plane binary; its words go to the end of the file `log`. */
export function startGuarded(binary: string, args: readonly string[], log: string): GuardedProcess {
  const name = args[0] ?? binary;
  const child = begin(binary, args, log);
  if (child.pid === undefined) throw new Error(`${name} could not be started from ${binary}.`);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  child.stdin?.on("error", () => undefined);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid,
    ended,
    isRunning,
    lastWords: () => lastLines(log),
    async stop() {
      child.stdin?.end();
      await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
      if (isRunning()) child.kill("SIGKILL");
      await ended;
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
