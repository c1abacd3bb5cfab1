/**
 * The simulated region as a process of its own:
 *
 *     tsx lib/sandbox/main.ts [--dir <folder>] [--api-port <n>] [--control-port <n>] [--speed <n>]
 *
 * The folder is also taken from GANTRY_SANDBOX_DIR, the speed from GANTRY_SANDBOX_SPEED. Prints one line of JSON when
 * everything stands: `server`, `kubeconfig`, `manifest`, `control`. SIGTERM and SIGINT save the cluster and end it.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startSandbox } from "@/lib/sandbox/sandbox";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: process.env["GANTRY_SANDBOX_DIR"] ?? ".gantry/sandbox" },
    "api-port": { type: "string" },
    "control-port": { type: "string" },
    speed: { type: "string", default: process.env["GANTRY_SANDBOX_SPEED"] ?? "1" },
  },
});

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort()).once("SIGTERM", () => stopping.abort());

const port = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const apiPort = port(values["api-port"]);
const controlPort = port(values["control-port"]);
const told = (problem: unknown): void => {
  if (!stopping.signal.aborted) console.error(problem instanceof Error ? problem.message : String(problem));
};

async function run(): Promise<void> {
  const sandbox = await startSandbox({
    dir: resolve(values.dir),
    speed: Number(values.speed),
    ...(apiPort === undefined ? {} : { apiPort }),
    ...(controlPort === undefined ? {} : { controlPort }),
    onProblem: told,
  });
  const { server, kubeconfig, manifest, control } = sandbox;
  console.log(JSON.stringify({ server, kubeconfig, manifest, control }));
  if (!stopping.signal.aborted) {
    await new Promise<void>((done) =>
      stopping.signal.addEventListener("abort", () => done(), { once: true }),
    );
  }
  await sandbox.close();
}

try {
  await run();
  // Programs of pods may still be in a wait; the cluster is saved, so nothing is lost with them.
  process.exit(0);
} catch (error) {
  told(error);
  process.exit(1);
}
