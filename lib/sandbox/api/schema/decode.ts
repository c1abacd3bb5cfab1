import { isObject, type Json, type JsonObject } from "../json";
import { METADATA_SCHEMA } from "./built-in";
import { childSchema, type Schema } from "./schema";

/** What reading an object by its schema found; the value lacks the unknown fields. */
export interface Decoded {
  value: Json;
  /** `spec.cells[0].colour`, in the order of the document. */
  unknown: string[];
}

/** Values that came out of `decode`. Nothing changes them, so they are not read again where a write shares them. */
const decoded = new WeakSet<object>();

export const isDecoded = (value: Json): boolean =>
  typeof value === "object" && value !== null && decoded.has(value);

/** Takes unknown fields out and fills defaults in. `metadata` is read as ObjectMeta, whatever the schema says. */
export function decode(object: JsonObject, schema: Schema | undefined): Decoded {
  const unknown: string[] = [];
  const value: JsonObject = {};
  for (const [field, each] of Object.entries(object)) {
    if (each === undefined) continue;
    if (field === "metadata") value[field] = read(each, METADATA_SCHEMA, field, unknown);
    else if (field === "apiVersion" || field === "kind" || schema === undefined) value[field] = each;
    else if (childSchema(schema, field) === undefined && schema.preserveUnknown !== true) unknown.push(field);
    else value[field] = read(each, childSchema(schema, field), field, unknown);
  }
  return { value, unknown };
}

function read(value: Json, schema: Schema | undefined, path: string, unknown: string[]): Json {
  if (schema === undefined || isDecoded(value)) return value;
  if (Array.isArray(value)) {
    const list = value.map((item, index) => read(item, schema.items, `${path}[${index}]`, unknown));
    decoded.add(list);
    return list;
  }
  if (!isObject(value)) return value;
  if (schema.properties === undefined && schema.additional === undefined) {
    if (schema.type !== "object" || schema.preserveUnknown === true) return value;
  }
  const kept: JsonObject = {};
  for (const [field, each] of Object.entries(value)) {
    if (each === undefined) continue;
    const below = childSchema(schema, field);
    if (isOmitted(each, below, schema, field)) continue;
    if (below === undefined && schema.preserveUnknown !== true && !isEmbedded(schema, field))
      unknown.push(`${path}.${field}`);
    else kept[field] = read(each, below, `${path}.${field}`, unknown);
  }
  decoded.add(kept);
  return fillDefaults(kept, schema);
}

/** Go leaves empty optional maps and lists out, and reads null as absent; custom resources keep what they are given. */
function isOmitted(
  value: Json,
  below: Schema | undefined,
  { omitsEmpty, required }: Schema,
  field: string,
): boolean {
  if (omitsEmpty !== true) return value === null && below?.default !== undefined && below.nullable !== true;
  if (value === null) return below?.format !== "date-time";
  if (required?.includes(field) === true) return false;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && below?.additional !== undefined && Object.keys(value).length === 0;
}

const isEmbedded = (schema: Schema, field: string): boolean =>
  schema.embeddedResource === true && ["apiVersion", "kind", "metadata"].includes(field);

function fillDefaults(object: JsonObject, schema: Schema): JsonObject {
  if (schema.omitsEmpty === true) return object;
  for (const [field, below] of schema.properties ?? [])
    if (object[field] === undefined && below.default !== undefined) object[field] = below.default;
  return object;
}
