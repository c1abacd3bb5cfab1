import { spawn, spawnSync } from "node:child_process";

/** Addresses of pods: any process of the own network may listen on any of them. */
const POD_NETWORK = "10.244.0.0/16";

const PREPARE = `ip link set lo up && ip route add local ${POD_NETWORK} dev lo`;
const DROP = "setpriv --inh-caps=-all --ambient-caps=-all --";
const MARK = "GANTRY_OWN_NETWORK";

/** True in a process that was started by `runInOwnNetwork`, and in its children. */
export function isInOwnNetwork(): boolean {
  return process.env[MARK] === "true";
}

/** The words that put a command into a network namespace of its own, which ends with its last process. */
function wrap(command: readonly string[]): string[] {
  if (process.getuid?.() === 0)
    return ["unshare", "--net", "sh", "-c", `${PREPARE} && exec "$@"`, "sh", ...command];
  // PostgreSQL and Chromium dislike root, also a mapped one: keep the user, borrow the capability, drop it again.
  const user = ["unshare", "--user", "--map-current-user", "--keep-caps", "--net"];
  return [...user, "sh", "-c", `${PREPARE} && exec ${DROP} "$@"`, "sh", ...command];
}

/** Why no own network can be made here, or null when one was made as a trial. */
export function ownNetworkProblem(): string | null {
  const [program = "", ...args] = wrap(["true"]);
  const trial = spawnSync(program, args, { encoding: "utf8" });
  if (trial.status === 0) return null;
  const words = trial.error?.message ?? trial.stderr.trim();
  return `Linux network namespaces, unshare and ip are needed: ${words}`;
}

/** Runs a command inside a new own network with this terminal; gives its exit code, 1 when a signal ended it. */
export function runInOwnNetwork(command: readonly string[]): Promise<number> {
  const [program = "", ...args] = wrap(command);
  const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, [MARK]: "true" } });
  const pass = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on("SIGTERM", pass).on("SIGINT", pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("SIGTERM", pass).off("SIGINT", pass);
      resolve(code ?? 1);
    });
  });
}
