/** All checks that need no running system (`npm run check`): formats, lint, types, layers, unused code, house rules. */
import { describeCheck, runChecks } from "@/scripts/check/run-checks";

const begun = performance.now();
const outcomes = await runChecks((outcome) => {
  console.log(describeCheck(outcome));
});
const failed = outcomes.filter((outcome) => outcome.problems.length > 0).length;
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
console.log(`${outcomes.length - failed} of ${outcomes.length} checks passed in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
