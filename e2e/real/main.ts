/**
 * Starts a real Kubernetes control plane by hand, and ends it with Ctrl-C:
 *
 *     tsx e2e/real/main.ts [folder]                in the machine's network
 *     tsx e2e/real/main.ts --own-network [folder]  in a network of its own, where pods have addresses (10.244.0.0/16)
 *
 * The folder (default `.cache/real`) keeps the cluster: the next start brings the same objects back at the same
 * address. The first start builds the binary, which takes minutes. It has no nodes: kubelet, volumes and the operator
 * are stand-ins of lib/sandbox that are started against it as API clients.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startRealControlPlane } from "@/e2e/real/launcher";
import { isInOwnNetwork, runInOwnNetwork } from "@/e2e/real/own-network";

const { values, positionals } = parseArgs({
  options: { "own-network": { type: "boolean", default: false } },
  allowPositionals: true,
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function serve(): Promise<void> {
  const begun = performance.now();
  const plane = await startRealControlPlane({ dir: resolve(positionals[0] ?? ".cache/real") });
  const enter = isInOwnNetwork() ? `nsenter --target ${process.pid} --net -- ` : "";
  say(`Kubernetes is ready at ${plane.url} after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  say(`kubeconfig: ${plane.kubeconfig}`);
  say(`kubectl:    ${enter}${plane.kubectlCommand.join(" ")}`);
  await new Promise<void>((done) => {
    process.once("SIGINT", () => done()).once("SIGTERM", () => done());
  });
  await plane.stop();
}

if (values["own-network"] && !isInOwnNetwork())
  process.exitCode = await runInOwnNetwork([process.execPath, ...process.execArgv, ...process.argv.slice(1)]);
else await serve();
