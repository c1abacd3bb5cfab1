import { groupVersion, type Resource } from "./calls";
import type { Served } from "./catalog";
import { isObject, objectAt, textAt, type Json, type JsonObject } from "./json";
import { isApiObject, type ApiObject } from "./object";
import type { WriteOptions } from "./write-options";
import { decode } from "./schema/decode";
import { typeMismatch } from "./schema/go-types";
import { badRequest } from "./status";

/** Decodes a body by the resource's schema and by the request's strictness. Throws 400. */
export function readObject(body: Json, { resource, schema }: Served, options: WriteOptions): ApiObject {
  if (!isObject(body)) throw badRequest("the body is not an object");
  const what = `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}`;
  const wanted = groupVersion(resource);
  const apiVersion = textAt(body, "apiVersion") ?? "";
  const kind = textAt(body, "kind") ?? "";
  if ((apiVersion !== "" && apiVersion !== wanted) || (kind !== "" && kind !== resource.kind))
    throw badRequest(otherType(resource, apiVersion, kind));
  const { value, unknown } = decode(body, schema);
  const wrong = resource.custom ? undefined : typeMismatch(body, schema);
  if (wrong !== undefined) throw badRequest(`${what}: ${wrong}`);
  if (unknown.length > 0) reportUnknown(unknown, what, options);
  const metadata = objectAt(value, "metadata");
  const object: JsonObject = {
    ...(isObject(value) ? value : {}),
    apiVersion: wanted,
    kind: resource.kind,
    metadata: { ...metadata, name: metadata["name"] ?? "" },
  };
  if (!isApiObject(object)) throw badRequest(`${what}: metadata.name is not text`);
  return object;
}

function reportUnknown(unknown: readonly string[], what: string, options: WriteOptions): void {
  const texts = unknown.map((field) => `unknown field "${field}"`);
  if (options.validation === "Strict")
    throw badRequest(`${what}: strict decoding error: ${texts.join(", ")}`);
  if (options.validation !== "Ignore") for (const text of texts) options.warn?.(text);
}

/** Why a body of another type is refused; the Go names are those of the released server. */
function otherType(resource: Resource, apiVersion: string, kind: string): string {
  const wanted = groupVersion(resource);
  if (resource.custom)
    return apiVersion === wanted
      ? `the kind in the data (${kind}) does not match the expected kind (${resource.kind})`
      : `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`;
  const what = `${kind} in version "${apiVersion.split("/").at(-1)}" cannot be handled as a ${resource.kind}`;
  if (apiVersion !== wanted)
    return `${what}: no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
  const internal = resource.group === "" ? "core" : (resource.group.split(".")[0] ?? "");
  return `${what}: converting (${resource.version}.${kind}) to (${internal}.${resource.kind}): unknown conversion`;
}
