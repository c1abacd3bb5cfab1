import "server-only";
import { KubeError } from "@/lib/kube/kube-error";

/** Names one object (with `name`) or a collection (without) of a kind that Gantry uses. */
export interface ResourceRef {
  /** `v1`, `apps/v1`, `planetscale.com/v2`. */
  apiVersion: string;
  kind: string;
  namespace?: string;
  name?: string;
  /** `status`, `token`, `eviction`, `proxy`. */
  subresource?: string;
}

export interface Resource {
  plural: string;
  namespaced: boolean;
}

const namespaced = (plural: string): Resource => ({ plural, namespaced: true });
const clusterWide = (plural: string): Resource => ({ plural, namespaced: false });

/** Every kind that Gantry reads, applies or deletes, by its group; a kind that is not here has no path. */
const KINDS: Readonly<Record<string, Readonly<Record<string, Resource>>>> = {
  "": {
    ConfigMap: namespaced("configmaps"),
    Event: namespaced("events"),
    LimitRange: namespaced("limitranges"),
    Namespace: clusterWide("namespaces"),
    Node: clusterWide("nodes"),
    PersistentVolume: clusterWide("persistentvolumes"),
    PersistentVolumeClaim: namespaced("persistentvolumeclaims"),
    Pod: namespaced("pods"),
    ResourceQuota: namespaced("resourcequotas"),
    Secret: namespaced("secrets"),
    Service: namespaced("services"),
    ServiceAccount: namespaced("serviceaccounts"),
  },
  apps: {
    DaemonSet: namespaced("daemonsets"),
    Deployment: namespaced("deployments"),
    ReplicaSet: namespaced("replicasets"),
    StatefulSet: namespaced("statefulsets"),
  },
  "admissionregistration.k8s.io": {
    ValidatingAdmissionPolicy: clusterWide("validatingadmissionpolicies"),
    ValidatingAdmissionPolicyBinding: clusterWide("validatingadmissionpolicybindings"),
  },
  "apiextensions.k8s.io": { CustomResourceDefinition: clusterWide("customresourcedefinitions") },
  "authentication.k8s.io": { SelfSubjectReview: clusterWide("selfsubjectreviews") },
  "authorization.k8s.io": {
    SelfSubjectAccessReview: clusterWide("selfsubjectaccessreviews"),
    SelfSubjectRulesReview: clusterWide("selfsubjectrulesreviews"),
  },
  batch: { Job: namespaced("jobs") },
  "coordination.k8s.io": { Lease: namespaced("leases") },
  "planetscale.com": {
    EtcdLockserver: namespaced("etcdlockservers"),
    VitessBackup: namespaced("vitessbackups"),
    VitessBackupSchedule: namespaced("vitessbackupschedules"),
    VitessBackupStorage: namespaced("vitessbackupstorages"),
    VitessCell: namespaced("vitesscells"),
    VitessCluster: namespaced("vitessclusters"),
    VitessKeyspace: namespaced("vitesskeyspaces"),
    VitessShard: namespaced("vitessshards"),
  },
  policy: { PodDisruptionBudget: namespaced("poddisruptionbudgets") },
  "rbac.authorization.k8s.io": {
    ClusterRole: clusterWide("clusterroles"),
    ClusterRoleBinding: clusterWide("clusterrolebindings"),
    Role: namespaced("roles"),
    RoleBinding: namespaced("rolebindings"),
  },
  "scheduling.k8s.io": { PriorityClass: clusterWide("priorityclasses") },
  "storage.k8s.io": { StorageClass: clusterWide("storageclasses") },
};

const VERSION = /^v\d+((alpha|beta)\d+)?$/;

interface GroupVersion {
  group: string;
  version: string;
}

function groupVersion(apiVersion: string): GroupVersion | null {
  const parts = apiVersion.split("/");
  const version = parts.at(-1) ?? "";
  if (parts.length > 2 || !VERSION.test(version)) return null;
  return { group: parts.length === 2 ? (parts[0] ?? "") : "", version };
}

/** The plural and scope of a kind, or null for a kind that Gantry does not use. */
export function resourceOf(apiVersion: string, kind: string): Resource | null {
  const group = groupVersion(apiVersion)?.group;
  if (group === undefined || !Object.hasOwn(KINDS, group)) return null;
  const kinds = KINDS[group];
  return kinds !== undefined && Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null;
}

/** A name as one segment of a path: nothing that climbs, ends or splits it. */
function segment(text: string, what: string): string {
  if (text === "" || text === "." || text === ".." || text.length > 253 || /[/\p{Cc}]/u.test(text)) {
    throw new KubeError("invalid", `this ${what} is not a name of Kubernetes`);
  }
  return encodeURIComponent(text);
}

/**
 * The path of an object or of a collection on the API server, with encoded segments. A collection of a
 * namespaced kind without a namespace spans all of them. Throws KubeError `invalid` for an unknown kind,
 * a name that is none, or an object of a namespaced kind without its namespace.
 */
export function resourcePath(ref: ResourceRef): string {
  const resource = resourceOf(ref.apiVersion, ref.kind);
  const version = groupVersion(ref.apiVersion);
  if (resource === null || version === null) {
    throw new KubeError("invalid", `Gantry does not use ${ref.kind} of ${ref.apiVersion}`);
  }
  if (resource.namespaced && ref.namespace === undefined && ref.name !== undefined) {
    throw new KubeError("invalid", `${ref.kind} ${ref.name} needs a namespace`);
  }
  const root = version.group === "" ? `/api/${version.version}` : `/apis/${version.group}/${version.version}`;
  const scope =
    resource.namespaced && ref.namespace !== undefined
      ? `/namespaces/${segment(ref.namespace, "namespace")}`
      : "";
  const name = ref.name === undefined ? "" : `/${segment(ref.name, "name")}`;
  const subresource = ref.subresource === undefined ? "" : `/${segment(ref.subresource, "subresource")}`;
  return `${root}${scope}/${resource.plural}${name}${subresource}`;
}
