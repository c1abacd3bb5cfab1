/**
 * The tests against a real Kubernetes (`npm run test:real`). Builds what is needed, then starts itself again inside a
 * network namespace of its own, where pods have addresses: etcd, API server, controllers, scheduler, the stand-ins,
 * PostgreSQL, the console and the browser all run in it, and nothing of them is reachable from outside.
 */
import { mkdirSync } from "node:fs";
import { buildControlPlane } from "@/e2e/real/control-plane-binary";
import { isInOwnNetwork, runInOwnNetwork } from "@/e2e/real/own-network";
import { buildConsole, isBuildCurrent } from "@/scripts/run/build";
import { realTierProblem } from "@/scripts/test/real-tier";
import { describeCounts, sumCounts } from "@/scripts/test/reports";
import { REPORTS, runPlaywright, runVitest } from "@/scripts/test/tiers";

async function prepare(): Promise<number> {
  const problem = await realTierProblem();
  if (problem !== null) {
    console.error(`The real cluster cannot run here: ${problem}.`);
    return 1;
  }
  console.log("Building the control plane (minutes when Go's cache is cold, nothing when it is there)");
  console.log(await buildControlPlane());
  if (!isBuildCurrent()) await buildConsole(() => undefined);
  return runInOwnNetwork([process.execPath, "--import", "tsx", "scripts/test-real.ts"]);
}

async function runInside(): Promise<number> {
  mkdirSync(REPORTS, { recursive: true });
  const cases = await runVitest("real-cases", ["--config", "e2e/real/vitest.config.ts"]);
  const pages = await runPlaywright("real-pages", "real");
  const total = sumCounts([cases, pages]);
  console.log(`real: ${describeCounts(total)}`);
  return total.failed === 0 ? 0 : 1;
}

process.exitCode = isInOwnNetwork() ? await runInside() : await prepare();
