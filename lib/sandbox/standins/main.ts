/**
 * Runs the stand-ins against any API server, with the rights of an administrator's kubeconfig:
 *
 *     tsx lib/sandbox/standins/main.ts --kubeconfig <file> [--network tcp|process] [--speed 1] [--control-port 0]
 *
 * `tcp` lets pods listen on their own addresses (a network namespace with a local route to 10.244.0.0/16).
 * Prints one line of JSON when everything stands, and ends with SIGINT or SIGTERM.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createPodNetwork } from "@/lib/sandbox/pod-network";
import { demo } from "@/lib/sandbox/presets/demo";
import { createTcpPodNetwork } from "@/lib/sandbox/standins/kubelet/tcp-network";
import { startStandins } from "@/lib/sandbox/standins/start";

const { values } = parseArgs({
  options: {
    kubeconfig: { type: "string" },
    network: { type: "string", default: "tcp" },
    speed: { type: "string", default: "1" },
  },
});

const onProblem = (problem: unknown): void => {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
};

if (values.kubeconfig === undefined) throw new Error("--kubeconfig is needed: the file of an administrator.");
const network = values.network === "tcp" ? createTcpPodNetwork(onProblem) : createPodNetwork();
const standins = await startStandins(await readFile(values.kubeconfig, "utf8"), {
  preset: demo,
  network,
  speed: Number(values.speed),
  onProblem,
});
process.stdout.write(`${JSON.stringify({ ready: true, preset: demo.name, nodes: demo.nodes.length })}\n`);
await new Promise<void>((done) => {
  process.once("SIGINT", () => done()).once("SIGTERM", () => done());
});
await standins.stop();
