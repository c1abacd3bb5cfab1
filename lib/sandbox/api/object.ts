import { isObject, objectsAt, type Json, type JsonObject } from "./json";

export interface OwnerReference extends JsonObject {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

export interface Metadata extends JsonObject {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  finalizers?: string[];
}

/** An object as it is stored. Never changed in place: a change makes a new one, so readers may keep it. */
export interface ApiObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
}

/** True of what can be stored; the schema has been checked before, so the rest of the metadata has its types. */
export function isApiObject(value: Json | undefined): value is ApiObject {
  return (
    isObject(value) &&
    typeof value["apiVersion"] === "string" &&
    typeof value["kind"] === "string" &&
    isObject(value["metadata"]) &&
    typeof value["metadata"]["name"] === "string"
  );
}

export function ownersOf(object: ApiObject): readonly OwnerReference[] {
  return objectsAt(object, "metadata", "ownerReferences").filter(isOwnerReference);
}

function isOwnerReference(value: JsonObject): value is OwnerReference {
  return typeof value["uid"] === "string" && typeof value["kind"] === "string";
}

export function controllerOf(object: ApiObject): OwnerReference | undefined {
  return ownersOf(object).find((owner) => owner["controller"] === true);
}

export function ownerReference(owner: ApiObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** RFC 3339 in whole seconds, as metav1.Time prints it. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** metav1.MicroTime. */
export function microTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
