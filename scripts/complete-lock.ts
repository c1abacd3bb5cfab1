/**
 * Completes package-lock.json for all platforms (`npm run lock:complete`), or says what it lacks (`-- --check`).
 * npm leaves out the platform packages that it could not find when it wrote the lock, and `npm ci` then fails where
 * they are needed. Their facts come from the registry, or from their names where it does not have them.
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs, promisify } from "node:util";
import { z } from "zod";
import { lockProblems } from "@/scripts/lock/lock-problems";
import {
  completeLock,
  missingEntries,
  parseLock,
  platformOf,
  printLock,
  type LockEntry,
  type MissingEntry,
} from "@/scripts/lock/lock-file";

const LOCK = "package-lock.json";
const run = promisify(execFile);

const Words = z.union([z.string(), z.array(z.string())]).optional();
const Viewed = z.object({
  version: z.string(),
  "dist.integrity": z.string().optional(),
  cpu: Words,
  libc: Words,
  license: z.string().optional(),
  os: Words,
  bin: z.record(z.string(), z.string()).optional(),
  engines: z.record(z.string(), z.string()).optional(),
});
const Answer = z.union([Viewed, z.array(Viewed).nonempty()]);

/** What the registry says of a package; null where it does not have it. */
async function viewPackage(name: string, wanted: string): Promise<z.output<typeof Viewed> | null> {
  try {
    const { stdout } = await run("npm", [
      "view",
      `${name}@${wanted}`,
      "--json",
      ...Object.keys(Viewed.shape),
    ]);
    const answer = Answer.parse(JSON.parse(stdout));
    // A range is answered with all that fit, the oldest first.
    return Array.isArray(answer) ? (answer.at(-1) ?? null) : answer;
  } catch {
    return null;
  }
}

async function entryFor({ name, wanted }: MissingEntry): Promise<LockEntry> {
  const viewed = await viewPackage(name, wanted);
  if (viewed === null)
    return { version: wanted.replace(/^[\^~=v]+/, ""), ...platformOf(name), optional: true };
  // The order of the keys is npm's, so that npm rewrites nothing later.
  const { version, "dist.integrity": integrity, cpu, libc, license, os, bin, engines } = viewed;
  return { version, integrity, cpu, libc, license, optional: true, os, bin, engines };
}

async function complete(): Promise<void> {
  const lock = parseLock(readFileSync(LOCK, "utf8"));
  const added = new Map<string, LockEntry>();
  for (const missing of missingEntries(lock)) {
    const path = `node_modules/${missing.name}`;
    if (added.has(path)) continue;
    const entry = await entryFor(missing);
    added.set(path, entry);
    console.log(`added ${missing.name} ${entry.version}${entry.integrity === undefined ? " (no hash)" : ""}`);
  }
  writeFileSync(LOCK, printLock(completeLock(lock, added)));
  console.log(`${LOCK} is complete: ${added.size} added.`);
}

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
if (values.check) {
  const problems = lockProblems(readFileSync(LOCK, "utf8"));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} else {
  await complete();
}
