import { missingEntries, parseLock, serverBoundEntries, unhashedEntries } from "@/scripts/lock/lock-file";

/** What is wrong with a lock file, in sentences; empty when `npm ci` takes it on every platform, from any registry. */
export function lockProblems(text: string): string[] {
  const lock = parseLock(text);
  return [
    ...missingEntries(lock).map(
      ({ name, wanted, askedBy }) =>
        `${name} ${wanted}, an optional dependency of ${askedBy === "" ? "the project" : askedBy}, is not in the lock: npm run lock:complete`,
    ),
    ...serverBoundEntries(lock).map(
      (path) => `${path} names the server that it came from: npm run lock:complete`,
    ),
    ...unhashedEntries(lock).map((path) => `${path} has no integrity hash.`),
  ];
}
