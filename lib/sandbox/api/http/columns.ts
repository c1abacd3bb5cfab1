import { listAt, mapAt, numberAt, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { podCells } from "./pod-cells";

export interface Column {
  name: string;
  cell(object: ApiObject, now: number): Json;
  type?: string;
  /** 1 is shown with `-o wide` only. */
  priority?: number;
}

/** `5m12s`, as the API server shortens the time since. */
export function age(since: string | undefined, now: number): string {
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at) ? "<unknown>" : shortDuration((now - at) / 1000);
}

function shortDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < -1) return "<invalid>";
  if (whole < 120) return `${Math.max(whole, 0)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return pair(minutes, "m", whole % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return pair(days, "d", hours % 24, "h");
  return days < 730 ? `${days}d` : pair(Math.floor(days / 365), "y", days % 365, "d");
}

const pair = (large: number, unit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;

const NAME: Column = { name: "Name", cell: ({ metadata }) => metadata.name };
const AGE: Column = { name: "Age", cell: ({ metadata }, now) => age(metadata.creationTimestamp, now) };
/** Of kinds without columns of their own. */
const CREATED: Column = { name: "Created At", cell: ({ metadata }) => metadata.creationTimestamp ?? null };

const text = (name: string, ...path: readonly string[]): Column => ({
  name,
  cell: (object) => textAt(object, ...path) ?? "",
});
const count = (name: string, ...path: readonly string[]): Column => ({
  name,
  type: "integer",
  cell: (object) => numberAt(object, ...path) ?? 0,
});
const wide = (column: Column): Column => ({ ...column, priority: 1 });
const of = (name: string, cell: Column["cell"]): Column => ({ name, cell });

const containers = (object: ApiObject): readonly JsonObject[] =>
  objectsAt(object, "spec", "template", "spec", "containers");
const pairs = (map: Record<string, string>): string => {
  const entries = Object.entries(map).map(([key, value]) => `${key}=${value}`);
  return entries.length === 0 ? "<none>" : entries.toSorted().join(",");
};

const TEMPLATE: readonly Column[] = [
  wide(
    of("Containers", (object) =>
      containers(object)
        .map((each) => textAt(each, "name"))
        .join(","),
    ),
  ),
  wide(
    of("Images", (object) =>
      containers(object)
        .map((each) => textAt(each, "image"))
        .join(","),
    ),
  ),
  wide(of("Selector", (object) => pairs(mapAt(object, "spec", "selector", "matchLabels")))),
];

const MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};
const modes = (object: ApiObject, ...path: readonly string[]): string =>
  listAt(object, ...path)
    .map((mode) => (typeof mode === "string" ? MODES[mode] : ""))
    .join(",");
const phase = (object: ApiObject): string =>
  object.metadata.deletionTimestamp === undefined ? (textAt(object, "status", "phase") ?? "") : "Terminating";
const unset = (name: string, ...path: readonly string[]): Column =>
  of(name, (object) => textAt(object, ...path) ?? "<unset>");

function nodeStatus(node: ApiObject): string {
  const ready = objectsAt(node, "status", "conditions").find((each) => each["type"] === "Ready");
  const status = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return objectAt(node, "spec")["unschedulable"] === true ? `${status},SchedulingDisabled` : status;
}

function nodeRoles(node: ApiObject): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.keys(mapAt(node, "metadata", "labels"))
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
  return roles.length === 0 ? "<none>" : roles.toSorted().join(",");
}

const address = (type: string) => (node: ApiObject) =>
  textAt(
    objectsAt(node, "status", "addresses").find((each) => each["type"] === type),
    "address",
  ) ?? "<none>";
const info = (name: string, field: string): Column =>
  wide(of(name, (node) => textAt(node, "status", "nodeInfo", field) ?? "<unknown>"));

function ports(service: ApiObject): string {
  const each = objectsAt(service, "spec", "ports").map((port) => {
    const node = numberAt(port, "nodePort");
    return `${numberAt(port, "port")}${node === undefined ? "" : `:${node}`}/${textAt(port, "protocol")}`;
  });
  return each.length === 0 ? "<none>" : each.join(",");
}

const lastSeen = (event: ApiObject): string | undefined =>
  textAt(event, "series", "lastObservedTime") ?? textAt(event, "lastTimestamp") ?? firstSeen(event);
const firstSeen = (event: ApiObject): string | undefined =>
  textAt(event, "firstTimestamp") ?? textAt(event, "eventTime");

function involved(event: ApiObject): string {
  const kind = textAt(event, "involvedObject", "kind") ?? "";
  return `${kind.toLowerCase()}/${textAt(event, "involvedObject", "name") ?? ""}`;
}

function source(event: ApiObject): string {
  const parts = [textAt(event, "source", "component"), textAt(event, "source", "host")].filter(Boolean);
  return parts.length === 0 ? (textAt(event, "reportingComponent") ?? "") : parts.join(", ");
}

const subjects = (name: string, kind: string): Column =>
  wide(
    of(name, (binding) =>
      objectsAt(binding, "subjects")
        .filter((each) => each["kind"] === kind)
        .map(
          (each) => (kind === "ServiceAccount" ? `${textAt(each, "namespace")}/` : "") + textAt(each, "name"),
        )
        .join(", "),
    ),
  );
const BINDING: readonly Column[] = [
  NAME,
  of("Role", (object) => `${textAt(object, "roleRef", "kind")}/${textAt(object, "roleRef", "name")}`),
  AGE,
  subjects("Users", "User"),
  subjects("Groups", "Group"),
  subjects("ServiceAccounts", "ServiceAccount"),
];
const budget = (object: ApiObject, field: string): string =>
  String(numberAt(object, "spec", field) ?? textAt(object, "spec", field) ?? "N/A");
const size = (object: ApiObject): number =>
  Object.keys(objectAt(object, "data")).length + Object.keys(objectAt(object, "binaryData")).length;

export const PLAIN: readonly Column[] = [NAME, AGE];

/** The columns of `kubectl get`, by the names that the store uses. */
export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "/configmaps": [NAME, { name: "Data", type: "integer", cell: size }, AGE],
  "/events": [
    of("Last Seen", (event, now) => age(lastSeen(event), now)),
    text("Type", "type"),
    text("Reason", "reason"),
    of("Object", involved),
    wide(text("Subobject", "involvedObject", "fieldPath")),
    wide(of("Source", source)),
    of("Message", (event) => (textAt(event, "message") ?? "").trim()),
    wide(of("First Seen", (event, now) => age(firstSeen(event), now))),
    wide(of("Count", (event) => numberAt(event, "series", "count") ?? numberAt(event, "count") ?? 1)),
    wide(NAME),
  ],
  "/namespaces": [NAME, text("Status", "status", "phase"), AGE],
  "/nodes": [
    NAME,
    of("Status", nodeStatus),
    of("Roles", nodeRoles),
    AGE,
    text("Version", "status", "nodeInfo", "kubeletVersion"),
    wide(of("Internal-IP", address("InternalIP"))),
    wide(of("External-IP", address("ExternalIP"))),
    info("OS-Image", "osImage"),
    info("Kernel-Version", "kernelVersion"),
    info("Container-Runtime", "containerRuntimeVersion"),
  ],
  "/persistentvolumeclaims": [
    NAME,
    of("Status", phase),
    text("Volume", "spec", "volumeName"),
    text("Capacity", "status", "capacity", "storage"),
    of("Access Modes", (object) => modes(object, "status", "accessModes")),
    text("StorageClass", "spec", "storageClassName"),
    unset("VolumeAttributesClass", "spec", "volumeAttributesClassName"),
    AGE,
    wide(unset("VolumeMode", "spec", "volumeMode")),
  ],
  "/persistentvolumes": [
    NAME,
    text("Capacity", "spec", "capacity", "storage"),
    of("Access Modes", (object) => modes(object, "spec", "accessModes")),
    text("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy"),
    of("Status", phase),
    of("Claim", (object) =>
      [textAt(object, "spec", "claimRef", "namespace"), textAt(object, "spec", "claimRef", "name")]
        .filter(Boolean)
        .join("/"),
    ),
    text("StorageClass", "spec", "storageClassName"),
    unset("VolumeAttributesClass", "spec", "volumeAttributesClassName"),
    text("Reason", "status", "reason"),
    AGE,
    wide(unset("VolumeMode", "spec", "volumeMode")),
  ],
  "/pods": [
    NAME,
    of("Ready", (pod) => podCells(pod).ready),
    of("Status", (pod) => podCells(pod).status),
    of("Restarts", (pod, now) => {
      const { restarts, lastRestart } = podCells(pod);
      return lastRestart === undefined ? String(restarts) : `${restarts} (${age(lastRestart, now)} ago)`;
    }),
    AGE,
    wide(of("IP", (pod) => textAt(pod, "status", "podIP") ?? "<none>")),
    wide(of("Node", (pod) => textAt(pod, "spec", "nodeName") ?? "<none>")),
    wide(of("Nominated Node", (pod) => textAt(pod, "status", "nominatedNodeName") ?? "<none>")),
    wide(of("Readiness Gates", () => "<none>")),
  ],
  "/secrets": [NAME, text("Type", "type"), { name: "Data", type: "integer", cell: size }, AGE],
  "/serviceaccounts": [NAME, AGE],
  "/services": [
    NAME,
    text("Type", "spec", "type"),
    of("Cluster-IP", (object) => textAt(object, "spec", "clusterIP") ?? "<none>"),
    of("External-IP", () => "<none>"),
    of("Port(s)", ports),
    AGE,
    wide(of("Selector", (object) => pairs(mapAt(object, "spec", "selector")))),
  ],
  "apps/deployments": [
    NAME,
    of(
      "Ready",
      (object) =>
        `${numberAt(object, "status", "readyReplicas") ?? 0}/${numberAt(object, "spec", "replicas")}`,
    ),
    count("Up-to-date", "status", "updatedReplicas"),
    count("Available", "status", "availableReplicas"),
    AGE,
    ...TEMPLATE,
  ],
  "apps/replicasets": [
    NAME,
    count("Desired", "spec", "replicas"),
    count("Current", "status", "replicas"),
    count("Ready", "status", "readyReplicas"),
    AGE,
    ...TEMPLATE,
  ],
  "policy/poddisruptionbudgets": [
    NAME,
    of("Min Available", (object) => budget(object, "minAvailable")),
    of("Max Unavailable", (object) => budget(object, "maxUnavailable")),
    count("Allowed Disruptions", "status", "disruptionsAllowed"),
    AGE,
  ],
  "coordination.k8s.io/leases": [NAME, text("Holder", "spec", "holderIdentity"), AGE],
  "storage.k8s.io/storageclasses": [
    of("Name", ({ metadata }) => {
      const isDefault =
        mapAt(metadata, "annotations")["storageclass.kubernetes.io/is-default-class"] === "true";
      return isDefault ? `${metadata.name} (default)` : metadata.name;
    }),
    text("Provisioner", "provisioner"),
    text("ReclaimPolicy", "reclaimPolicy"),
    text("VolumeBindingMode", "volumeBindingMode"),
    of("AllowVolumeExpansion", (object) => object["allowVolumeExpansion"] === true),
    AGE,
  ],
  "scheduling.k8s.io/priorityclasses": [
    NAME,
    count("Value", "value"),
    of("Global-Default", (object) => object["globalDefault"] === true),
    AGE,
    text("PreemptionPolicy", "preemptionPolicy"),
  ],
  "rbac.authorization.k8s.io/roles": [NAME, CREATED],
  "rbac.authorization.k8s.io/clusterroles": [NAME, CREATED],
  "rbac.authorization.k8s.io/rolebindings": BINDING,
  "rbac.authorization.k8s.io/clusterrolebindings": BINDING,
  "apiextensions.k8s.io/customresourcedefinitions": [NAME, CREATED],
};
