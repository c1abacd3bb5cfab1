import { conditionOf, isPodReady, type Pod } from "@/lib/sandbox/standins/pod";
import type { DeploymentObject } from "@/lib/sandbox/standins/operator/store";

export type Tri = "True" | "False" | "Unknown";
export const tri = (value: boolean): Tri => (value ? "True" : "False");

/** A Deployment's Available condition; Unknown while there is no Deployment. */
export function deploymentAvailable(deployment: DeploymentObject | undefined): Tri {
  if (deployment === undefined) return "Unknown";
  const status = deployment.status?.conditions?.find((one) => one.type === "Available")?.status;
  return status === "True" ? "True" : "False";
}

/** One that is available makes the whole available. */
export function anyAvailable(states: readonly Tri[]): Tri {
  if (states.includes("True")) return "True";
  return states.includes("False") ? "False" : "Unknown";
}

const AVAILABLE_AFTER_MS = 30_000;

/** Available is Ready for 30 s on end; Unknown while not Ready; False when it is going. */
export function podAvailable(pod: Pod, now: number, speed: number): Tri {
  if (!isPodReady(pod)) return "Unknown";
  if (pod.metadata.deletionTimestamp !== undefined) return "False";
  const since = Date.parse(conditionOf(pod, "Ready")?.lastTransitionTime ?? "");
  return tri(now - since >= AVAILABLE_AFTER_MS / speed);
}

/** Zero counts are left out, as Go's omitempty does. */
export function counts(fields: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== 0));
}
