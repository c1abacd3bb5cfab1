import { readFileSync } from "node:fs";
import type { Schema } from "./schema";

const SCALARS: Record<string, () => Schema> = {
  string: () => ({ type: "string" }),
  byte: () => ({ type: "string", format: "byte" }),
  time: () => ({ type: "string", format: "date-time", nullable: true }),
  int32: () => ({ type: "integer", format: "int32" }),
  integer: () => ({ type: "integer", format: "int64" }),
  number: () => ({ type: "number" }),
  boolean: () => ({ type: "boolean" }),
  quantity: () => ({ intOrString: true }),
  "int-or-string": () => ({ intOrString: true }),
  object: () => ({ type: "object", preserveUnknown: true }),
  any: () => ({ preserveUnknown: true }),
};

const types = new Map<string, Schema>();
const kinds = new Map<string, Schema>();

for (const line of readFileSync(new URL("./built-in-types.txt", import.meta.url), "utf8").split("\n")) {
  const kind = line.match(/^(\S*)\/(\S+) = (\S+)$/);
  if (kind !== null) kinds.set(`${kind[1]}/${kind[2]}`, reference(kind[3] ?? ""));
  const type = line.match(/^([a-z]\S*\.\S+?)( atomic)?: (.*)$/);
  if (type !== null) define(reference(type[1] ?? ""), type[2] !== undefined, type[3] ?? "");
}

/** The schema of a built-in kind, from the published OpenAPI document; undefined for kinds that are not served. */
export function builtInSchema(group: string, kind: string): Schema | undefined {
  return kinds.get(`${group}/${kind}`);
}

/** ObjectMeta, which is part of every kind. */
export const METADATA_SCHEMA: Schema = reference("meta.ObjectMeta");

function reference(name: string): Schema {
  const known = types.get(name);
  if (known !== undefined) return known;
  const made: Schema = { type: "object", omitsEmpty: true, name: name.replace(/^.*\./, "") };
  types.set(name, made);
  return made;
}

function define(schema: Schema, atomic: boolean, text: string): void {
  const required: string[] = [];
  schema.properties = new Map();
  for (const field of text.split("; ")) {
    const parts = field.match(/^(\S+?)(!?) (\S+)(?: by (\S+))?( set)?(?: merge (\S+))?( atomic)?$/);
    if (parts?.[1] === undefined) continue;
    if (parts[2] === "!") required.push(parts[1]);
    const type = parse(parts[3] ?? "any");
    if (parts[4] !== undefined) type.listKeys = parts[4].split("+");
    if (parts[5] !== undefined) type.set = true;
    if (parts[6] !== undefined) type.mergeKey = parts[6];
    schema.properties.set(parts[1], parts[7] === undefined ? type : { ...type, atomic: true });
  }
  if (required.length > 0) schema.required = required;
  if (atomic) schema.atomic = true;
}

function parse(text: string): Schema {
  if (text.startsWith("[")) return { type: "array", items: parse(text.slice(1, -1)) };
  if (text.startsWith("{")) return { type: "object", additional: parse(text.slice(1, -1)) };
  return SCALARS[text]?.() ?? reference(text);
}
