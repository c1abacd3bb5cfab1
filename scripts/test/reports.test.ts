import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import {
  describeCounts,
  readPlaywrightReport,
  readVitestReport,
  reportOf,
  sumCounts,
} from "@/scripts/test/reports";

const dir = mkdtempSync(join(tmpdir(), "gantry-reports-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function vitestReport(over: object = {}): string {
  return JSON.stringify({
    numPassedTests: 2,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    testResults: [
      {
        name: "a.test.ts",
        status: "passed",
        assertionResults: [
          { fullName: "a works", status: "passed" },
          { fullName: "b works", status: "passed" },
          { fullName: "c needs Linux", status: "skipped" },
        ],
      },
    ],
    ...over,
  });
}

test("vitest: what was skipped is named", () => {
  expect(readVitestReport(vitestReport())).toEqual({
    passed: 2,
    failed: 0,
    skipped: 1,
    skippedNames: ["c needs Linux"],
  });
});

test("vitest: a file that could not be loaded is a failure, though no test of it failed", () => {
  const unloaded = { testResults: [{ name: "b.test.ts", status: "failed", assertionResults: [] }] };
  expect(readVitestReport(vitestReport(unloaded)).failed).toBe(1);
});

test("Playwright: a flaky test failed, and skipped ones are named in the depth", () => {
  const inner = { title: "inner", specs: [{ title: "needs a region", tests: [{ status: "skipped" }] }] };
  const text = JSON.stringify({
    stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [
      { title: "x.spec.ts", specs: [{ title: "works", tests: [{ status: "expected" }] }], suites: [inner] },
    ],
  });
  expect(readPlaywrightReport(text)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 1,
    skippedNames: ["inner: needs a region"],
  });
});

test("a runner that ends badly is a failure also when its report knows of none, or is not there", () => {
  const path = join(dir, "report.json");
  writeFileSync(path, vitestReport());
  expect(reportOf(path, readVitestReport, 0).failed).toBe(0);
  expect(reportOf(path, readVitestReport, 1).failed).toBe(1);
  expect(reportOf(join(dir, "none.json"), readVitestReport, 0).failed).toBe(1);
});

test("the closing line adds all tiers and tells of skipped ones only when there are any", () => {
  const total = sumCounts([
    { passed: 9, failed: 0, skipped: 0 },
    { passed: 3, failed: 1, skipped: 0 },
  ]);
  expect(describeCounts(total)).toBe("12 passed, 1 failed");
  expect(describeCounts({ ...total, skipped: 2 })).toBe("12 passed, 1 failed, 2 skipped");
});
