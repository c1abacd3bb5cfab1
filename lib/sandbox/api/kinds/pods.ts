import { randomSuffix } from "../random";
import { isObject, listAt, numberAt, objectAt, objectsAt, sameJson, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { forbidden, type Fault } from "../status";
import { defaultPodSpec, mountToken, qosClass } from "./pod-defaults";
import { admitQuota } from "./quota";
import { under, type Strategy, type Surroundings } from "./strategy";

const PODS = { group: "", plural: "pods" };

const tolerate = (key: string): JsonObject => ({
  key: `node.kubernetes.io/${key}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
});

export const podStrategy: Strategy = {
  create(pod, around) {
    const spec = withPriority(withAccount(defaultPodSpec(objectAt(pod, "spec")), pod, around), pod, around);
    const tolerations = objectsAt(spec, "tolerations");
    const missing = ["not-ready", "unreachable"].filter(
      (key) =>
        !tolerations.some(
          (each) =>
            (each["key"] === undefined || each["key"] === `node.kubernetes.io/${key}`) &&
            (each["effect"] === undefined || each["effect"] === "NoExecute"),
        ),
    );
    const made: ApiObject = {
      ...pod,
      spec: under(
        { ...spec, tolerations: [...tolerations, ...missing.map(tolerate)] },
        { enableServiceLinks: true, preemptionPolicy: "PreemptLowerPriority" },
      ),
      status: { phase: "Pending", qosClass: qosClass(spec) },
    };
    admitQuota(made, around);
    return made;
  },
  validate(pod, old) {
    return old === undefined ? [] : specFaults(pod, old);
  },
  grace(pod, asked) {
    const phase = textAt(pod, "status", "phase");
    const started = (textAt(pod, "spec", "nodeName") ?? "") !== "";
    if (!started || phase === "Succeeded" || phase === "Failed") return 0;
    const grace = asked ?? numberAt(pod, "spec", "terminationGracePeriodSeconds") ?? 30;
    return grace < 0 ? 1 : grace;
  },
};

function withAccount(spec: JsonObject, pod: ApiObject, { store }: Surroundings): JsonObject {
  const name = textAt(spec, "serviceAccountName") ?? "default";
  const account = store.get("/serviceaccounts", pod.metadata.namespace, name)?.object;
  if (account === undefined)
    throw forbidden(
      PODS,
      pod.metadata.name,
      `error looking up service account ${pod.metadata.namespace}/${name}: serviceaccount "${name}" not found`,
    );
  const named: JsonObject = { ...spec, serviceAccountName: name, serviceAccount: name };
  const mounts = spec["automountServiceAccountToken"] ?? account["automountServiceAccountToken"] ?? true;
  if (listAt(account, "imagePullSecrets").length > 0 && named["imagePullSecrets"] === undefined)
    named["imagePullSecrets"] = [...listAt(account, "imagePullSecrets")];
  return mounts === false ? named : mountToken(named, randomSuffix());
}

function withPriority(spec: JsonObject, pod: ApiObject, { store }: Surroundings): JsonObject {
  const name = textAt(spec, "priorityClassName") ?? "";
  if (name === "") {
    const fallback = store.list("/priorityclasses").find(({ object }) => object["globalDefault"] === true);
    return { ...spec, priority: numberAt(fallback?.object, "value") ?? 0 };
  }
  const found = store.get("scheduling.k8s.io/priorityclasses", undefined, name)?.object;
  if (found === undefined)
    throw forbidden(PODS, pod.metadata.name, `no PriorityClass with name ${name} was found`);
  const preemption = textAt(found, "preemptionPolicy");
  return {
    ...spec,
    priority: numberAt(found, "value") ?? 0,
    ...(preemption === undefined ? {} : { preemptionPolicy: preemption }),
  };
}

const CHANGEABLE =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** The spec without what may change in place, or by binding. */
function fixed(pod: ApiObject): JsonObject {
  const { activeDeadlineSeconds: _a, tolerations: _b, nodeName: _c, ...spec } = objectAt(pod, "spec");
  for (const field of ["containers", "initContainers"])
    if (spec[field] !== undefined)
      spec[field] = objectsAt(spec, field).map(({ image: _image, ...container }) => container);
  return spec;
}

function specFaults(pod: ApiObject, old: ApiObject): Fault[] {
  if (!isObject(pod["spec"]) || sameJson(fixed(pod), fixed(old))) return [];
  return [{ field: "spec", reason: "FieldValueForbidden", text: `Forbidden: ${CHANGEABLE}` }];
}
