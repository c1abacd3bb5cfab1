import { existsSync } from "node:fs";
import { cruise } from "@/scripts/check/cruise";
import { isTypeScript, projectFiles } from "@/scripts/check/source-files";

const ROOTS = [
  "app",
  "components",
  "lib",
  "drizzle",
  "scripts",
  "e2e",
  "proxy.ts",
  "instrumentation.ts",
  "instrumentation-node.ts",
];

/**
 * Who may import whom, over all sources. dependency-cruiser passes when it reads nothing, as it does where it finds
 * no compiler that it knows: so every source on the disk must be among the modules that it read.
 */
export async function layerProblems(): Promise<string[]> {
  const roots = ROOTS.filter((root) => existsSync(root));
  const [{ modules, violations }, files] = await Promise.all([cruise(roots), projectFiles()]);
  const sources = files.filter(
    (path) =>
      isTypeScript(path) &&
      !path.endsWith(".test.ts") &&
      !path.endsWith(".test.tsx") &&
      roots.some((root) => path === root || path.startsWith(`${root}/`)),
  );
  const unread = sources.filter((path) => !modules.has(path));
  return [
    ...violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`),
    ...unread.map((path) => `dependency-cruiser did not read ${path}`),
    ...(sources.length === 0 ? ["No sources were found to check."] : []),
  ];
}
