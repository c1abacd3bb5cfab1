import type { Registry } from "../registry";
import { collectorController } from "./collector";
import { deploymentController } from "./deployments";
import { disruptionController } from "./disruption";
import { runController } from "./loop";
import { namespaceController } from "./namespaces";
import { nodeController } from "./nodes";
import { oldEventController } from "./old-events";
import { quotaController } from "./quotas";
import { replicaSetController } from "./replica-sets";
import { schedulerController } from "./scheduler/scheduler";
import { volumeController } from "./volumes";

/** Starts the controllers that a control plane brings. The answer stops them. */
export function startControllers(registry: Registry, caPem: string): () => void {
  const controllers = [
    namespaceController(registry, caPem),
    deploymentController(registry),
    replicaSetController(registry),
    nodeController(registry),
    schedulerController(registry),
    volumeController(registry),
    quotaController(registry),
    oldEventController(registry),
    disruptionController(registry),
    collectorController(registry),
  ];
  const stops = controllers.map((controller) => runController(registry.store, controller));
  return () => {
    for (const stop of stops) stop();
  };
}
