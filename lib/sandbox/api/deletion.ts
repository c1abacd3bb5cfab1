import { storeName } from "./calls";
import { objectAt, textsAt } from "./json";
import { strategyOf } from "./kinds/strategies";
import { timestamp, type ApiObject } from "./object";
import type { Registry, Target } from "./registry";
import { withMetadata } from "./write/compare";
import { conflict, forbidden } from "./status";

export interface DeleteOptions {
  gracePeriodSeconds?: number | undefined;
  propagationPolicy?: "Background" | "Foreground" | "Orphan" | undefined;
  uid?: string | undefined;
  resourceVersion?: string | undefined;
  dryRun?: boolean | undefined;
}

/** Still there, with its deletionTimestamp; or gone, as it was. */
export interface Deleted {
  object: ApiObject;
  gone: boolean;
}

const PROPAGATION = { Foreground: "foregroundDeletion", Orphan: "orphan" } as const;

/** Deletes, or begins to: finalizers, a namespace's content and a pod's grace are waited for. */
export function deleteObject(
  registry: Registry,
  target: Omit<Target, "subresource">,
  options: DeleteOptions,
): Deleted {
  const { resource } = target.served;
  const object = registry.get(target);
  checkPreconditions(object, target, options);
  const strategy = strategyOf(storeName(resource));
  strategy.admitDelete?.(object, { refuse: (because) => forbidden(resource, target.name, because) });
  const grace = strategy.grace?.(object, options.gracePeriodSeconds) ?? 0;
  const finalizers = finalizersFor(object, options);
  const waits = grace > 0 || finalizers.length > 0 || textsAt(object, "spec", "finalizers").length > 0;
  if (!waits) {
    if (options.dryRun !== true) registry.store.remove(storeName(resource), target.namespace, target.name);
    return {
      object: strategy.grace === undefined ? object : mark(registry.now(), object, [], 0),
      gone: true,
    };
  }
  const marked = mark(registry.now(), object, finalizers, strategy.grace === undefined ? 0 : grace);
  if (options.dryRun === true || marked === object) return { object: marked, gone: false };
  return { object: registry.writeSystem(resource, marked), gone: false };
}

function checkPreconditions(
  object: ApiObject,
  { served, name }: Omit<Target, "subresource">,
  options: DeleteOptions,
): void {
  const { resource } = served;
  const { uid, resourceVersion } = object.metadata;
  const subject = { group: resource.group, plural: resource.kind };
  if (options.uid !== undefined && options.uid !== uid)
    throw conflict(
      subject,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}

function finalizersFor(object: ApiObject, { propagationPolicy }: DeleteOptions): string[] {
  const own = object.metadata.finalizers ?? [];
  if (propagationPolicy === undefined) return own;
  const others = own.filter((each) => each !== "foregroundDeletion" && each !== "orphan");
  return propagationPolicy === "Background" ? others : [...others, PROPAGATION[propagationPolicy]];
}

function mark(now: number, object: ApiObject, finalizers: string[], grace: number): ApiObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  const sooner = deletionTimestamp === undefined || grace < (deletionGracePeriodSeconds ?? 0);
  const same = finalizers.length === (object.metadata.finalizers ?? []).length;
  if (!sooner && same) return object;
  const marked = withMetadata(object, {
    finalizers: finalizers.length === 0 ? undefined : finalizers,
    ...(sooner
      ? {
          deletionTimestamp: timestamp(now + grace * 1000),
          deletionGracePeriodSeconds: grace,
          ...(generation === undefined || deletionTimestamp !== undefined
            ? {}
            : { generation: generation + 1 }),
        }
      : {}),
  });
  if (object.kind !== "Namespace") return marked;
  return { ...marked, status: { ...objectAt(object, "status"), phase: "Terminating" } };
}
