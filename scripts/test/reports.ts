import { readFileSync } from "node:fs";
import { z } from "zod";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const Vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

interface Suite {
  title: string;
  specs?: { title: string; tests: { status: string }[] }[] | undefined;
  suites?: Suite[] | undefined;
}
const Suite: z.ZodType<Suite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z
      .array(z.object({ title: z.string(), tests: z.array(z.object({ status: z.string() })) }))
      .optional(),
    suites: z.array(Suite).optional(),
  }),
);
const Playwright = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
  suites: z.array(Suite),
});

/** What a report says: the counts, and the names of what did not run. */
export interface Report extends Counts {
  skippedNames: string[];
}

/** Reads the JSON report of vitest. A file that could not be loaded has no test that failed: it counts as one. */
export function readVitestReport(text: string): Report {
  const report = Vitest.parse(JSON.parse(text));
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every(({ status }) => status !== "failed"),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedNames: report.testResults.flatMap((file) =>
      file.assertionResults
        .filter(({ status }) => status === "skipped" || status === "pending" || status === "todo")
        .map(({ fullName }) => fullName),
    ),
  };
}

function skippedSpecs(suite: Suite): string[] {
  const own = (suite.specs ?? [])
    .filter((spec) => spec.tests.some(({ status }) => status === "skipped"))
    .map((spec) => `${suite.title}: ${spec.title}`);
  return [...own, ...(suite.suites ?? []).flatMap(skippedSpecs)];
}

/** Reads the JSON report of Playwright; a flaky test is one that failed. */
export function readPlaywrightReport(text: string): Report {
  const { stats, suites } = Playwright.parse(JSON.parse(text));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    skippedNames: suites.flatMap(skippedSpecs),
  };
}

/**
 * The report that a runner wrote, held against its exit code: a runner that failed without a failed test, or wrote no
 * report, counts as one failure.
 */
export function reportOf(path: string, read: (text: string) => Report, exitCode: number): Report {
  let report: Report = { passed: 0, failed: 0, skipped: 0, skippedNames: [] };
  try {
    report = read(readFileSync(path, "utf8"));
  } catch {
    return { ...report, failed: 1 };
  }
  return exitCode !== 0 && report.failed === 0 ? { ...report, failed: 1 } : report;
}

export function sumCounts(all: readonly Counts[]): Counts {
  const sum = (pick: (counts: Counts) => number): number =>
    all.reduce((total, counts) => total + pick(counts), 0);
  return {
    passed: sum((each) => each.passed),
    failed: sum((each) => each.failed),
    skipped: sum((each) => each.skipped),
  };
}

/** `12 passed, 0 failed`, and the skipped ones where there are any. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
