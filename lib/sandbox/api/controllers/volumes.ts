import { listAt, objectAt, objectsAt, sameJson, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { quantity } from "../quantity";
import type { Registry } from "../registry";
import { withMetadata } from "../write/compare";
import { CONTROLLER } from "../user";
import { record } from "./events";
import { itself, splitKey, type Controller } from "./loop";

const CLAIMS = "/persistentvolumeclaims";
const VOLUMES = "/persistentvolumes";
const OPTIONS = { user: CONTROLLER, manager: "kube-controller-manager" };

export const SELECTED_NODE = "volume.kubernetes.io/selected-node";

/** Binds claims to volumes, asks the provisioner for those that are missing, releases volumes of gone claims. */
export function volumeController(registry: Registry): Controller {
  const { store } = registry;
  return {
    watches: {
      [CLAIMS]: itself,
      [VOLUMES]: ({ current: { object } }) => {
        const claim = objectAt(object, "spec", "claimRef");
        return [
          `/${object.metadata.name}`,
          ...(claim["name"] === undefined ? [] : [`${textAt(claim, "namespace")}/${textAt(claim, "name")}`]),
        ];
      },
      "/pods": ({ current: { object } }) =>
        claimNames(object).map((name) => `${object.metadata.namespace}/${name}`),
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      if (namespace === "") return release(registry, name);
      const claim = store.get(CLAIMS, namespace, name)?.object;
      if (claim === undefined) return releaseOf(registry, namespace, name);
      if (claim.metadata.deletionTimestamp !== undefined) return unprotect(registry, claim);
      if (textAt(claim, "status", "phase") === "Bound") return;
      const volume = volumeFor(registry, claim);
      if (volume === undefined) askForVolume(registry, claim);
      else bind(registry, claim, volume);
    },
  };
}

export const claimNames = (pod: ApiObject): string[] =>
  objectsAt(pod, "spec", "volumes").flatMap(
    (volume) => textAt(volume, "persistentVolumeClaim", "claimName") ?? [],
  );

/** A deleted claim stays while a pod uses it. */
function unprotect(registry: Registry, claim: ApiObject): void {
  const { namespace, name, finalizers = [] } = claim.metadata;
  const used = registry.store
    .list("/pods", namespace)
    .some(({ object }) => claimNames(object).includes(name) && !isOver(object));
  const left = finalizers.filter((each) => each !== "kubernetes.io/pvc-protection");
  if (used || left.length === finalizers.length) return;
  const { resource } = registry.catalog.builtIn(CLAIMS);
  registry.writeSystem(resource, withMetadata(claim, { finalizers: left.length === 0 ? undefined : left }));
}

const isOver = (pod: ApiObject): boolean =>
  ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");

function volumeFor(registry: Registry, claim: ApiObject): ApiObject | undefined {
  const { name, namespace, uid } = claim.metadata;
  const wanted = quantity(objectAt(claim, "spec", "resources", "requests")["storage"]);
  const volumes = registry.store.list(VOLUMES).map(({ object }) => object);
  const reserved = volumes.find((volume) => {
    const reference = objectAt(volume, "spec", "claimRef");
    const same = reference["name"] === name && reference["namespace"] === namespace;
    return same && (reference["uid"] === undefined || reference["uid"] === uid);
  });
  if (reserved !== undefined || waitsForPod(registry, claim)) return reserved;
  return volumes.find(
    (volume) =>
      objectAt(volume, "spec")["claimRef"] === undefined &&
      textAt(volume, "status", "phase") === "Available" &&
      textAt(volume, "spec", "storageClassName") === textAt(claim, "spec", "storageClassName") &&
      quantity(objectAt(volume, "spec", "capacity")["storage"]) >= wanted,
  );
}

function classOf(registry: Registry, claim: ApiObject): ApiObject | undefined {
  const name = textAt(claim, "spec", "storageClassName") ?? "";
  return registry.store.get("storage.k8s.io/storageclasses", undefined, name)?.object;
}

function waitsForPod(registry: Registry, claim: ApiObject): boolean {
  const waits = textAt(classOf(registry, claim), "volumeBindingMode") === "WaitForFirstConsumer";
  return waits && textAt(claim, "metadata", "annotations", SELECTED_NODE) === undefined;
}

/** Names the provisioner on the claim; a stand-in (on real clusters a CSI driver) makes the volume. */
function askForVolume(registry: Registry, claim: ApiObject): void {
  const storage = classOf(registry, claim);
  const tell = (reason: string, message: string, type: "Normal" | "Warning" = "Normal"): void =>
    once(registry, claim, { reason, message, type });
  if (storage === undefined) {
    const name = textAt(claim, "spec", "storageClassName");
    if (name === undefined || name === "")
      tell("FailedBinding", "no persistent volumes available for this claim and no storage class is set");
    else tell("ProvisioningFailed", `storageclass.storage.k8s.io "${name}" not found`, "Warning");
    return;
  }
  if (waitsForPod(registry, claim))
    return tell("WaitForFirstConsumer", "waiting for first consumer to be created before binding");
  const provisioner = textAt(storage, "provisioner") ?? "";
  const { name, namespace = "" } = claim.metadata;
  const marks = {
    "volume.beta.kubernetes.io/storage-provisioner": provisioner,
    "volume.kubernetes.io/storage-provisioner": provisioner,
  };
  registry.update(
    { served: registry.catalog.builtIn(CLAIMS), namespace, name, subresource: "" },
    (old) => annotated(old, marks),
    OPTIONS,
  );
  tell(
    "ExternalProvisioning",
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
  );
}

const annotated = (object: ApiObject, marks: JsonObject): ApiObject =>
  withMetadata(object, { annotations: { ...objectAt(object, "metadata", "annotations"), ...marks } });

/** The same event about the same claim is told once. */
function once(
  registry: Registry,
  about: ApiObject,
  occurrence: { reason: string; message: string; type: "Normal" | "Warning" },
): void {
  const told = registry.store
    .list("/events", about.metadata.namespace)
    .some(
      ({ object }) =>
        textAt(object, "involvedObject", "uid") === about.metadata.uid &&
        object["reason"] === occurrence.reason &&
        object["message"] === occurrence.message,
    );
  if (!told) record(registry, { about, component: "persistentvolume-controller", ...occurrence });
}

function bind(registry: Registry, claim: ApiObject, volume: ApiObject): void {
  const { name, namespace = "", uid, resourceVersion } = claim.metadata;
  const claimRef = {
    kind: "PersistentVolumeClaim",
    namespace,
    name,
    uid,
    apiVersion: "v1",
    resourceVersion,
  };
  const by = { "pv.kubernetes.io/bound-by-controller": "yes" };
  const ofVolume = { served: registry.catalog.builtIn(VOLUMES), namespace: "", name: volume.metadata.name };
  const reserved = objectAt(volume, "spec", "claimRef")["uid"] === uid;
  if (!reserved)
    registry.update(
      { ...ofVolume, subresource: "" },
      (old) => annotated({ ...old, spec: { ...objectAt(old, "spec"), claimRef } }, by),
      OPTIONS,
    );
  setPhase(registry, volume.metadata.name, "Bound");
  const target = { served: registry.catalog.builtIn(CLAIMS), namespace, name };
  registry.update(
    { ...target, subresource: "" },
    (old) =>
      annotated(
        { ...old, spec: { ...objectAt(old, "spec"), volumeName: volume.metadata.name } },
        { "pv.kubernetes.io/bind-completed": "yes", ...by },
      ),
    OPTIONS,
  );
  const status = {
    phase: "Bound",
    accessModes: [...listAt(volume, "spec", "accessModes")],
    capacity: objectAt(volume, "spec", "capacity"),
  };
  registry.update({ ...target, subresource: "status" }, (old) => ({ ...old, status }), OPTIONS);
}

function setPhase(registry: Registry, name: string, phase: string): void {
  registry.update(
    { served: registry.catalog.builtIn(VOLUMES), namespace: "", name, subresource: "status" },
    (old) => ({ ...old, status: { ...objectAt(old, "status"), phase } }),
    OPTIONS,
  );
}

function releaseOf(registry: Registry, namespace: string, name: string): void {
  for (const { object } of registry.store.list(VOLUMES)) {
    const claim = objectAt(object, "spec", "claimRef");
    if (claim["namespace"] === namespace && claim["name"] === name) release(registry, object.metadata.name);
  }
}

/** Sets the phase of a volume; a deleted one goes when no claim holds it. Its provisioner deletes released ones. */
function release(registry: Registry, name: string): void {
  const volume = registry.store.get(VOLUMES, undefined, name)?.object;
  if (volume === undefined) return;
  const claim = objectAt(volume, "spec", "claimRef");
  const held =
    claim["name"] !== undefined &&
    sameJson(
      registry.store.get(CLAIMS, textAt(claim, "namespace"), textAt(claim, "name") ?? "")?.object.metadata
        .uid,
      claim["uid"],
    );
  const { deletionTimestamp, finalizers = [] } = volume.metadata;
  if (deletionTimestamp !== undefined) {
    const left = finalizers.filter((each) => each !== "kubernetes.io/pv-protection");
    if (held || left.length === finalizers.length) return;
    const { resource } = registry.catalog.builtIn(VOLUMES);
    registry.writeSystem(
      resource,
      withMetadata(volume, { finalizers: left.length === 0 ? undefined : left }),
    );
    return;
  }
  const phase = textAt(volume, "status", "phase");
  if (claim["uid"] === undefined) {
    if (phase === "Pending") setPhase(registry, name, "Available");
  } else if (!held && phase === "Bound") setPhase(registry, name, "Released");
}
