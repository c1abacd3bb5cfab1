import { randomUUID } from "node:crypto";
import { storeName, type Resource } from "./calls";
import type { Catalog, Served } from "./catalog";
import { objectAt, textAt, type Json, type JsonObject } from "./json";
import { strategyOf } from "./kinds/strategies";
import type { Surroundings } from "./kinds/strategy";
import { admitNamespace, metadataFaults, nameFaults } from "./kinds/metadata";
import { timestamp, type ApiObject } from "./object";
import { randomSuffix } from "./random";
import { readObject } from "./read-object";
import type { Schema } from "./schema/schema";
import { missing, validate } from "./schema/validate";
import {
  alreadyExists,
  ApiError,
  badRequest,
  conflict,
  invalid,
  notFound,
  OBJECT_MODIFIED,
  type Fault,
} from "./status";
import type { Store } from "./store";
import type { WriteOptions } from "./write-options";
import { checkTyped } from "./write/typed";
import { etcdKey } from "./write/etcd-key";
import { inVersion, sameExceptTimes, specChanged, withMetadata } from "./write/compare";
import { applyConfiguration, trackUpdate, type Manager } from "./write/managed-fields";

/** What is written: an object of a resource, or its `status`. */
export interface Target {
  served: Served;
  namespace: string;
  name: string;
  subresource: "" | "status";
}

/** Reads and writes objects by the rules of their kinds. Every refusal is an ApiError in the server's words. */
export class Registry {
  constructor(
    readonly store: Store,
    readonly catalog: Catalog,
    readonly now: () => number,
  ) {}

  get({ served, namespace, name }: Omit<Target, "subresource">): ApiObject {
    const found = this.store.get(storeName(served.resource), namespace, name);
    if (found === undefined) throw notFound(served.resource, name);
    return inVersion(found.object, served.resource);
  }

