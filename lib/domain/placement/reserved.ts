import { podsOf, type Component, type PodAsk } from "@/lib/domain/placement/pods";
import type { PlanInput } from "@/lib/domain/placement/plan";

/**
 * The pods of the accepted database `of` that are not there yet: all that the operator will make, less those of each
 * component that the region shows. `visible` counts them by component.
 */
export function pendingPods(of: string, spec: PlanInput, visible: ReadonlyMap<string, number>): PodAsk[] {
  const left = new Map<Component, number>();
  return podsOf(spec)
    .filter(({ component }) => {
      const seen = left.get(component) ?? visible.get(component) ?? 0;
      left.set(component, Math.max(0, seen - 1));
      return seen === 0;
    })
    .map((pod) => ({ ...pod, of }));
}
