import { mapAt } from "../json";
import { usedOf } from "../kinds/quota";
import type { Registry } from "../registry";
import type { Change } from "../store";
import { CONTROLLER } from "../user";
import { itself, splitKey, type Controller } from "./loop";

const QUOTAS = "/resourcequotas";

/** Counts for each quota what its namespace uses. */
export function quotaController(registry: Registry): Controller {
  const { store } = registry;
  const ofNamespace = ({ current }: Change): string[] => {
    const { namespace } = current.object.metadata;
    return store.list(QUOTAS, namespace).map(({ object }) => `${namespace}/${object.metadata.name}`);
  };
  return {
    watches: { [QUOTAS]: itself, "/pods": ofNamespace, "/persistentvolumeclaims": ofNamespace },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const quota = store.get(QUOTAS, namespace, name)?.object;
      if (quota === undefined) return;
      registry.update(
        { served: registry.catalog.builtIn(QUOTAS), namespace, name, subresource: "status" },
        (old) => ({ ...old, status: { hard: mapAt(old, "spec", "hard"), used: usedOf(store, old) } }),
        { user: CONTROLLER, manager: "kube-controller-manager" },
      );
    },
  };
}
