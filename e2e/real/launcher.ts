import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildControlPlane } from "@/e2e/real/control-plane-binary";
import { plainEnvironment, startGuarded, type GuardedProcess } from "@/e2e/real/guarded-process";
import { probePort } from "@/scripts/run/free-port";
import { controllerFlags, schedulerFlags, serverFlags, type Places } from "@/e2e/real/server-flags";

/** A running Kubernetes control plane: etcd, API server, controllers, scheduler; it has no nodes of its own. */
export interface RealControlPlane {
  /** Where the API server listens, on 127.0.0.1. */
  readonly url: string;
  /** Path of the administrator's kubeconfig; its certificate, key and CA are inline. */
  readonly kubeconfig: string;
  /** The certificate authority of the API server, PEM. */
  readonly caPem: string;
  /** The command that runs kubectl of the servers' version, to put before arguments. */
  readonly kubectlCommand: readonly string[];
  /** Process ids by program, for tests that measure or kill. */
  pids(): Readonly<Record<string, number>>;
  /** Runs kubectl as administrator; gives its standard output, throws with its standard error. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** Kills the API server at once, as a crash would; etcd keeps the objects. */
  killApiServer(): Promise<void>;
  /** Starts it again at the same address and waits until it is ready. */
  startApiServer(): Promise<void>;
  /** Ends all programs; the folder keeps the objects for a later start. */
  stop(): Promise<void>;
}

export interface ControlPlaneOptions {
  /** Holds certificates, etcd's data and logs. A folder that was used before brings the same cluster back. */
  dir: string;
  /** Where to listen on 127.0.0.1; a free port, or the one used before in this folder, when left out. */
  port?: number;
}

/** Runs one short program of the binary to its end. */
function runTool(
  binary: string,
  args: readonly string[],
  kubeconfig?: string,
  input?: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...plainEnvironment(), ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) };
    const child = execFile(binary, args, { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr.trim() === "" ? error.message : stderr.trim(), { cause: error }));
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** The address written into the kubeconfig of an earlier start. */
function earlierUrl(kubeconfig: string): string | null {
  if (!existsSync(kubeconfig)) return null;
  return /server: (https:\S+)/.exec(readFileSync(kubeconfig, "utf8"))?.[1] ?? null;
}

function isReady(url: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/readyz`, { ca, agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

/** Waits for a condition that a process should bring about; fails with its words when it ends or takes too long. */
async function until(what: string, holds: () => Promise<boolean>, server: GuardedProcess): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (!(await holds())) {
    if (!server.isRunning() || performance.now() > deadline)
      throw new Error(
        `${what}: ${server.name} ${server.isRunning() ? "is late" : "ended"}.\n${server.lastWords()}`,
      );
    await sleep(100);
  }
}

async function prepare(options: ControlPlaneOptions, binary: string): Promise<Places> {
  const pki = join(options.dir, "pki");
  const logs = join(options.dir, "logs");
  mkdirSync(logs, { recursive: true });
  const kubeconfig = join(pki, "admin.kubeconfig");
  const earlier = earlierUrl(kubeconfig);
  const url = earlier ?? `https://127.0.0.1:${options.port ?? (await probePort(0))}`;
  if (earlier === null) await runTool(binary, ["certs", "--dir", pki, "--server", url]);
  // Paths of Unix sockets end at 107 bytes, so the socket does not lie below `dir`.
  const sockets = mkdtempSync(join(tmpdir(), "gantry-etcd-"));
  const ca = readFileSync(join(pki, "ca.crt"), "utf8");
  return { pki, logs, url, kubeconfig, ca, sockets, etcdData: join(options.dir, "etcd") };
}

/** Starts the programs in their order; `servers` holds what runs, also when a start fails half way. */
async function startAll(binary: string, at: Places, servers: Map<string, GuardedProcess>): Promise<void> {
  const start = (program: string, flags: readonly string[]): GuardedProcess => {
    const server = startGuarded(binary, [program, ...flags], join(at.logs, `${program}.log`));
    servers.set(program, server);
    return server;
  };
  const socket = join(at.sockets, "etcd.sock");
  const etcd = start("etcd", ["--data-dir", at.etcdData, "--socket", socket]);
  await until("etcd's socket", () => Promise.resolve(existsSync(socket)), etcd);
  const api = start("kube-apiserver", serverFlags(at));
  await until("A ready API server", () => isReady(at.url, at.ca), api);
  const controllers = start("kube-controller-manager", controllerFlags(at));
  start("kube-scheduler", schedulerFlags(at));
  const account = ["kubectl", "get", "serviceaccount", "default", "--namespace", "default"];
  const hasAccount = (): Promise<boolean> =>
    runTool(binary, account, at.kubeconfig).then(
      () => true,
      () => false,
    );
  await until("The default service account", hasAccount, controllers);
}

/**
 * Starts a real control plane on 127.0.0.1 and waits until pods can be created (about 8 s). Its programs end with
 * this process, however it ends. The API server refuses to proxy to pods on loopback addresses: start it inside
 * `ownNetwork()` for tests that read pods. Throws with the last words of the program that failed.
 */
export async function startRealControlPlane(options: ControlPlaneOptions): Promise<RealControlPlane> {
  const binary = await buildControlPlane();
  const at = await prepare(options, binary);
  const servers = new Map<string, GuardedProcess>();
  const stop = async (): Promise<void> => {
    // The API server loses its store last, or it would fill its log with complaints.
    const etcd = servers.get("etcd");
    await Promise.all([...servers.values()].filter((each) => each !== etcd).map((each) => each.stop()));
    await etcd?.stop();
    rmSync(at.sockets, { recursive: true, force: true });
  };
  try {
    await startAll(binary, at, servers);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: at.url,
    kubeconfig: at.kubeconfig,
    caPem: at.ca,
    kubectlCommand: [binary, "kubectl", "--kubeconfig", at.kubeconfig],
    pids: () => Object.fromEntries([...servers].map(([program, server]) => [program, server.pid])),
    kubectl: (args, input) => runTool(binary, ["kubectl", ...args], at.kubeconfig, input),
    killApiServer: async () => servers.get("kube-apiserver")?.kill(),
    async startApiServer() {
      const log = join(at.logs, "kube-apiserver.log");
      const api = startGuarded(binary, ["kube-apiserver", ...serverFlags(at)], log);
      servers.set("kube-apiserver", api);
      await until("A ready API server", () => isReady(at.url, at.ca), api);
    },
    stop,
  };
}
