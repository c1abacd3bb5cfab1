import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, type Child } from "@/scripts/run/child-process";

const MARK = join(".next", "gantry-sources");
const SOURCES = [
  "app",
  "components",
  "lib",
  "drizzle/schema",
  "public",
  "instrumentation.ts",
  "instrumentation-node.ts",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** The simulated region runs from its sources and tests are not served: neither asks for a new build. */
const isBuilt = (path: string): boolean => !/\.test\.tsx?$|^lib\/sandbox\//.test(path);

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** A hash of all that a build is made from. */
function sourcesHash(): string {
  const hash = createHash("sha256").update(process.version);
  for (const path of SOURCES.flatMap(filesBelow).filter(isBuilt))
    hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** True when the console was built from the sources as they are now. */
export function isBuildCurrent(): boolean {
  return (
    existsSync(join(".next", "BUILD_ID")) && existsSync(MARK) && readFileSync(MARK, "utf8") === sourcesHash()
  );
}

/**
 * Builds the console. The mark is taken away first and written last, so that a build that was broken off is made
 * again. `watch` is given the process, so that it can be ended. Throws with the builder's words.
 */
export async function buildConsole(watch: (child: Child) => void): Promise<void> {
  const hash = sourcesHash();
  rmSync(MARK, { force: true });
  const child = startChild({
    name: "The build",
    args: ["node_modules/next/dist/bin/next", "build"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  watch(child);
  if ((await child.ended) !== 0) throw new Error(`The build failed:\n${child.lastWords()}`);
  writeFileSync(MARK, hash);
}
