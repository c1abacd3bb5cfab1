import type { PlacementPlanView } from "@/lib/contract/plan";
import { formatBytes, formatCpu } from "@/lib/domain/format";

/** "0.9 CPU short in zone c": the refusal in the fewest words, for a place where the plan itself is not in sight. */
export function shortWords(plan: PlacementPlanView): string {
  for (const zone of plan.zones) {
    for (const pod of zone.pods) {
      if (pod.leftCpuMilli < 0) return `${formatCpu(-pod.leftCpuMilli)} short in ${zone.label}`;
      if (pod.leftMemoryBytes < 0) return `${formatBytes(-pod.leftMemoryBytes)} short in ${zone.label}`;
    }
  }
  return plan.refusals[0]?.title ?? "This does not fit";
}

/** How many ways out can be taken by a press. */
export function countWays(plan: PlacementPlanView): number {
  return plan.refusals.flatMap((refusal) => refusal.offers).length;
}
