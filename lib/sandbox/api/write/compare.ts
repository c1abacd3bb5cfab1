import { groupVersion, type Resource } from "../calls";
import { objectsAt, sameJson, type Json, type JsonObject } from "../json";
import type { ApiObject, Metadata } from "../object";

/** The object with some of its metadata changed; undefined takes a field away. */
export function withMetadata(object: ApiObject, changes: JsonObject): ApiObject {
  const metadata: Metadata = { ...object.metadata, ...changes, name: object.metadata.name };
  for (const key of Object.keys(metadata)) if (metadata[key] === undefined) delete metadata[key];
  return { ...object, metadata };
}

/** True when anything but metadata and status differs: that raises the generation. */
export function specChanged(old: ApiObject, next: ApiObject): boolean {
  const { metadata: _a, status: _b, ...before } = old;
  const { metadata: _c, status: _d, ...after } = next;
  return !sameJson(before, after);
}

/** True when a write changes nothing but the times of its managed fields. */
export function sameExceptTimes(old: ApiObject, next: ApiObject): boolean {
  const { managedFields: _a, ...before } = old.metadata;
  const { managedFields: _b, ...after } = next.metadata;
  return (
    sameJson({ ...old, metadata: { ...before } }, { ...next, metadata: { ...after } }) &&
    sameJson(ownership(old), ownership(next))
  );
}

/** Who owns what, without when. */
function ownership(object: ApiObject): Json[] {
  return objectsAt(object, "metadata", "managedFields").map(({ time: _time, ...entry }) => entry);
}

/** The object in the version that was asked for; kinds here have the same fields in all of theirs. */
export function inVersion(object: ApiObject, resource: Resource): ApiObject {
  const apiVersion = groupVersion(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
