import { isObject, mapAt, objectAt, objectsAt, sameJson, textAt, type Json, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { invalidValue, type Fault } from "../status";
import type { Store } from "../store";
import { under, type Strategy } from "./strategy";

const NAME_LABEL = "kubernetes.io/metadata.name";

/** Namespaces that a cluster cannot do without. */
const LASTING: readonly string[] = ["default", "kube-system", "kube-public"];

const labelled = (namespace: ApiObject): ApiObject => ({
  ...namespace,
  metadata: {
    ...namespace.metadata,
    labels: { ...mapAt(namespace, "metadata", "labels"), [NAME_LABEL]: namespace.metadata.name },
  },
});

export const namespaceStrategy: Strategy = {
  create: (namespace) => ({
    ...labelled(namespace),
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  }),
  update: (namespace, old) => ({ ...labelled(namespace), spec: objectAt(old, "spec") }),
  admitDelete(namespace, { refuse }) {
    if (LASTING.includes(namespace.metadata.name)) throw refuse("this namespace may not be deleted");
  },
};

/** Fields of events that are written even when they are empty. */
const EVENT = {
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: null,
  reportingComponent: "",
  reportingInstance: "",
};

export const eventStrategy: Strategy = {
  create: (event) => ({ ...under(event, { source: {} }), ...missingOf(event, EVENT), ...head(event) }),
};

const missingOf = (object: JsonObject, defaults: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(defaults).filter(([field]) => object[field] === undefined));

/** A new node takes no pods until its kubelet has said that it is ready. */
const NOT_READY = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

export const nodeStrategy: Strategy = {
  create(node) {
    const spec = objectAt(node, "spec");
    return { ...node, spec: { ...spec, taints: [...objectsAt(spec, "taints"), NOT_READY] }, status: {} };
  },
};

function withStringData(secret: ApiObject): ApiObject {
  const { stringData, ...rest } = secret;
  if (!isObject(stringData)) return secret;
  const added = Object.entries(mapAt(stringData)).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  return { ...rest, ...head(secret), data: { ...objectAt(secret, "data"), ...Object.fromEntries(added) } };
}

const head = ({
  apiVersion,
  kind,
  metadata,
}: ApiObject): Pick<ApiObject, "apiVersion" | "kind" | "metadata"> => ({
  apiVersion,
  kind,
  metadata,
});

export const secretStrategy: Strategy = {
  create: (secret) => ({ ...under(withStringData(secret), { type: "Opaque" }), ...head(secret) }),
  update: (secret, old) => ({ ...under(withStringData(secret), { type: old["type"] }), ...head(secret) }),
  validate: (secret, old) => [
    ...dataKeyFaults(secret, "data"),
    ...(old === undefined || secret["type"] === old["type"]
      ? []
      : [invalidValue("type", secret["type"] ?? null, "field is immutable")]),
    ...immutableFaults(secret, old),
  ],
};

export const configMapStrategy: Strategy = {
  validate: (map, old) => [...dataKeyFaults(map, "data"), ...immutableFaults(map, old)],
};

function dataKeyFaults(object: JsonObject, field: string): Fault[] {
  const words =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
  return Object.keys(objectAt(object, field))
    .filter((key) => !/^[-._a-zA-Z0-9]+$/.test(key))
    .map((key) => invalidValue(`${field}[${key}]`, key, words));
}

function immutableFaults(object: JsonObject, old: JsonObject | undefined): Fault[] {
  if (old?.["immutable"] !== true || sameJson(object["data"], old["data"])) return [];
  return [
    {
      field: "data",
      reason: "FieldValueForbidden",
      text: "Forbidden: field is immutable when `immutable` is set",
    },
  ];
}

/** The lowest free address of the services' range; .1 is the API server's. */
function freeAddress(store: Store): string {
  const used = new Set(store.list("/services").map(({ object }) => textAt(object, "spec", "clusterIP")));
  for (let index = 2; index < 65_534; index += 1) {
    const address = `10.96.${index >> 8}.${index & 255}`;
    if (!used.has(address)) return address;
  }
  throw new Error("every service address is taken");
}

const targetPort = (port: JsonObject): JsonObject =>
  under(under(port, { protocol: "TCP" }), { targetPort: port["port"] });

export const serviceStrategy: Strategy = {
  create(service, { store }) {
    const spec = objectAt(service, "spec");
    const external = textAt(spec, "type") === "ExternalName";
    const clusterIP = textAt(spec, "clusterIP") ?? (external ? undefined : freeAddress(store));
    const addresses: JsonObject =
      clusterIP === undefined
        ? {}
        : { clusterIP, clusterIPs: [clusterIP], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" };
    return {
      ...service,
      spec: under(
        { ...spec, ...addresses, ...withPorts(spec) },
        { type: "ClusterIP", sessionAffinity: "None", internalTrafficPolicy: "Cluster" },
      ),
      status: { loadBalancer: {} },
    };
  },
  update(service, old) {
    const given = objectAt(service, "spec");
    const before = objectAt(old, "spec");
    const kept: JsonObject = {};
    for (const field of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
      kept[field] = before[field];
    return { ...service, spec: under({ ...given, ...withPorts(given) }, kept) };
  },
  validate(service, old) {
    const address: Json = objectAt(service, "spec")["clusterIP"] ?? null;
    if (old === undefined || sameJson(address, objectAt(old, "spec")["clusterIP"])) return [];
    return [invalidValue("spec.clusterIPs[0]", [address], "may not change once set")];
  },
};

const withPorts = (spec: JsonObject): JsonObject =>
  spec["ports"] === undefined ? {} : { ports: objectsAt(spec, "ports").map(targetPort) };

export const priorityClassStrategy: Strategy = {
  create: (object) => ({ ...under(object, { preemptionPolicy: "PreemptLowerPriority" }), ...head(object) }),
  validate: (object, old) =>
    old === undefined || object["value"] === old["value"]
      ? []
      : [
          {
            field: "value",
            reason: "FieldValueForbidden",
            text: "Forbidden: may not be changed in an update.",
          },
        ],
};

export const budgetStrategy: Strategy = {
  create: (budget) => ({
    ...budget,
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  }),
};
