import { storeName } from "../calls";
import { deleteObject } from "../deletion";
import { objectAt } from "../json";
import type { ApiObject } from "../object";
import type { Registry } from "../registry";
import type { WriteOptions } from "../write-options";
import type { Change } from "../store";
import { CONTROLLER } from "../user";
import { type Controller, splitKey } from "./loop";

const OPTIONS: WriteOptions = { user: CONTROLLER, manager: "kube-controller-manager" };

/** Gives each namespace its default account and the cluster's CA; empties those that are deleted. */
export function namespaceController(registry: Registry, caPem: string): Controller {
  const { store, catalog } = registry;
  return {
    watches: {
      "/namespaces": ({ current }) => [`/${current.object.metadata.name}`],
      "/serviceaccounts": itsNamespace,
      "/configmaps": itsNamespace,
      "/pods": (change) => (change.type === "DELETED" ? itsNamespace(change) : []),
      "/persistentvolumeclaims": (change) => (change.type === "DELETED" ? itsNamespace(change) : []),
    },
    reconcile(key) {
      const { name } = splitKey(key);
      const namespace = store.get("/namespaces", undefined, name)?.object;
      if (namespace === undefined) return;
      if (namespace.metadata.deletionTimestamp !== undefined) empty(registry, namespace);
      else {
        if (store.get("/serviceaccounts", name, "default") === undefined)
          registry.create(
            catalog.builtIn("/serviceaccounts"),
            name,
            { metadata: { name: "default" } },
            OPTIONS,
          );
        if (store.get("/configmaps", name, "kube-root-ca.crt") === undefined)
          registry.create(catalog.builtIn("/configmaps"), name, rootCa(caPem), OPTIONS);
      }
    },
  };
}

const itsNamespace = ({ current }: Change): readonly string[] => [
  `/${current.object.metadata.namespace ?? ""}`,
];

const rootCa = (caPem: string) => ({
  metadata: {
    name: "kube-root-ca.crt",
    annotations: {
      "kubernetes.io/description":
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
    },
  },
  data: { "ca.crt": caPem },
});

/** Deletes what is in a going namespace, and the namespace once nothing is left; throws while something is. */
function empty(registry: Registry, namespace: ApiObject): void {
  const { store, catalog } = registry;
  const { name } = namespace.metadata;
  let left = 0;
  for (const served of catalog.all()) {
    if (!served.resource.namespaced || !served.storage) continue;
    const resource = storeName(served.resource);
    for (const { object } of store.list(resource, name))
      if (object.metadata.deletionTimestamp === undefined)
        deleteObject(
          registry,
          { served, namespace: name, name: object.metadata.name },
          { propagationPolicy: "Background" },
        );
    left += store.list(resource, name).length;
  }
  if (left > 0) throw new Error(`${left} objects are left in ${name}`);
  const { finalizers: _done, ...spec } = objectAt(namespace, "spec");
  registry.writeSystem(catalog.builtIn("/namespaces").resource, { ...namespace, spec });
}
