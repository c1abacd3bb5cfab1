import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { findChromium } from "@/scripts/test/chromium";

/** True when a program of this name can be run. */
function hasProgram(name: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

interface SystemPackage {
  name: string;
  use: string;
  isThere: () => boolean;
}

const PACKAGES: readonly SystemPackage[] = [
  { name: "chromium", use: "the browser tests", isThere: () => findChromium() !== null },
  { name: "iproute2", use: "the network of the real cluster", isThere: () => hasProgram("ip") },
];

/**
 * Installs what the tests need of the system where its package manager can do it without a question (apt-get, as
 * root); elsewhere says what to install. Gives the names of what is still missing.
 */
export function installSystemPackages(tell: (sentence: string) => void): string[] {
  const missing = PACKAGES.filter((each) => !each.isThere());
  if (missing.length === 0) return [];
  const names = missing.map((each) => each.name);
  if (process.getuid?.() === 0 && hasProgram("apt-get")) {
    tell(`Installing ${names.join(" and ")} with apt-get`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update"], ["install", "--yes", "--no-install-recommends", ...names]])
      spawnSync("apt-get", ["--quiet", ...args], { stdio: ["ignore", "inherit", "inherit"], env });
  }
  const left = missing.filter((each) => !each.isThere());
  for (const { name, use } of left)
    tell(`${name} is not installed; ${use} need it. On Debian: sudo apt-get install ${name}`);
  return left.map((each) => each.name);
}
