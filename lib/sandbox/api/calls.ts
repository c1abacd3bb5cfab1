/** The one table of what the imitation serves: resources with their verbs, subresources and options. */

export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

export interface Subresource {
  verbs: readonly Verb[];
  group: string;
  version: string;
  kind: string;
}

export interface Resource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  verbs: readonly Verb[];
  subresources: ReadonlyMap<string, Subresource>;
  /** The spec has a generation that counts its changes. */
  generation: boolean;
  /** From a CRD; its objects obey its schema. */
  custom: boolean;
}

const READ: readonly Verb[] = ["get", "list", "watch"];
const ALL: readonly Verb[] = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];
const REVIEW: readonly Verb[] = ["create"];
const OF_OBJECT: readonly Verb[] = ["get", "patch", "update"];

interface Extras {
  short?: readonly string[];
  categories?: readonly string[];
  verbs?: readonly Verb[];
  cluster?: boolean;
  generation?: boolean;
  status?: boolean;
  sub?: Readonly<Record<string, Subresource>>;
}

function row(groupVersion: string, kind: string, plural: string, extras: Extras = {}): Resource {
  const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
  const own = { group: group ?? "", version: version ?? "", kind };
  const status = extras.status === true ? { status: { ...own, verbs: OF_OBJECT } } : {};
  return {
    ...own,
    plural,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    namespaced: extras.cluster !== true,
    shortNames: extras.short ?? [],
    categories: extras.categories ?? [],
    verbs: extras.verbs ?? ALL,
    subresources: new Map(Object.entries({ ...status, ...extras.sub })),
    generation: extras.generation === true,
    custom: false,
  };
}

const sub = (groupVersion: string, kind: string, ...verbs: Verb[]): Subresource => {
  const [group, version] = groupVersion.includes("/") ? groupVersion.split("/") : ["", groupVersion];
  return { group: group ?? "", version: version ?? "", kind, verbs };
};

const all = { categories: ["all"] };
const cluster = { cluster: true };
const RBAC = "rbac.authorization.k8s.io/v1";

export const BUILT_IN: readonly Resource[] = [
  row("v1", "ConfigMap", "configmaps", { short: ["cm"] }),
  row("v1", "Event", "events", { short: ["ev"] }),
  row("v1", "LimitRange", "limitranges", { short: ["limits"] }),
  row("v1", "Namespace", "namespaces", {
    short: ["ns"],
    ...cluster,
    status: true,
    verbs: ALL.filter((verb) => verb !== "deletecollection"),
  }),
  row("v1", "Node", "nodes", { short: ["no"], ...cluster, status: true }),
  row("v1", "PersistentVolumeClaim", "persistentvolumeclaims", { short: ["pvc"], status: true }),
  row("v1", "PersistentVolume", "persistentvolumes", { short: ["pv"], ...cluster, status: true }),
  row("v1", "Pod", "pods", {
    short: ["po"],
    ...all,
    status: true,
    generation: true,
    sub: {
      binding: sub("v1", "Binding", "create"),
      eviction: sub("policy/v1", "Eviction", "create"),
      log: sub("v1", "Pod", "get"),
      proxy: sub("v1", "PodProxyOptions", "create", "delete", "get", "patch", "update"),
    },
  }),
  row("v1", "ResourceQuota", "resourcequotas", { short: ["quota"], status: true }),
  row("v1", "Secret", "secrets"),
  row("v1", "ServiceAccount", "serviceaccounts", {
    short: ["sa"],
    sub: { token: sub("authentication.k8s.io/v1", "TokenRequest", "create") },
  }),
  row("v1", "Service", "services", { short: ["svc"], ...all, status: true }),
  row("apps/v1", "DaemonSet", "daemonsets", { short: ["ds"], ...all, verbs: READ }),
  row("apps/v1", "Deployment", "deployments", {
    short: ["deploy"],
    ...all,
    status: true,
    generation: true,
  }),
  row("apps/v1", "ReplicaSet", "replicasets", { short: ["rs"], ...all, status: true, generation: true }),
  row("apps/v1", "StatefulSet", "statefulsets", { short: ["sts"], ...all, verbs: READ }),
  row("batch/v1", "Job", "jobs", { ...all, verbs: READ }),
  row("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", {
    short: ["pdb"],
    status: true,
    generation: true,
  }),
  row("storage.k8s.io/v1", "StorageClass", "storageclasses", { short: ["sc"], ...cluster }),
  row("scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", {
    short: ["pc"],
    ...cluster,
    generation: true,
  }),
  row("coordination.k8s.io/v1", "Lease", "leases"),
  row(RBAC, "Role", "roles"),
  row(RBAC, "RoleBinding", "rolebindings"),
  row(RBAC, "ClusterRole", "clusterroles", cluster),
  row(RBAC, "ClusterRoleBinding", "clusterrolebindings", cluster),
  row("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", {
    short: ["crd", "crds"],
    categories: ["api-extensions"],
    ...cluster,
    status: true,
    generation: true,
  }),
  row("authentication.k8s.io/v1", "SelfSubjectReview", "selfsubjectreviews", { ...cluster, verbs: REVIEW }),
  row("authorization.k8s.io/v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", {
    ...cluster,
    verbs: REVIEW,
  }),
  row("authorization.k8s.io/v1", "SelfSubjectRulesReview", "selfsubjectrulesreviews", {
    ...cluster,
    verbs: REVIEW,
  }),
];

const LISTED = [
  "labelSelector",
  "fieldSelector",
  "resourceVersion",
  "resourceVersionMatch",
  "timeoutSeconds",
];
const WRITTEN = ["dryRun", "fieldManager", "fieldValidation"];
const ANSWER = ["pretty", "includeObject"];

/** The options of each verb; any other is refused with 501. Those of the subresources stand beside it. */
export const OPTIONS: Readonly<Record<Verb, readonly string[]>> = {
  get: ["resourceVersion", ...ANSWER],
  list: [...LISTED, "limit", "continue", "watch", "allowWatchBookmarks", ...ANSWER],
  watch: [...LISTED, "limit", "watch", "allowWatchBookmarks", "sendInitialEvents", ...ANSWER],
  create: [...WRITTEN, ...ANSWER],
  update: [...WRITTEN, ...ANSWER],
  patch: [...WRITTEN, "force", ...ANSWER],
  delete: ["dryRun", "gracePeriodSeconds", "propagationPolicy", ...ANSWER],
  deletecollection: [
    ...LISTED,
    "dryRun",
    "gracePeriodSeconds",
    "propagationPolicy",
    "limit",
    "continue",
    ...ANSWER,
  ],
};

export const LOG_OPTIONS: readonly string[] = [
  "container",
  "follow",
  "previous",
  "timestamps",
  "tailLines",
  "sinceSeconds",
  "limitBytes",
  "pretty",
];

/** Groups and core resources of a real server that are left out: they answer 501, unknown ones 404. */
export const LEFT_OUT_GROUPS = /(\.k8s\.io|^autoscaling|^extensions|^apps|^batch|^policy)$/;
export const LEFT_OUT_CORE: readonly string[] = [
  "bindings",
  "componentstatuses",
  "endpoints",
  "podtemplates",
  "replicationcontrollers",
];

/** The name under which objects of a resource are stored: `/pods`, `apps/deployments`. */
export const storeName = ({ group, plural }: Resource): string => `${group}/${plural}`;
export const groupVersion = ({ group, version }: Resource): string =>
  group === "" ? version : `${group}/${version}`;
