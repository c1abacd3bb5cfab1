import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { controlPlanePath, findGo } from "@/e2e/real/control-plane-binary";
import { ownNetworkProblem } from "@/e2e/real/own-network";
import { findChromium } from "@/scripts/test/chromium";

/** The operator's manifests, which lie beside the checkout and not in it. */
const OPERATOR_MANIFESTS = resolve("..", "shared", "vitess-operator");

/** Why the tests against a real Kubernetes cannot run on this machine, or null when they can. */
export async function realTierProblem(): Promise<string | null> {
  if (process.platform !== "linux") return "Linux network namespaces are needed";
  if (findChromium() === null) return "no Chromium is installed";
  if (!existsSync(OPERATOR_MANIFESTS)) return `${OPERATOR_MANIFESTS} is not there`;
  const network = ownNetworkProblem();
  if (network !== null) return network;
  if (existsSync(controlPlanePath())) return null;
  const go = await findGo();
  return "missing" in go ? go.missing : null;
}
