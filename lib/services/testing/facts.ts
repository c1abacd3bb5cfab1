import "server-only";
import type { ContainerFact, PodFact } from "@/lib/domain/cluster/facts";
import { podFact } from "@/lib/domain/cluster/testing-facts";

/** A running, ready container. */
export function containerFact(change: Partial<ContainerFact> = {}): ContainerFact {
  return {
    name: "vttablet",
    ready: true,
    restarts: 0,
    state: "running",
    reason: null,
    message: null,
    startedAt: 0,
    lastReason: null,
    image: "vitess/lite",
    ...change,
  };
}

/** A running, ready pod of a database, with the labels that the operator puts on it. */
export function databasePod(
  name: string,
  of: { namespace: string; cluster: string; component: string; cell?: string },
  change: Partial<PodFact> = {},
): PodFact {
  const cell = of.cell === undefined ? {} : { "planetscale.com/cell": of.cell };
  return podFact(name, "node-a1", {
    namespace: of.namespace,
    labels: { "planetscale.com/cluster": of.cluster, "planetscale.com/component": of.component, ...cell },
    containers: [containerFact()],
    ...change,
  });
}
