import { mapAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { formatQuantity, quantity } from "../quantity";
import { forbidden } from "../status";
import type { Store } from "../store";
import type { Surroundings } from "./strategy";

const QUOTAS = "/resourcequotas";
const COMPUTE = ["cpu", "memory", "ephemeral-storage"] as const;

/** What a pod or a claim counts for, by the names that quotas limit. */
function usageOf(object: ApiObject): Record<string, number> {
  if (object.kind === "PersistentVolumeClaim") {
    const storage = quantity(objectAt(object, "spec", "resources", "requests")["storage"]);
    const own = `${textAt(object, "spec", "storageClassName")}.storageclass.storage.k8s.io/`;
    return {
      persistentvolumeclaims: 1,
      "requests.storage": storage,
      [`${own}persistentvolumeclaims`]: 1,
      [`${own}requests.storage`]: storage,
    };
  }
  if (["Succeeded", "Failed"].includes(textAt(object, "status", "phase") ?? "")) return {};
  const usage: Record<string, number> = { pods: 1 };
  for (const name of COMPUTE)
    for (const kind of ["requests", "limits"] as const) {
      const total = totalOf(object, kind, name);
      usage[`${kind}.${name}`] = total;
      if (kind === "requests") usage[name] = total;
    }
  return usage;
}

/** Containers together, or the largest init container. */
function totalOf(pod: ApiObject, kind: "requests" | "limits", name: string): number {
  const of = (field: string): number[] =>
    objectsAt(pod, "spec", field).map((each) => quantity(objectAt(each, "resources", kind)[name]));
  const own = of("containers").reduce((sum, each) => sum + each, 0);
  return Math.max(own, ...of("initContainers"));
}

/** What a namespace uses of the resources that a quota names. */
export function usedOf(store: Store, quota: ApiObject): Record<string, string> {
  const { namespace } = quota.metadata;
  const objects = [...store.list("/pods", namespace), ...store.list("/persistentvolumeclaims", namespace)];
  const usages = objects.map(({ object }) => usageOf(object));
  const hard = Object.entries(mapAt(quota, "spec", "hard")).filter(([name]) => isCounted(name));
  return Object.fromEntries(
    hard.map(([name, limit]) => {
      const total = usages.reduce((sum, usage) => sum + (usage[name] ?? 0), 0);
      return [name, formatQuantity(total, limit)];
    }),
  );
}

/** Names that are counted here; a quota of any other is kept and counts nothing. */
const isCounted = (name: string): boolean =>
  /^(pods|persistentvolumeclaims|(requests\.|limits\.)?(cpu|memory|ephemeral-storage)|.*requests\.storage|.*\/persistentvolumeclaims)$/.test(
    name,
  );

/** Refuses what a quota of the namespace does not leave room for. Throws 403 in the words of the quota plugin. */
export function admitQuota(object: ApiObject, { store, served }: Surroundings): void {
  const { name, namespace } = object.metadata;
  for (const { object: quota } of store.list(QUOTAS, namespace)) {
    const hard = mapAt(quota, "spec", "hard");
    const refuse = (because: string): Error => forbidden(served.resource, name, because);
    const unset = unsetOf(object, Object.keys(hard));
    if (unset !== "") throw refuse(`failed quota: ${quota.metadata.name}: must specify ${unset}`);
    const usage = usageOf(object);
    const used = usedOf(store, quota);
    const over = Object.keys(hard)
      .filter(
        (each) => (usage[each] ?? 0) > 0 && quantity(used[each]) + (usage[each] ?? 0) > quantity(hard[each]),
      )
      .toSorted();
    if (over.length === 0) continue;
    const show = (of: (each: string) => string): string =>
      over.map((each) => `${each}=${of(each)}`).join(",");
    throw refuse(
      `exceeded quota: ${quota.metadata.name}, requested: ${show((each) => formatQuantity(usage[each] ?? 0, hard[each]))}, used: ${show((each) => used[each] ?? "0")}, limited: ${show((each) => hard[each] ?? "")}`,
    );
  }
}

/** `limits.cpu for: main`: where cpu or memory is limited, each container must say what it asks for. */
function unsetOf(object: ApiObject, limited: readonly string[]): string {
  if (object.kind !== "Pod") return "";
  const containers = [
    ...objectsAt(object, "spec", "containers"),
    ...objectsAt(object, "spec", "initContainers"),
  ];
  return limited
    .filter((name) => /^(requests\.|limits\.)?(cpu|memory)$/.test(name))
    .toSorted()
    .flatMap((name) => {
      const [kind = "requests", resource = name] = name.includes(".") ? name.split(".") : [];
      const without = containers.filter((each) => objectAt(each, "resources", kind)[resource] === undefined);
      return without.length === 0 ? [] : [`${name} for: ${namesOf(without)}`];
    })
    .join("; ");
}

const namesOf = (containers: readonly JsonObject[]): string =>
  containers
    .map((each) => textAt(each, "name") ?? "")
    .toSorted()
    .join(",");
