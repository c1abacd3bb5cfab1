import { mapAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { conflict } from "../status";
import { CONTROLLER } from "../user";

const TOPOLOGY = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];
const SUBJECT = { group: "", plural: "pods/binding" };

/** Gives a pod its node, and the node's zone and region as labels (as Kubernetes does since 1.35). */
export function bindPod(registry: Registry, namespace: string, name: string, node: string): void {
  const { store, catalog } = registry;
  const served = catalog.builtIn("/pods");
  const pod = registry.get({ served, namespace, name });
  if (pod.metadata.deletionTimestamp !== undefined)
    throw conflict(SUBJECT, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  const assigned = textAt(pod, "spec", "nodeName") ?? "";
  if (assigned !== "")
    throw conflict(SUBJECT, name, `pod ${name} is already assigned to node ${JSON.stringify(assigned)}`);
  const labels = mapAt(store.get("/nodes", undefined, node)?.object, "metadata", "labels");
  const copied = Object.fromEntries(Object.entries(labels).filter(([key]) => TOPOLOGY.includes(key)));
  registry.update(
    { served, namespace, name, subresource: "" },
    (old) => ({
      ...old,
      metadata: { ...old.metadata, labels: { ...mapAt(old, "metadata", "labels"), ...copied } },
      spec: { ...objectAt(old, "spec"), nodeName: node },
    }),
    { user: CONTROLLER, manager: "kube-scheduler" },
  );
  setPodCondition(registry, pod, { type: "PodScheduled", status: "True" }, "kube-apiserver");
}

/** Sets a condition of a pod as the scheduler does; unchanged ones are not written again. */
export function setPodCondition(
  registry: Registry,
  pod: ApiObject,
  condition: JsonObject,
  manager = "kube-scheduler",
): void {
  const served = registry.catalog.builtIn("/pods");
  const target = {
    served,
    namespace: pod.metadata.namespace ?? "",
    name: pod.metadata.name,
    subresource: "status",
  } as const;
  registry.update(
    target,
    (old) => {
      const conditions = objectsAt(old, "status", "conditions");
      const before = conditions.find((each) => each["type"] === condition["type"]);
      const moved = before?.["status"] !== condition["status"];
      const since = moved ? timestamp(registry.now()) : before?.["lastTransitionTime"];
      const made = {
        ...condition,
        lastProbeTime: null,
        lastTransitionTime: since,
      };
      const others = conditions.filter((each) => each !== before);
      return { ...old, status: { ...objectAt(old, "status"), conditions: [...others, made] } };
    },
    { user: CONTROLLER, manager },
  );
}
