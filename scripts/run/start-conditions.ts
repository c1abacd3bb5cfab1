import { existsSync, mkdtempSync, rmdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@/lib/db/make-folder";
import { probePort } from "@/scripts/run/free-port";

const NEEDED_BYTES = 512 * 1024 * 1024;
const OLDEST_NODE = [22, 19] as const;

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1_048_576)} MiB`;

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** Throws, with a sentence for the person at the terminal, on a Node that cannot run Gantry. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(
    `Gantry needs Node ${OLDEST_NODE.join(".")} or newer and this is ${version}. On Linux \`npm ci\` brings Node 24: start with \`npm run up\`; elsewhere install a newer Node.`,
  );
}

/** Throws what making a folder in it throws: rights alone do not say it, for root has them even in /proc. */
function tryWriting(dir: string): void {
  rmdirSync(mkdtempSync(join(dir, ".gantry-writable-")));
}

/** Makes the data directory; throws, with a sentence for the person at the terminal, where it cannot be written or its disk is nearly full. */
export function prepareDataDirectory(dir: string, neededBytes = NEEDED_BYTES): void {
  try {
    makeFolder(dir);
    tryWriting(dir);
  } catch (error) {
    const isFile = existsSync(dir) && !statSync(dir).isDirectory();
    throw new Error(
      isFile
        ? `The data directory ${dir} is a file. Move it away, or set GANTRY_DATA_DIR to a directory.`
        : `The data directory ${dir} cannot be written (${codeOf(error)}). Give this user the right to, or set GANTRY_DATA_DIR.`,
      { cause: error },
    );
  }
  const disk = statfsSync(dir);
  const free = disk.bavail * disk.bsize;
  if (free < neededBytes) {
    throw new Error(
      `The disk of ${dir} has ${mebibytes(free)} left and Gantry needs ${mebibytes(neededBytes)}. Free some, or set GANTRY_DATA_DIR to another disk; nothing was changed.`,
    );
  }
}

/** Throws, with a sentence for the person at the terminal, when something else listens on the port of 127.0.0.1. */
export async function requireFreePort(port: number): Promise<void> {
  try {
    await probePort(port);
  } catch (error) {
    const why = codeOf(error) === "EADDRINUSE" ? "is in use" : `cannot be used (${codeOf(error)})`;
    throw new Error(
      `Port ${port} ${why}. Stop what listens there, or choose another one, for example: GANTRY_PORT=${port + 1} npm run up`,
      { cause: error },
    );
  }
}

/** One sentence or a few for an error at start; the stack only where nobody wrote a sentence for it. */
export function describeStartError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (codeOf(error) === "ENOSPC" || /no space left on device/i.test(error.message))
    return `The disk is full: ${error.message} Free some space and start again; what was saved is kept.`;
  return error.message;
}
