/**
 * A checker of objects against the structural OpenAPI schema of a CustomResourceDefinition, as far as the operator's
 * CRDs use it. Unknown fields are faults, as with strict decoding; a keyword that it does not know throws.
 */
type Json = Record<string, unknown>;

const KNOWN = new Set([
  "type",
  "properties",
  "required",
  "items",
  "additionalProperties",
  "enum",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "anyOf",
  "description",
  "default",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
]);

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const number = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function scalarFaults(schema: Json, value: unknown, path: string): string[] {
  const faults: string[] = [];
  if (list(schema["enum"]).length > 0 && !list(schema["enum"]).includes(value))
    faults.push(`${path}: not in enum`);
  if (typeof value === "string") {
    const pattern = schema["pattern"];
    if (typeof pattern === "string" && !new RegExp(pattern).test(value))
      faults.push(`${path}: not ${pattern}`);
    if (value.length < number(schema["minLength"], 0)) faults.push(`${path}: too short`);
    if (value.length > number(schema["maxLength"], Infinity)) faults.push(`${path}: too long`);
  }
  if (typeof value === "number") {
    if (value < number(schema["minimum"], -Infinity)) faults.push(`${path}: too small`);
    if (value > number(schema["maximum"], Infinity)) faults.push(`${path}: too large`);
  }
  return faults;
}

function typeFault(schema: Json, value: unknown, path: string): string | null {
  if (schema["x-kubernetes-int-or-string"] === true) {
    return typeof value === "string" || Number.isInteger(value) ? null : `${path}: no int or string`;
  }
  const fits: Record<string, boolean> = {
    object: isJson(value),
    array: Array.isArray(value),
    string: typeof value === "string",
    integer: Number.isInteger(value),
    number: typeof value === "number",
    boolean: typeof value === "boolean",
  };
  const { type } = schema;
  if (typeof type !== "string") return null;
  return fits[type] === true ? null : `${path}: not of type ${type}`;
}

function objectFaults(schema: Json, value: Json, path: string): string[] {
  const properties = isJson(schema["properties"]) ? schema["properties"] : {};
  const extra = schema["additionalProperties"];
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const missing = list(schema["required"])
    .filter((key) => typeof key === "string" && !(key in value))
    .map((key) => `${path}.${String(key)}: required`);
  const inside = Object.entries(value).flatMap(([key, item]) => {
    const own = properties[key];
    if (isJson(own)) return faultsOf(own, item, `${path}.${key}`);
    if (isJson(extra)) return faultsOf(extra, item, `${path}.${key}`);
    return open ? [] : [`${path}.${key}: unknown field`];
  });
  return [...missing, ...inside];
}

function arrayFaults(schema: Json, value: readonly unknown[], path: string): string[] {
  const own = isJson(schema["items"]) ? schema["items"] : {};
  // What an array preserves holds for its items too, as the API server prunes them (apiextensions, pruning).
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const items = open ? { ...own, "x-kubernetes-preserve-unknown-fields": true } : own;
  const keys = list(schema["x-kubernetes-list-map-keys"]).map(String);
  const ids = value.map((item) => JSON.stringify(keys.map((key) => (isJson(item) ? (item[key] ?? "") : ""))));
  const faults = value.flatMap((item, index) => faultsOf(items, item, `${path}[${index}]`));
  if (value.length < number(schema["minItems"], 0)) faults.push(`${path}: too few items`);
  if (value.length > number(schema["maxItems"], Infinity)) faults.push(`${path}: too many items`);
  if (keys.length > 0 && new Set(ids).size < ids.length) faults.push(`${path}: two items with the same keys`);
  return faults;
}

/** Everything in `value` that the schema refuses, each with its path; empty when it is accepted. */
export function faultsOf(schema: Json, value: unknown, path = ""): string[] {
  const strange = Object.keys(schema).find((key) => !KNOWN.has(key));
  if (strange !== undefined) throw new Error(`The checker does not know the keyword ${strange}.`);
  const wrong = typeFault(schema, value, path);
  if (wrong !== null) return [wrong];
  const faults = scalarFaults(schema, value, path);
  if (Array.isArray(value)) return [...faults, ...arrayFaults(schema, value, path)];
  return isJson(value) ? [...faults, ...objectFaults(schema, value, path)] : faults;
}