  create(served: Served, namespace: string, body: Json, options: WriteOptions): ApiObject {
    const target: Target = { served, namespace, name: "", subresource: "" };
    const object = readObject(body, served, options);
    const made = this.#prepare(object, target, options);
    return this.#insert(made, target, options, {
      name: options.manager,
      operation: "Update",
      subresource: "",
    });
  }

  /** Fills in what the server gives a new object, and refuses what its kind does not allow. */
  #prepare(object: ApiObject, { served, namespace }: Target, options: WriteOptions): ApiObject {
    const { resource } = served;
    const around = this.#around(served, options);
    const generated = textAt(object, "metadata", "generateName") ?? "";
    const name =
      object.metadata.name === "" && generated !== "" ? generated + randomSuffix() : object.metadata.name;
    const {
      namespace: _body,
      resourceVersion: _revision,
      managedFields: _fields,
      ...given
    } = object.metadata;
    if (textAt(object, "metadata", "resourceVersion") !== undefined && object.metadata.resourceVersion !== "")
      throw new ApiError(500, "", "resourceVersion should not be set on objects to be created");
    if (resource.namespaced) admitNamespace(this.store, resource, name, namespace);
    const { deletionTimestamp: _deletion, deletionGracePeriodSeconds: _grace, ...kept } = given;
    const fresh: ApiObject = {
      ...object,
      metadata: {
        ...kept,
        name,
        ...(resource.namespaced ? { namespace } : {}),
        uid: randomUUID(),
        creationTimestamp: timestamp(around.now),
        ...(resource.generation ? { generation: 1 } : {}),
      },
    };
    if (resource.subresources.has("status")) delete fresh["status"];
    const made = strategyOf(storeName(resource)).create?.(fresh, around) ?? fresh;
    this.#check(made, undefined, around);
    return made;
  }

  #insert(made: ApiObject, { served }: Target, options: WriteOptions, manager: Manager): ApiObject {
    const tracked = trackUpdate(undefined, made, served.schema, manager, this.now());
    return this.#store(tracked, served, options);
  }

  #store(made: ApiObject, { resource }: Served, options: WriteOptions): ApiObject {
    const { name, namespace } = made.metadata;
    if (this.store.get(storeName(resource), namespace, name) !== undefined)
      throw alreadyExists(resource, name);
    if (options.dryRun === true) return made;
    return this.store.put(storeName(resource), made).object;
  }

  /** Replaces or patches: `change` makes the new object of the old one. */
  update(target: Target, change: (old: ApiObject) => Json, options: WriteOptions): ApiObject {
    const old = this.get(target);
    const next = readObject(change(old), target.served, options);
    const manager: Manager = { name: options.manager, operation: "Update", subresource: target.subresource };
    const { served } = target;
    return this.#replace(target, old, next, options, (written) =>
      trackUpdate(old, written, served.schema, manager, this.now()),
    );
  }

  /** Server-side apply; makes the object when there is none. */
  apply(
    target: Target,
    body: JsonObject,
    force: boolean,
    options: WriteOptions,
  ): { object: ApiObject; created: boolean } {
    const { served, namespace, name, subresource } = target;
    if (
      textAt(body, "metadata", "managedFields") !== undefined ||
      Array.isArray(objectAt(body, "metadata")["managedFields"])
    )
      throw badRequest("metadata.managedFields must be nil");
    const manager: Manager = { name: options.manager, operation: "Apply", subresource };
    const applied = this.#applied(body, target);
    const live = this.store.get(storeName(served.resource), namespace, name)?.object;
    const reset = this.#resetFields(target);
    const { merged, finish } = applyConfiguration(live, applied, served.schema, manager, { force, reset });
    if (live === undefined) {
      if (subresource !== "") throw notFound(served.resource, name);
      const made = this.#prepare(readObject(merged, served, options), target, options);
      return { object: this.#store(finish(made, this.now()), served, options), created: true };
    }
    const next = readObject(merged, served, { ...options, validation: "Ignore" });
    return {
      object: this.#replace(target, live, next, options, (written) => finish(written, this.now())),
      created: false,
    };
  }

  #resetFields({ served, subresource }: Target): string[][] {
    if (subresource === "status") return [["f:spec"], ["f:metadata"]];
    return served.resource.subresources.has("status") ? [["f:status"]] : [];
  }

  /** Strict errors of an applied configuration, before anything is merged. */
  #applied(body: JsonObject, target: Target): JsonObject {
    const { name, namespace, served } = target;
    const metadata = objectAt(body, "metadata");
    const named = { ...body, metadata: { ...metadata, name: metadata["name"] ?? name } };
    checkTyped(named, served.resource, served.schema);
    return served.resource.namespaced ? { ...named, metadata: { ...named.metadata, namespace } } : named;
  }

  #replace(
    target: Target,
    old: ApiObject,
    next: ApiObject,
    options: WriteOptions,
    track: (written: ApiObject) => ApiObject,
  ): ApiObject {
    const { served, subresource } = target;
    const { resource } = served;
    this.#checkIdentity(target, old, next);
    const around = this.#around(served, options);
    let written = this.#carry(old, next, target);
    const strategy = strategyOf(storeName(resource));
    if (subresource === "") written = strategy.update?.(written, old, around) ?? written;
    this.#check(written, old, around);
    if (resource.generation && subresource === "" && specChanged(old, written))
      written = withMetadata(written, { generation: (old.metadata.generation ?? 0) + 1 });
    const tracked = track(written);
    if (sameExceptTimes(old, tracked)) return old;
    if (options.dryRun === true) return tracked;
    return this.#write(resource, tracked);
  }

  #write(resource: Resource, object: ApiObject): ApiObject {
    const { name, namespace, deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata;
    const done = deletionTimestamp !== undefined && (finalizers ?? []).length === 0;
    const stored = this.store.put(storeName(resource), object).object;
    if (
      done &&
      (deletionGracePeriodSeconds ?? 0) === 0 &&
      objectAt(object, "spec")["finalizers"] === undefined
    )
      this.store.remove(storeName(resource), namespace, name);
    return stored;
  }

  /** For the controllers and deletion: writes metadata that requests may not set. */
  writeSystem(resource: Resource, object: ApiObject): ApiObject {
    return this.#write(resource, object);
  }

  #checkIdentity({ served, name, namespace }: Target, old: ApiObject, next: ApiObject): void {
    const { resource } = served;
    if (next.metadata.name !== name)
      throw badRequest(
        `the name of the object (${next.metadata.name}) does not match the name on the URL (${name})`,
      );
    const given = next.metadata.namespace ?? "";
    if (resource.namespaced && given !== "" && given !== namespace)
      throw badRequest(
        "the namespace of the provided object does not match the namespace sent on the request",
      );
    const uid = next.metadata.uid ?? "";
    if (uid !== "" && uid !== old.metadata.uid)
      throw conflict(
        resource,
        name,
        `StorageError: invalid object, Code: 4, Key: ${etcdKey(resource, old)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
      );
    const revision = next.metadata.resourceVersion ?? "";
    if (revision !== "" && revision !== "0" && revision !== old.metadata.resourceVersion)
      throw conflict(resource, name, OBJECT_MODIFIED);
  }

  /** The new object with what requests cannot change taken from the old one. */
  #carry(old: ApiObject, next: ApiObject, { served, subresource }: Target): ApiObject {
    const { resource } = served;
    const system: JsonObject = {};
    const fields = [
      "uid",
      "namespace",
      "creationTimestamp",
      "generation",
      "deletionTimestamp",
      "deletionGracePeriodSeconds",
      "managedFields",
      "resourceVersion",
      "generateName",
    ];
    for (const field of fields) {
      system[field] = old.metadata[field];
      if (system[field] === undefined) delete system[field];
    }
    const {
      deletionTimestamp: _a,
      deletionGracePeriodSeconds: _b,
      managedFields: _c,
      ...given
    } = next.metadata;
    const metadata = { ...given, ...system, name: old.metadata.name };
    if (subresource === "status") {
      const { status: _old, ...rest } = old;
      const status = next["status"] === undefined ? {} : { status: next["status"] };
      return {
        ...rest,
        ...status,
        apiVersion: next.apiVersion,
        kind: old.kind,
        metadata: resource.custom ? old.metadata : metadata,
      };
    }
    if (!resource.subresources.has("status")) return { ...next, metadata };
    const { status: _new, ...rest } = next;
    const status = old["status"] === undefined ? {} : { status: old["status"] };
    return { ...rest, ...status, apiVersion: next.apiVersion, kind: next.kind, metadata };
  }

  #check(object: ApiObject, old: ApiObject | undefined, around: Surroundings): void {
    const { resource, schema } = around.served;
    const faults = [
      ...(old === undefined ? nameFaults(resource, object.metadata) : []),
      ...metadataFaults(object),
      ...(resource.custom ? validate(object, schema) : this.#missing(object, old, schema)),
      ...(strategyOf(storeName(resource)).validate?.(object, old, around) ?? []),
    ];
    if (faults.length > 0) throw invalid(resource, object.metadata.name, faults);
  }

  /** Required fields of a built-in type's spec, unless it is the one that has been checked before. */
  #missing(object: ApiObject, old: ApiObject | undefined, schema: Schema | undefined): Fault[] {
    const { spec } = object;
    if (spec !== undefined && spec === old?.["spec"]) return [];
    return missing(objectAt(spec), schema?.properties?.get("spec"), "spec");
  }

  #around(served: Served, options: WriteOptions): Surroundings {
    return {
      store: this.store,
      served,
      user: options.user,
      now: this.now(),
      warn: options.warn ?? (() => {}),
    };
  }
}
