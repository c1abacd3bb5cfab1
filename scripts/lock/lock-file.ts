import { z } from "zod";

const Names = z.record(z.string(), z.string());
const Entry = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  optional: z.boolean().optional(),
  optionalDependencies: Names.optional(),
});
const LockFile = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Entry) });

export type LockEntry = z.output<typeof Entry>;
type LockFile = z.output<typeof LockFile>;

/** An optional dependency that a package names and the lock does not hold. */
export interface MissingEntry {
  name: string;
  /** The version or range that the package asks for. */
  wanted: string;
  /** Path in the lock of the package that asks, "" for the project itself. */
  askedBy: string;
}

/** A predicate, not a parse: npm's order of keys is kept. */
function isLockFile(value: unknown): value is LockFile {
  return LockFile.safeParse(value).success;
}

/** Reads package-lock.json; throws where its shape is not version 3. */
export function parseLock(text: string): LockFile {
  const value: unknown = JSON.parse(text);
  if (!isLockFile(value)) throw new Error("This is no lock file of npm, version 3.");
  return value;
}

export function printLock(lock: LockFile): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** Where Node would look for a dependency of the package at `path`, nearest first, as paths of the lock. */
function places(path: string, name: string): string[] {
  const found: string[] = [];
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/"))))
    found.push(`${at}/node_modules/${name}`);
  return [...found, `node_modules/${name}`];
}

/**
 * The optional dependencies that a lock lacks. npm leaves out what it could not find when the lock was written, and
 * `npm ci` then refuses the lock on the platforms that need them.
 */
export function missingEntries(lock: LockFile): MissingEntry[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => places(path, name).every((place) => !(place in lock.packages)))
      .map(([name, wanted]) => ({ name, wanted, askedBy: path })),
  );
}

/** Entries that say from which server they came: with them, the lock would install from there alone. */
export function serverBoundEntries(lock: LockFile): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => entry.resolved !== undefined && entry.link !== true)
    .map(([path]) => path);
}

/**
 * Entries whose content nothing vouches for: no hash, nor part of a package that has one. Platform packages that the
 * registry did not have when the lock was completed are let through (decision 26).
 */
export function unhashedEntries(lock: LockFile): string[] {
  return Object.entries(lock.packages)
    .filter(([path, entry]) => {
      const isVouchedFor = path === "" || entry.link === true || entry.inBundle === true;
      const isPlatforms = entry.optional === true && (entry.os !== undefined || entry.cpu !== undefined);
      return !isVouchedFor && !isPlatforms && entry.integrity === undefined;
    })
    .map(([path]) => path);
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];

/** What a platform package's name says of where it runs, for example `@next/swc-linux-arm64-musl`. */
export function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } {
  const words = name.split(/[^a-z0-9]+/);
  const os = SYSTEMS.find((each) => words.includes(each));
  const cpu = PROCESSORS.find((each) => words.includes(each));
  const libc = words.includes("musl")
    ? "musl"
    : words.some((word) => word.startsWith("gnu"))
      ? "glibc"
      : undefined;
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}

/** The lock with the given entries added and no server named; paths stay in npm's order. */
export function completeLock(lock: LockFile, added: ReadonlyMap<string, LockEntry>): LockFile {
  const all = Object.entries({ ...lock.packages, ...Object.fromEntries(added) }).map(
    ([path, entry]): [string, LockEntry] => {
      const { resolved, ...rest } = entry;
      return [path, resolved !== undefined && entry.link === true ? entry : rest];
    },
  );
  const sorted = all.toSorted(([left], [right]) => left.localeCompare(right, "en"));
  return { ...lock, packages: Object.fromEntries(sorted) };
}
