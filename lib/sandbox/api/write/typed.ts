import { groupVersion, type Resource } from "../calls";
import { isObject, textAt, type Json, type JsonObject } from "../json";
import { childSchema, type Schema } from "../schema/schema";
import { ApiError } from "../status";
import { itemKey } from "./merge";
import { readable } from "./field-set";

/** Refuses an applied configuration that its schema cannot type, as structured merge does: with 500. */
export function checkTyped(body: JsonObject, resource: Resource, schema: Schema | undefined): void {
  const faults = typed(body, schema, "");
  if (faults.length === 0) return;
  const [first] = faults;
  const list = faults.length === 1 ? first : ["errors:", ...faults.map((fault) => `  ${fault}`)].join("\n");
  const namespace = textAt(body, "metadata", "namespace") ?? "";
  const name = textAt(body, "metadata", "name") ?? "";
  const version = resource.group === "" ? `/${resource.version}` : groupVersion(resource);
  const what = `${namespace}/${name}; ${version}, Kind=${resource.kind}`;
  throw new ApiError(500, "", `failed to create typed patch object (${what}): ${list}`);
}

function typed(value: Json, schema: Schema | undefined, path: string): string[] {
  if (schema === undefined || value === null) return [];
  if (schema.intOrString === true)
    return isObject(value) || Array.isArray(value)
      ? [`${path}: expected any scalar, got ${gone(value)}`]
      : [];
  switch (schema.type) {
    case "object":
      return isObject(value) ? ofObject(value, schema, path) : [`${path}: expected map, got ${gone(value)}`];
    case "array":
      return Array.isArray(value)
        ? ofList(value, schema, path)
        : [`${path}: expected list, got ${gone(value)}`];
    case "string":
      return typeof value === "string"
        ? []
        : [`${path}: expected string, got &value.valueUnstructured{Value:${shown(value)}}`];
    case "integer":
    case "number":
      return typeof value === "number"
        ? []
        : [`${path}: expected numeric (int or float), got ${typeof value}`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path}: expected boolean, got ${gone(value)}`];
    case undefined:
      return [];
    default:
      return schema.type satisfies never;
  }
}

const shown = (value: Json): string => (isObject(value) || Array.isArray(value) ? "" : String(value));
/** How Go prints a wrapped value. */
const gone = (value: Json): string => `&{${shown(value)}}`;

function ofObject(value: JsonObject, schema: Schema, path: string): string[] {
  const open =
    schema.preserveUnknown === true || (schema.properties === undefined && schema.additional === undefined);
  return Object.entries(value).flatMap(([field, each]) => {
    const below = childSchema(schema, field);
    if (below === undefined) return open ? [] : [`${path}.${field}: field not declared in schema`];
    return typed(each ?? null, below, `${path}.${field}`);
  });
}

function ofList(value: readonly Json[], schema: Schema, path: string): string[] {
  return value.flatMap((item, index) => {
    const place = schema.listKeys === undefined ? `[${index}]` : readable(itemKey(item, schema));
    return typed(item, schema.items, `${path}${place}`);
  });
}
