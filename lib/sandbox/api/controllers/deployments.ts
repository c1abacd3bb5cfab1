import { createHash } from "node:crypto";
import { deleteObject } from "../deletion";
import { mapAt, numberAt, objectAt, objectsAt, sameJson, textAt, type Json, type JsonObject } from "../json";
import { controllerOf, ownerReference, timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { CONTROLLER } from "../user";
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

/** `25%` of a number, or the number itself. */
function share(value: Json | undefined, of: number, round: (n: number) => number): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? round((Number.parseInt(value, 10) * of) / 100) : 0;
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
  const wanted = { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
  const found = owned.find((each) => sameJson(templateOf(each), wanted));
  const revision = Math.max(
    0,
    ...owned.map((each) => Number(mapAt(each, "metadata", "annotations")[REVISION] ?? 0)),
  );
  const { namespace = "", name } = deployment.metadata;
  if (found !== undefined) return found;
  const hash = templateHash(template);
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
        annotations: { ...mapAt(deployment, "metadata", "annotations"), [REVISION]: String(revision + 1) },
        ownerReferences: [ownerReference(deployment)],
      },
      spec: {
        replicas: 0,
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

function roll(
  registry: Registry,
  deployment: ApiObject,
  current: ApiObject,
  old: readonly ApiObject[],
): void {
  const wanted = replicasOf(deployment);
  const strategy = objectAt(deployment, "spec", "strategy");
  const recreate = textAt(strategy, "type") === "Recreate";
  const surge = recreate ? 0 : share(objectAt(strategy, "rollingUpdate")["maxSurge"], wanted, Math.ceil);
  const given = share(objectAt(strategy, "rollingUpdate")["maxUnavailable"], wanted, Math.floor);
  const unavailable = recreate ? wanted : surge === 0 && given === 0 ? 1 : given;
  const oldReplicas = old.reduce((sum, each) => sum + replicasOf(each), 0);
  const room = Math.max(0, wanted + surge - oldReplicas - replicasOf(current));
  const grown = recreate && oldReplicas > 0 ? replicasOf(current) : replicasOf(current) + room;
  scale(registry, deployment, current, Math.min(wanted, grown));
  const available = [...old, current].reduce((sum, each) => sum + availableOf(each), 0);
  let spare = available - (wanted - unavailable);
  for (const each of old) {
    const unready = replicasOf(each) - availableOf(each);
    const down = Math.min(replicasOf(each), unready + Math.max(0, spare));
    spare -= Math.max(0, down - unready);
    if (down > 0) scale(registry, deployment, each, replicasOf(each) - down);
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
  const way = replicas > before ? "up" : "down";
  record(registry, {
    about: deployment,
    type: "Normal",
    reason: "ScalingReplicaSet",
    message: `Scaled ${way} replica set ${name} from ${before} to ${replicas}`,
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
  of.reduce((total, each) => total + (numberAt(each, "status", field) ?? 0), 0);

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
        unavailableReplicas: Math.max(0, wanted - available),
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

interface Progress {
  available: number;
  wanted: number;
  done: boolean;
  current: string;
  now: number;
}

function conditions(
  deployment: ApiObject,
  { available, wanted, done, current, now }: Progress,
): JsonObject[] {
  const strategy = objectAt(deployment, "spec", "strategy", "rollingUpdate");
  const enough = available >= wanted - share(strategy["maxUnavailable"], wanted, Math.floor);
  const set = (type: string, status: string, reason: string, message: string): JsonObject => {
    const before = objectsAt(deployment, "status", "conditions").find((each) => each["type"] === type);
    if (before?.["status"] === status && before["reason"] === reason) return before;
    const moved = before?.["status"] === status ? before["lastTransitionTime"] : timestamp(now);
    return { type, status, lastUpdateTime: timestamp(now), lastTransitionTime: moved, reason, message };
  };
  return [
    enough
      ? set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
      : set(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.",
        ),
    done
      ? set(
          "Progressing",
          "True",
          "NewReplicaSetAvailable",
          `ReplicaSet "${current}" has successfully progressed.`,
        )
      : set("Progressing", "True", "ReplicaSetUpdated", `ReplicaSet "${current}" is progressing.`),
  ];
}
