import { mkdirSync, renameSync, rmSync, existsSync } from "node:fs";
import { join } from "node:path";
import { migrateDatabase } from "@/lib/db/migrate";
import type { Env } from "@/lib/env";
import { buildConsole, isBuildCurrent } from "@/scripts/run/build";
import type { Child } from "@/scripts/run/child-process";
import { startConsole } from "@/scripts/run/console-process";
import { keepPostgres, type KeptPostgres } from "@/scripts/run/kept-postgres";
import { startSandbox, type Sandbox } from "@/scripts/run/sandbox-process";
import { prepareDataDirectory, requireFreePort } from "@/scripts/run/start-conditions";

/** Ctrl-C ends everything within 5 s: the console drains in 2.8, PostgreSQL then needs a moment. */
const CHILD_LIMIT_MS = 3300;

export interface GantryOptions {
  settings: Env;
  /** Told one sentence per step of the start. */
  tell: (sentence: string) => void;
  /** Told what the console logs, line by line. */
  onLogLine?: (line: string) => void;
}

/** The processes of one Gantry, started in order; `stop` ends whatever has been started so far. */
export interface Gantry {
  start(): Promise<void>;
  /** Resolves when a part that nothing works without ends by itself: which one, with its last words. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Keeps the log of the start before, so that what went wrong then can still be read. */
function freshLog(dir: string, name: string): string {
  const logs = join(dir, "logs");
  // The console logs its one-time link: for the owner of this Gantry alone.
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const path = join(logs, `${name}.log`);
  rmSync(`${path}.1`, { force: true });
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return path;
}

/** What the console must know of the simulated region: the one loopback address that it may dial. */
function sandboxSettings(sandbox: Sandbox, settings: Env): Record<string, string> {
  return {
    GANTRY_SANDBOX_KUBECONFIG: sandbox.kubeconfig,
    GANTRY_SANDBOX_CONTROL: sandbox.control,
    GANTRY_SANDBOX_MANIFEST: sandbox.manifest,
    GANTRY_ALLOWED_LOOPBACK: [...settings.GANTRY_ALLOWED_LOOPBACK, sandbox.hostPort].join(","),
  };
}

/** Describes a Gantry of these settings; nothing runs before `start`. */
export function defineGantry({ settings, tell, onLogLine }: GantryOptions): Gantry {
  const children: Child[] = [];
  const ending = { asked: false };
  let postgres: Promise<KeptPostgres> | null = null;
  const ended = Promise.withResolvers<string>();
  const goOn = (): void => {
    if (ending.asked) throw new Error("Stopped during the start.");
  };
  const watch = (child: Child): void => {
    children.push(child);
    goOn();
  };

  async function openDatabase(): Promise<string> {
    if (settings.DATABASE_URL !== undefined) return settings.DATABASE_URL;
    tell("Starting PostgreSQL");
    postgres = keepPostgres({ dir: settings.GANTRY_DATA_DIR, tell });
    const { url, lost } = await postgres;
    void lost.then(ended.resolve);
    return url;
  }

  async function start(): Promise<void> {
    const dir = settings.GANTRY_DATA_DIR;
    prepareDataDirectory(dir);
    await requireFreePort(settings.GANTRY_PORT);
    const url = await openDatabase();
    goOn();
    await migrateDatabase(url);
    goOn();
    if (!isBuildCurrent()) {
      tell("Building the console; this is needed once after each change and takes about half a minute");
      await buildConsole(watch);
    }
    goOn();
    tell("Starting the simulated region");
    const sandbox = await startSandbox({ dir: join(dir, "sandbox"), log: freshLog(dir, "sandbox"), watch });
    goOn();
    void sandbox.child.ended.then(() => {
      if (!ending.asked)
        tell(
          `The simulated region ended by itself; start again to bring it back.\n${sandbox.child.lastWords()}`,
        );
    });
    tell("Starting the console");
    const served = startConsole({
      port: settings.GANTRY_PORT,
      settings: { GANTRY_DATA_DIR: dir, ...sandboxSettings(sandbox, settings) },
      log: freshLog(dir, "console"),
      ...(onLogLine === undefined ? {} : { onLine: onLogLine }),
    });
    watch(served.child);
    await served.whenReady();
    void served.child.ended.then(() =>
      ended.resolve(`The console ended by itself:\n${served.child.lastWords()}`),
    );
  }

  async function stop(): Promise<void> {
    ending.asked = true;
    await Promise.all(children.map((child) => child.stop(CHILD_LIMIT_MS)));
    // A server whose start failed has stopped itself.
    const server = await postgres?.catch(() => null);
    await server?.stop();
  }

  return { start, ended: ended.promise, stop };
}
