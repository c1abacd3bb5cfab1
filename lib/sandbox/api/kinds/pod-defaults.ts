import { at, isObject, listAt, objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import { under } from "./strategy";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

/** A pod spec with the defaults of the API, as pods and pod templates have them. */
export function defaultPodSpec(spec: JsonObject): JsonObject {
  const filled = under(spec, {
    restartPolicy: "Always",
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  });
  const account = filled["serviceAccountName"] ?? filled["serviceAccount"];
  if (account !== undefined) {
    filled["serviceAccountName"] = account;
    filled["serviceAccount"] = account;
  }
  for (const field of ["containers", "initContainers"])
    if (filled[field] !== undefined) filled[field] = objectsAt(filled, field).map(defaultContainer);
  if (filled["volumes"] !== undefined) filled["volumes"] = objectsAt(filled, "volumes").map(defaultVolume);
  return filled;
}

function defaultContainer(container: JsonObject): JsonObject {
  const image = textAt(container, "image") ?? "";
  const tag = image.split("/").at(-1)?.split(":")[1];
  const latest = !image.includes("@") && (tag === undefined || tag === "latest");
  const filled = under(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: latest ? "Always" : "IfNotPresent",
    resources: {},
  });
  if (filled["ports"] !== undefined)
    filled["ports"] = objectsAt(filled, "ports").map((port) => under(port, { protocol: "TCP" }));
  for (const probe of PROBES) {
    const given = filled[probe];
    if (isObject(given)) filled[probe] = defaultHttp(under(given, PROBE));
  }
  if (filled["env"] !== undefined) filled["env"] = objectsAt(filled, "env").map(defaultEnv);
  filled["resources"] = defaultRequests(objectAt(filled, "resources"));
  return filled;
}

function defaultHttp(probe: JsonObject): JsonObject {
  const { httpGet } = probe;
  if (!isObject(httpGet)) return probe;
  return { ...probe, httpGet: under(httpGet, { path: "/", scheme: "HTTP" }) };
}

function defaultEnv(env: JsonObject): JsonObject {
  const { valueFrom } = env;
  return isObject(valueFrom) ? { ...env, valueFrom: defaultFieldRef(valueFrom) } : env;
}

function defaultFieldRef(source: JsonObject): JsonObject {
  const { fieldRef } = source;
  return isObject(fieldRef) ? { ...source, fieldRef: under(fieldRef, { apiVersion: "v1" }) } : source;
}

/** A limit without a request is the request too. */
function defaultRequests(resources: JsonObject): JsonObject {
  const { limits } = resources;
  if (!isObject(limits)) return resources;
  return { ...resources, requests: under(objectAt(resources, "requests"), limits) };
}

const MODES = ["secret", "configMap", "downwardAPI", "projected"] as const;

function defaultVolume(volume: JsonObject): JsonObject {
  const filled: JsonObject = { ...volume };
  if (Object.keys(filled).length === 1) filled["emptyDir"] = {};
  for (const kind of MODES) {
    const source = filled[kind];
    if (isObject(source)) filled[kind] = under(source, { defaultMode: 420 });
  }
  if (isObject(filled["hostPath"])) filled["hostPath"] = under(filled["hostPath"], { type: "" });
  const { downwardAPI } = filled;
  if (isObject(downwardAPI) && downwardAPI["items"] !== undefined)
    filled["downwardAPI"] = { ...downwardAPI, items: objectsAt(downwardAPI, "items").map(defaultFieldRef) };
  return filled;
}

/** The volume with the token of the service account, and its mount in each container. */
export function mountToken(spec: JsonObject, suffix: string): JsonObject {
  const name = `kube-api-access-${suffix}`;
  const path = "/var/run/secrets/kubernetes.io/serviceaccount";
  const mount = (container: JsonObject): JsonObject =>
    objectsAt(container, "volumeMounts").some((each) => each["mountPath"] === path)
      ? container
      : {
          ...container,
          volumeMounts: [...listAt(container, "volumeMounts"), { name, readOnly: true, mountPath: path }],
        };
  const ownNamespace: Json = {
    path: "namespace",
    fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
  };
  const sources: Json[] = [
    { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    { downwardAPI: { items: [ownNamespace] } },
  ];
  return {
    ...spec,
    volumes: [...listAt(spec, "volumes"), { name, projected: { sources, defaultMode: 420 } }],
    containers: objectsAt(spec, "containers").map(mount),
    ...(spec["initContainers"] === undefined
      ? {}
      : { initContainers: objectsAt(spec, "initContainers").map(mount) }),
  };
}

/** Guaranteed, Burstable or BestEffort. */
export function qosClass(spec: JsonObject): string {
  const resources = ["cpu", "memory"] as const;
  const containers = [...objectsAt(spec, "containers"), ...objectsAt(spec, "initContainers")];
  const any = containers.some((each) =>
    resources.some(
      (name) =>
        at(each, "resources", "requests", name) !== undefined ||
        at(each, "resources", "limits", name) !== undefined,
    ),
  );
  if (!any) return "BestEffort";
  const all = containers.every((each) =>
    resources.every((name) => {
      const limit = at(each, "resources", "limits", name);
      return limit !== undefined && at(each, "resources", "requests", name) === limit;
    }),
  );
  return all ? "Guaranteed" : "Burstable";
}
