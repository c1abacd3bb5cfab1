import { createHash } from "node:crypto";
import { deleteObject } from "../deletion";
import { mapAt, numberAt, objectAt, sameJson, textAt, type Json, type JsonObject } from "../json";
import { controllerOf, ownerReference, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { CONTROLLER } from "../user";
import { conditions, share } from "./deployment-conditions";
import { record } from "./events";
import { itself, splitKey, type Controller } from "./loop";

const REPLICA_SETS = "apps/replicasets";
const DEPLOYMENTS = "apps/deployments";
const HASH = "pod-template-hash";
const REVISION = "deployment.kubernetes.io/revision";
const OPTIONS = { user: CONTROLLER, manager: "kube-controller-manager" };
const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** Ten letters of the alphabet that real hashes are written in; the hash itself is ours. */
function templateHash(template: Json): string {
  const bytes = createHash("sha256").update(JSON.stringify(template)).digest().subarray(0, 10);
  return [...bytes].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** Keeps a ReplicaSet for each Deployment's template and moves the replicas over, within surge and unavailability. */
export function deploymentController(registry: Registry): Controller {
  const { store } = registry;
  return {
    watches: {
      [DEPLOYMENTS]: itself,
      [REPLICA_SETS]: ({ current: { object } }) => {
        const owner = controllerOf(object);
        return owner?.kind === "Deployment" ? [`${object.metadata.namespace}/${owner.name}`] : [];
      },
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      const deployment = store.get(DEPLOYMENTS, namespace, name)?.object;
      if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
      const owned = store
        .list(REPLICA_SETS, namespace)
        .map(({ object }) => object)
        .filter((object) => controllerOf(object)?.uid === deployment.metadata.uid);
      const current = newest(registry, deployment, owned);
      const old = owned.filter((each) => each.metadata.uid !== current.metadata.uid);
      if (objectAt(deployment, "spec")["paused"] !== true) roll(registry, deployment, current, old);
      cleanUp(registry, deployment, old);
      const all = store
        .list(REPLICA_SETS, namespace)
        .map(({ object }) => object)
        .filter((object) => controllerOf(object)?.uid === deployment.metadata.uid);
      writeStatus(registry, deployment, current.metadata.name, all);
    },
  };
}

function templateOf(set: ApiObject): JsonObject {
  const template = objectAt(set, "spec", "template");
  const { [HASH]: _hash, ...labels } = mapAt(template, "metadata", "labels");
  return { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
}

/** The set of the present template, made when there is none. */
function newest(registry: Registry, deployment: ApiObject, owned: readonly ApiObject[]): ApiObject {
  const template = objectAt(deployment, "spec", "template");
  const labels = mapAt(template, "metadata", "labels");
  const same = { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
  const found = owned.find((each) => sameJson(templateOf(each), same));
  const revision = Math.max(
    0,
    ...owned.map((each) => Number(mapAt(each, "metadata", "annotations")[REVISION] ?? 0)),
  );
  const { namespace = "", name } = deployment.metadata;
  if (found !== undefined) return found;
  const hash = templateHash(template);
  const { wanted, surge } = limitsOf(deployment);
  const replicas = mayHave(deployment, 0, owned);
  const marked = { ...labels, [HASH]: hash };
  const spec = objectAt(deployment, "spec");
  const made = registry.create(
    registry.catalog.builtIn(REPLICA_SETS),
    namespace,
    {
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: marked,
        annotations: {
          ...mapAt(deployment, "metadata", "annotations"),
          "deployment.kubernetes.io/desired-replicas": String(wanted),
          "deployment.kubernetes.io/max-replicas": String(wanted + surge),
          [REVISION]: String(revision + 1),
        },
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas,
        ...(spec["minReadySeconds"] === undefined ? {} : { minReadySeconds: spec["minReadySeconds"] }),
        selector: {
          ...objectAt(spec, "selector"),
          matchLabels: { ...mapAt(spec, "selector", "matchLabels"), [HASH]: hash },
        },
        template: { ...template, metadata: { ...objectAt(template, "metadata"), labels: marked } },
      },
    },
    OPTIONS,
  );
  annotateRevision(registry, deployment, revision + 1);
  if (replicas > 0) tellScaling(registry, deployment, made.metadata.name, 0, replicas);
  return made;
}

function annotateRevision(registry: Registry, { metadata }: ApiObject, revision: number): void {
  const { name, namespace = "" } = metadata;
  registry.update(
    { served: registry.catalog.builtIn(DEPLOYMENTS), namespace, name, subresource: "" },
    (old) => {
      const annotations = { ...mapAt(old, "metadata", "annotations"), [REVISION]: String(revision) };
      return { ...old, metadata: { ...old.metadata, annotations } };
    },
    OPTIONS,
  );
}

const replicasOf = (object: ApiObject): number => numberAt(object, "spec", "replicas") ?? 0;
const availableOf = (object: ApiObject): number => numberAt(object, "status", "availableReplicas") ?? 0;

interface Limits {
  wanted: number;
  /** Pods above the wanted number while rolling. */
  surge: number;
  /** Pods that must stay available. */
  least: number;
}

function limitsOf(deployment: ApiObject): Limits {
  const wanted = replicasOf(deployment);
  const strategy = objectAt(deployment, "spec", "strategy");
  if (textAt(strategy, "type") === "Recreate") return { wanted, surge: 0, least: 0 };
  const rolling = objectAt(strategy, "rollingUpdate");
  const surge = share(rolling["maxSurge"], wanted, Math.ceil);
  const unavailable = share(rolling["maxUnavailable"], wanted, Math.floor);
  return { wanted, surge, least: wanted - (surge === 0 && unavailable === 0 ? 1 : unavailable) };
}

const sumOf = (sets: readonly ApiObject[], count: (set: ApiObject) => number): number =>
  sets.reduce((sum, each) => sum + count(each), 0);

/** How many the new set may have beside the old ones. */
function mayHave(deployment: ApiObject, present: number, old: readonly ApiObject[]): number {
  const { wanted, surge } = limitsOf(deployment);
  const others = sumOf(old, replicasOf);
  if (textAt(deployment, "spec", "strategy", "type") === "Recreate" && others > 0) return present;
  return Math.min(wanted, Math.max(present, wanted + surge - others));
}

/** Unhealthy old pods go first, then as many healthy ones as the available new ones replace. */
function roll(
  registry: Registry,
  deployment: ApiObject,
  current: ApiObject,
  old: readonly ApiObject[],
): void {
  const { least } = limitsOf(deployment);
  const present = mayHave(deployment, replicasOf(current), old);
  scale(registry, deployment, current, present);
  const unready = present - availableOf(current);
  let spare = sumOf(old, replicasOf) + present - least - unready;
  let healthy = sumOf([...old, current], availableOf) - least;
  for (const each of old) {
    const sick = Math.min(replicasOf(each) - availableOf(each), Math.max(0, spare));
    const well = Math.min(availableOf(each), Math.max(0, healthy), Math.max(0, spare - sick));
    spare -= sick + well;
    healthy -= well;
    if (sick + well > 0) scale(registry, deployment, each, replicasOf(each) - sick - well);
  }
}

function scale(registry: Registry, deployment: ApiObject, set: ApiObject, replicas: number): void {
  const before = replicasOf(set);
  if (before === replicas) return;
  const { namespace = "", name } = set.metadata;
  registry.update(
    { served: registry.catalog.builtIn(REPLICA_SETS), namespace, name, subresource: "" },
    (old) => ({ ...old, spec: { ...objectAt(old, "spec"), replicas } }),
    OPTIONS,
  );
  tellScaling(registry, deployment, name, before, replicas);
}

function tellScaling(registry: Registry, about: ApiObject, set: string, from: number, to: number): void {
  const message = `Scaled ${to > from ? "up" : "down"} replica set ${set} from ${from} to ${to}`;
  record(registry, {
    about,
    type: "Normal",
    reason: "ScalingReplicaSet",
    message,
    component: "deployment-controller",
  });
}

/** Empty old sets beyond the history limit go. */
function cleanUp(registry: Registry, deployment: ApiObject, old: readonly ApiObject[]): void {
  const limit = numberAt(deployment, "spec", "revisionHistoryLimit") ?? 10;
  const empty = old
    .filter((each) => replicasOf(each) === 0 && (numberAt(each, "status", "replicas") ?? 0) === 0)
    .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
  for (const { metadata } of empty.slice(0, Math.max(0, empty.length - limit)))
    deleteObject(
      registry,
      {
        served: registry.catalog.builtIn(REPLICA_SETS),
        namespace: metadata.namespace ?? "",
        name: metadata.name,
      },
      { propagationPolicy: "Background" },
    );
}

const sum = (field: string, of: readonly ApiObject[]): number =>
  sumOf(of, (each) => numberAt(each, "status", field) ?? 0);

function writeStatus(
  registry: Registry,
  { metadata }: ApiObject,
  current: string,
  sets: readonly ApiObject[],
): void {
  const { namespace = "", name } = metadata;
  registry.update(
    { served: registry.catalog.builtIn(DEPLOYMENTS), namespace, name, subresource: "status" },
    (old) => {
      const wanted = replicasOf(old);
      const replicas = sum("replicas", sets);
      const updated = sum(
        "replicas",
        sets.filter((each) => each.metadata.name === current),
      );
      const ready = sum("readyReplicas", sets);
      const available = sum("availableReplicas", sets);
      const counts = {
        replicas,
        updatedReplicas: updated,
        readyReplicas: ready,
        availableReplicas: available,
        unavailableReplicas: Math.max(0, sumOf(sets, replicasOf) - available),
      };
      const present = Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
      const done = updated === wanted && available === wanted && replicas === wanted;
      return {
        ...old,
        status: {
          observedGeneration: old.metadata.generation,
          ...present,
          terminatingReplicas: 0,
          conditions: conditions(old, { available, wanted, done, current, now: registry.now() }),
        },
      };
    },
    OPTIONS,
  );
}
