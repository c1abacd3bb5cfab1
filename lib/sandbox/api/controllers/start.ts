import type { Registry } from "../registry";
import { runController } from "./loop";
import { namespaceController } from "./namespaces";

/** Starts the controllers that a control plane brings. The answer stops them. */
export function startControllers(registry: Registry, caPem: string): () => void {
  const controllers = [namespaceController(registry, caPem)];
  const stops = controllers.map((controller) => runController(registry.store, controller));
  return () => {
    for (const stop of stops) stop();
  };
}
