import { existsSync } from "node:fs";
import { runCommand } from "@/scripts/check/command";

/** The project's files that Git knows or would take up, as paths from the top. */
export async function projectFiles(): Promise<string[]> {
  const { code, stdout, output } = await runCommand("git", [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
  ]);
  if (code !== 0) throw new Error(`git ls-files: ${output}`);
  return [...new Set(stdout.split("\0"))].filter((path) => path !== "" && existsSync(path)).toSorted();
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.endsWith(".d.ts");
}

/** Tests and what only they use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|^e2e\/|^lib\/.*\/testing\//.test(path);
}
