import { isObject, listAt, numberAt, objectAt, textAt, textsAt, type Json } from "../json";

/** A structural schema, of a built-in type or of a CRD. Built-in ones are cyclic. */
export interface Schema {
  /** Undefined holds anything. */
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  properties?: Map<string, Schema>;
  additional?: Schema;
  items?: Schema;
  required?: readonly string[];
  default?: Json;
  format?: string;
  enum?: readonly Json[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  nullable?: boolean;
  intOrString?: boolean;
  preserveUnknown?: boolean;
  embeddedResource?: boolean;
  /** The name of a Go struct. */
  name?: string;
  /** A Go struct: what is empty and optional is left out. */
  omitsEmpty?: boolean;
  /** Keys of an associative list; absent and not a set means that the list is one leaf. */
  listKeys?: readonly string[];
  set?: boolean;
  /** The field by which strategic merge patch joins a list that is a leaf otherwise. */
  mergeKey?: string;
  /** The object is one leaf for ownership. */
  atomic?: boolean;
}

const TYPES = new Map<string, NonNullable<Schema["type"]>>([
  ["object", "object"],
  ["array", "array"],
  ["string", "string"],
  ["integer", "integer"],
  ["number", "number"],
  ["boolean", "boolean"],
]);

const NUMBERS = ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"] as const;

/** The schema of a CRD version, from its `openAPIV3Schema`. */
export function schemaOfCrd(source: Json | undefined): Schema {
  const schema: Schema = {};
  const type = TYPES.get(textAt(source, "type") ?? "");
  if (type !== undefined) schema.type = type;
  const properties = objectAt(source, "properties");
  if (Object.keys(properties).length > 0)
    schema.properties = new Map(Object.entries(properties).map(([name, each]) => [name, schemaOfCrd(each)]));
  if (isObject(source)) readDetails(schema, source);
  return schema;
}

function readDetails(schema: Schema, source: Record<string, Json | undefined>): void {
  if (isObject(source["additionalProperties"]))
    schema.additional = schemaOfCrd(source["additionalProperties"]);
  else if (source["additionalProperties"] === true) schema.additional = {};
  if (isObject(source["items"])) schema.items = schemaOfCrd(source["items"]);
  const required = textsAt(source, "required");
  if (required.length > 0) schema.required = required;
  const listKeys = textsAt(source, "x-kubernetes-list-map-keys");
  if (listKeys.length > 0) schema.listKeys = listKeys;
  const allowed = listAt(source, "enum");
  if (allowed.length > 0) schema.enum = allowed;
  for (const name of NUMBERS) {
    const value = numberAt(source, name);
    if (value !== undefined) schema[name] = value;
  }
  const pattern = textAt(source, "pattern");
  if (pattern !== undefined) schema.pattern = pattern;
  const format = textAt(source, "format");
  if (format !== undefined) schema.format = format;
  if (source["default"] !== undefined) schema.default = source["default"];
  if (source["nullable"] === true) schema.nullable = true;
  if (source["x-kubernetes-int-or-string"] === true) schema.intOrString = true;
  if (source["x-kubernetes-preserve-unknown-fields"] === true) schema.preserveUnknown = true;
  if (source["x-kubernetes-embedded-resource"] === true) schema.embeddedResource = true;
  if (source["x-kubernetes-list-type"] === "set") schema.set = true;
  if (source["x-kubernetes-map-type"] === "atomic") schema.atomic = true;
}

/** The schema of a field below an object's; undefined when no schema names it. */
export function childSchema(schema: Schema | undefined, field: string): Schema | undefined {
  return schema?.properties?.get(field) ?? schema?.additional;
}
