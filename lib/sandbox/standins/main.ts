/**
 * Runs the stand-ins against any API server, with the rights of an administrator's kubeconfig:
 *
 *     tsx lib/sandbox/standins/main.ts --kubeconfig <file> [--network tcp|process] [--speed 1] [--control-port 0]
 *
 * `tcp` lets pods and nodes listen on their own addresses (a network namespace with a local route to 10.244.0.0/16).
 * Prints one line of JSON when everything stands: `ready`, `control`. Ends with SIGINT or SIGTERM.
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { createPodNetwork } from "@/lib/sandbox/pod-network";
import { demo } from "@/lib/sandbox/presets/demo";
import { createTcpPodNetwork } from "@/lib/sandbox/standins/kubelet/tcp-network";
import { startStandins } from "@/lib/sandbox/standins/start";
import { startSteering } from "@/lib/sandbox/steering/server";
import { sandboxState } from "@/lib/sandbox/steering/state";
import { makeTrouble } from "@/lib/sandbox/steering/troubles";

const { values } = parseArgs({
  options: {
    kubeconfig: { type: "string" },
    network: { type: "string", default: "tcp" },
    speed: { type: "string", default: "1" },
    "control-port": { type: "string", default: "0" },
  },
});

const stopping = new AbortController();
process.once("SIGINT", () => stopping.abort()).once("SIGTERM", () => stopping.abort());
const onProblem = (problem: unknown): void => {
  if (stopping.signal.aborted) return;
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
};

if (values.kubeconfig === undefined) throw new Error("--kubeconfig is needed: the file of an administrator.");
const isTcp = values.network === "tcp";
const speed = Number(values.speed);
const standins = await startStandins(await readFile(values.kubeconfig, "utf8"), {
  preset: demo,
  network: isTcp ? createTcpPodNetwork(onProblem) : createPodNetwork(),
  nodesListen: isTcp,
  speed,
  onProblem,
});
const { client, world } = standins;
const steering = await startSteering({
  port: Number(values["control-port"]),
  state: () => sandboxState(demo.name, speed, world, null),
  trouble: (trouble) => makeTrouble({ client, world, gate: null }, trouble),
});
process.stdout.write(`${JSON.stringify({ ready: true, control: steering.url })}\n`);
if (!stopping.signal.aborted) {
  await new Promise<void>((done) => stopping.signal.addEventListener("abort", () => done(), { once: true }));
}
await steering.close();
await standins.stop();
// Programs of pods may still be in a wait; what they were in the middle of is the cluster's to know.
process.exit(0);
