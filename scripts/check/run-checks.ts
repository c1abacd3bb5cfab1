import { readFileSync } from "node:fs";
import { problemsOf } from "@/scripts/check/command";
import { allHouseRuleProblems } from "@/scripts/check/house-rules";
import { layerProblems } from "@/scripts/check/layers";
import { plantedViolationProblems } from "@/scripts/check/planted-violations";
import { lockProblems } from "@/scripts/lock/lock-problems";

interface Check {
  name: string;
  run(): string[] | Promise<string[]>;
}

/** How one check went; no problems means passed. */
export interface CheckOutcome {
  name: string;
  seconds: number;
  problems: string[];
}

const CHECKS: readonly Check[] = [
  { name: "lock file is complete", run: () => lockProblems(readFileSync("package-lock.json", "utf8")) },
  { name: "format", run: () => problemsOf("oxfmt", ["--check", "."]) },
  { name: "lint", run: () => problemsOf("oxlint", ["--type-aware", "--quiet", "."]) },
  { name: "route types", run: () => problemsOf("next", ["typegen"]) },
  { name: "types", run: () => problemsOf("tsc", ["--noEmit"]) },
  { name: "layers", run: layerProblems },
  { name: "layers: planted violations are caught", run: plantedViolationProblems },
  { name: "unused code and packages", run: () => problemsOf("knip", []) },
  { name: "rules of the house", run: allHouseRuleProblems },
];

async function runOne(check: Check): Promise<CheckOutcome> {
  const begun = performance.now();
  const problems = await Promise.resolve()
    .then(() => check.run())
    .catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
  return { name: check.name, seconds: (performance.now() - begun) / 1000, problems };
}

/** Runs all checks in order and tells each as it ends; later ones run also when an earlier one found something. */
export async function runChecks(tell: (outcome: CheckOutcome) => void): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  for (const check of CHECKS) {
    const outcome = await runOne(check);
    tell(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** One check in a line of text, with its problems below it. */
export function describeCheck({ name, seconds, problems }: CheckOutcome): string {
  const line = `${problems.length === 0 ? "ok  " : "FAIL"} ${name} (${seconds.toFixed(1)} s)`;
  return [line, ...problems.map((problem) => problem.replaceAll(/^/gm, "     "))].join("\n");
}
