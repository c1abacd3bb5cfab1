import { groupVersion } from "./calls";
import type { Served } from "./catalog";
import { isObject, objectAt, textAt, type Json, type JsonObject } from "./json";
import { isApiObject, type ApiObject } from "./object";
import type { WriteOptions } from "./write-options";
import { decode, typeMismatch } from "./schema/decode";
import { badRequest } from "./status";

/** Decodes a body by the resource's schema and by the request's strictness. Throws 400. */
export function readObject(body: Json, { resource, schema }: Served, options: WriteOptions): ApiObject {
  if (!isObject(body)) throw badRequest("the body is not an object");
  const what = `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}`;
  const wanted = groupVersion(resource);
  const apiVersion = textAt(body, "apiVersion") ?? "";
  const kind = textAt(body, "kind") ?? "";
  if ((apiVersion !== "" && apiVersion !== wanted) || (kind !== "" && kind !== resource.kind))
    throw badRequest(
      apiVersion !== wanted
        ? `the API version in the data (${apiVersion}) does not match the expected API version (${wanted})`
        : `the kind in the data (${kind}) does not match the expected kind (${resource.kind})`,
    );
  const { value, unknown } = decode(body, schema);
  const wrong = resource.custom ? undefined : typeMismatch(value, schema);
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
