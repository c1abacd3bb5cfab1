/** A kind of object and where it lives on the API server. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const resource = (apiVersion: string, kind: string, plural: string, namespaced = true): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced,
});

const VITESS = "planetscale.com/v2";

/** Every kind that the stand-ins read or write. */
export const RESOURCES = {
  nodes: resource("v1", "Node", "nodes", false),
  namespaces: resource("v1", "Namespace", "namespaces", false),
  pods: resource("v1", "Pod", "pods"),
  secrets: resource("v1", "Secret", "secrets"),
  configmaps: resource("v1", "ConfigMap", "configmaps"),
  services: resource("v1", "Service", "services"),
  events: resource("v1", "Event", "events"),
  serviceaccounts: resource("v1", "ServiceAccount", "serviceaccounts"),
  claims: resource("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  volumes: resource("v1", "PersistentVolume", "persistentvolumes", false),
  storageclasses: resource("storage.k8s.io/v1", "StorageClass", "storageclasses", false),
  priorityclasses: resource("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", false),
  leases: resource("coordination.k8s.io/v1", "Lease", "leases"),
  deployments: resource("apps/v1", "Deployment", "deployments"),
  budgets: resource("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  clusters: resource(VITESS, "VitessCluster", "vitessclusters"),
  cells: resource(VITESS, "VitessCell", "vitesscells"),
  keyspaces: resource(VITESS, "VitessKeyspace", "vitesskeyspaces"),
  shards: resource(VITESS, "VitessShard", "vitessshards"),
  lockservers: resource(VITESS, "EtcdLockserver", "etcdlockservers"),
} as const satisfies Record<string, Resource>;

/** The path of a collection, or of one object in it. */
export function pathOf(of: Resource, namespace: string | null, name?: string, subresource?: string): string {
  const root = of.apiVersion.includes("/") ? `/apis/${of.apiVersion}` : `/api/${of.apiVersion}`;
  const parts = [
    ...(namespace === null || !of.namespaced ? [] : ["namespaces", namespace]),
    of.plural,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `${root}/${parts.map(encodeURIComponent).join("/")}`;
}
