/**
 * All tests, in order (`npm test`): checks, unit and service tests, the build, the browser on the simulated region, the
 * same on a real Kubernetes. Installs a browser where it can. Ends with one line that counts over all of them; with
 * CI=true nothing may be skipped.
 */
import { requireNode } from "@/scripts/run/start-conditions";
import { describeCounts, sumCounts, type Report } from "@/scripts/test/reports";
import { installSystemPackages } from "@/scripts/test/system-packages";
import { clearReports, TIERS, type Tier } from "@/scripts/test/tiers";

const isCi = process.env["CI"] === "true";

async function runTier(tier: Tier): Promise<Report> {
  console.log(`\n== ${tier.name}`);
  const problem = await tier.problem();
  if (problem === null) return tier.run();
  console.log(`skipped: ${problem}`);
  return { passed: 0, failed: 0, skipped: 1, skippedNames: [`${tier.name}: ${problem}`] };
}

async function main(): Promise<void> {
  requireNode();
  installSystemPackages((sentence) => console.log(sentence));
  clearReports();
  const lines: string[] = [];
  const reports: Report[] = [];
  for (const tier of TIERS) {
    const begun = performance.now();
    const report = await runTier(tier);
    const seconds = Math.round((performance.now() - begun) / 1000);
    reports.push(report);
    lines.push(`${tier.name}: ${describeCounts(report)} (${seconds} s)`);
    for (const name of report.skippedNames) lines.push(`  skipped: ${name}`);
  }
  const total = sumCounts(reports);
  const isComplete = total.skipped === 0 || !isCi;
  console.log(`\n${lines.join("\n")}`);
  if (!isComplete) console.log("With CI=true nothing may be skipped.");
  console.log(describeCounts(total));
  process.exitCode = total.failed === 0 && isComplete ? 0 : 1;
}

await main();
