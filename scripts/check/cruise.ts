import { resolve } from "node:path";
import { z } from "zod";
import { runCommand } from "@/scripts/check/command";

const Report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

export interface Violation {
  rule: string;
  from: string;
  to: string;
}

/** Runs dependency-cruiser with the project's rules over folders and files of `cwd`. */
export async function cruise(
  roots: readonly string[],
  cwd = process.cwd(),
): Promise<{ modules: Set<string>; violations: Violation[] }> {
  const program = resolve("node_modules/.bin/depcruise");
  const { stdout, output } = await runCommand(program, ["--output-type", "json", ...roots], { cwd });
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser: ${output}`);
  const report = Report.parse(JSON.parse(stdout));
  return {
    modules: new Set(report.modules.map((module) => module.source)),
    violations: report.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
