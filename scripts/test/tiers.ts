import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describeCheck, runChecks } from "@/scripts/check/run-checks";
import { buildConsole, isBuildCurrent } from "@/scripts/run/build";
import { findChromium } from "@/scripts/test/chromium";
import { realTierProblem } from "@/scripts/test/real-tier";
import {
  readPlaywrightReport,
  readVitestReport,
  reportOf,
  sumCounts,
  type Report,
} from "@/scripts/test/reports";
import { runVisible } from "@/scripts/test/run-visible";

export const REPORTS = ".cache/reports";

/** One part of the tests, run after the ones before it. */
export interface Tier {
  name: string;
  /** Why it cannot run on this machine, or null. */
  problem(): string | null | Promise<string | null>;
  run(): Promise<Report>;
}

/** Takes away the reports of an earlier run, so that they are never read as this one's. */
export function clearReports(): void {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
}

/** Runs vitest with the given arguments and reads its counts. */
export async function runVitest(report: string, args: readonly string[] = []): Promise<Report> {
  const file = join(REPORTS, `${report}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await runVisible("vitest", ["run", ...reporters, ...args]);
  return reportOf(file, readVitestReport, code);
}

/** Runs one project of Playwright and reads its counts. */
export async function runPlaywright(report: string, project: string): Promise<Report> {
  const file = join(REPORTS, `${report}.json`);
  const args = ["test", `--project=${project}`, "--reporter=list,json"];
  const code = await runVisible("playwright", args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return reportOf(file, readPlaywrightReport, code);
}

async function runCheckTier(): Promise<Report> {
  const outcomes = await runChecks((outcome) => console.log(describeCheck(outcome)));
  const failed = outcomes.filter((outcome) => outcome.problems.length > 0).length;
  return { passed: outcomes.length - failed, failed, skipped: 0, skippedNames: [] };
}

async function runBuildTier(): Promise<Report> {
  const none = { passed: 0, failed: 0, skipped: 0, skippedNames: [] };
  try {
    if (!isBuildCurrent()) await buildConsole(() => undefined);
    return { ...none, passed: 1 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { ...none, failed: 1 };
  }
}

async function runRealTier(): Promise<Report> {
  const code = await runVisible(process.execPath, ["--import", "tsx", "scripts/test-real.ts"]);
  const parts = [
    reportOf(join(REPORTS, "real-cases.json"), readVitestReport, 0),
    reportOf(join(REPORTS, "real-pages.json"), readPlaywrightReport, 0),
  ];
  const counts = sumCounts(parts);
  const skippedNames = parts.flatMap((part) => part.skippedNames);
  return { ...counts, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed, skippedNames };
}

const buildProblem = (): string | null => (isBuildCurrent() ? null : "the console could not be built");
const browserProblem = (): string | null => (findChromium() === null ? "no Chromium is installed" : null);

export const TIERS: readonly Tier[] = [
  { name: "check", problem: () => null, run: runCheckTier },
  { name: "unit", problem: () => null, run: () => runVitest("unit") },
  { name: "build", problem: () => null, run: runBuildTier },
  {
    name: "simulated region",
    problem: () => buildProblem() ?? browserProblem(),
    run: () => runPlaywright("simulated", "simulated"),
  },
  {
    name: "real cluster",
    problem: async () => buildProblem() ?? (await realTierProblem()),
    run: runRealTier,
  },
];
