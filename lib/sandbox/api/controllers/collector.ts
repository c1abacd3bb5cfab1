import { deleteObject } from "../deletion";
import { ownersOf, type ApiObject } from "../object";
import type { Registry, Target } from "../registry";
import { withMetadata } from "../write/compare";
import type { Change } from "../store";
import type { Controller } from "./loop";

type Place = { resource: string; namespace: string; name: string };
type Found = { object: ApiObject; target: Omit<Target, "subresource"> };

/** Where every living object is, and who depends on whom, by UID; kept up to date from all changes. */
class Family {
  readonly #places = new Map<string, Place>();
  readonly #dependents = new Map<string, Set<string>>();

  constructor(readonly registry: Registry) {}

  note({ type, resource, current: { object } }: Change): void {
    const { uid = "", namespace = "", name } = object.metadata;
    if (type === "DELETED") this.#places.delete(uid);
    else this.#places.set(uid, { resource, namespace, name });
    for (const owner of ownersOf(object)) {
      const dependents = this.#dependents.get(owner.uid) ?? new Set();
      if (type === "DELETED") dependents.delete(uid);
      else dependents.add(uid);
      if (dependents.size > 0) this.#dependents.set(owner.uid, dependents);
      else this.#dependents.delete(owner.uid);
    }
  }

  find(uid: string): Found | undefined {
    const place = this.#places.get(uid);
    const served = place === undefined ? undefined : this.registry.catalog.stored(place.resource);
    if (place === undefined || served === undefined) return undefined;
    const { namespace, name } = place;
    const stored = this.registry.store.get(place.resource, namespace, name);
    return stored === undefined ? undefined : { object: stored.object, target: { served, namespace, name } };
  }

  dependentsOf(uid: string): Found[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((each) => this.find(each) ?? []);
  }
}

/** Deletes what has lost all its owners, and carries out the finalizers `foregroundDeletion` and `orphan`. */
export function collectorController(registry: Registry): Controller {
  const family = new Family(registry);
  return {
    watches: {},
    watchAll(change) {
      family.note(change);
      const { uid = "", deletionTimestamp } = change.current.object.metadata;
      const going = change.type === "DELETED" || deletionTimestamp !== undefined ? [uid] : [];
      return [...going, ...ownersOf(change.current.object).map((owner) => owner.uid)];
    },
    reconcile(uid) {
      const owner = family.find(uid);
      const dependents = family.dependentsOf(uid);
      if (owner === undefined) {
        for (const dependent of dependents) collect(family, dependent);
        return;
      }
      if (owner.object.metadata.deletionTimestamp === undefined) return;
      const finalizers = owner.object.metadata.finalizers ?? [];
      if (finalizers.includes("orphan")) orphan(registry, owner, dependents);
      else if (finalizers.includes("foregroundDeletion")) deleteBefore(registry, owner, dependents);
    },
  };
}

function collect(family: Family, { object, target }: Found): void {
  const { deletionTimestamp, uid } = object.metadata;
  const owners = ownersOf(object);
  const isOwned = owners.length === 0 || owners.some((each) => family.find(each.uid) !== undefined);
  if (deletionTimestamp !== undefined || isOwned) return;
  deleteObject(family.registry, target, { propagationPolicy: "Background", uid });
}

function orphan(registry: Registry, owner: Found, dependents: readonly Found[]): void {
  for (const { object, target } of dependents) {
    const left = ownersOf(object).filter((each) => each.uid !== owner.object.metadata.uid);
    const ownerReferences = left.length === 0 ? undefined : left;
    registry.writeSystem(target.served.resource, withMetadata(object, { ownerReferences }));
  }
  dropFinalizer(registry, owner, "orphan");
}

function deleteBefore(registry: Registry, owner: Found, dependents: readonly Found[]): void {
  for (const { object, target } of dependents)
    if (object.metadata.deletionTimestamp === undefined)
      deleteObject(registry, target, { propagationPolicy: "Foreground" });
  const blocks = ({ object }: Found): boolean =>
    ownersOf(object).some(
      (each) => each.uid === owner.object.metadata.uid && each["blockOwnerDeletion"] === true,
    );
  if (!dependents.some(blocks)) dropFinalizer(registry, owner, "foregroundDeletion");
}

function dropFinalizer(registry: Registry, { object, target }: Found, finalizer: string): void {
  const left = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  const finalizers = left.length === 0 ? undefined : left;
  registry.writeSystem(target.served.resource, withMetadata(object, { finalizers }));
}
