import { isObject, type Json } from "../json";
import { isDecoded } from "./decode";
import { childSchema, type Schema } from "./schema";

/** Where a value is: the innermost Go struct, and the fields from the root. */
interface Place {
  struct: string;
  path: string;
}

/** The first value whose JSON type cannot be read into a built-in type, in the words of Go's decoder. */
export function typeMismatch(
  value: Json,
  schema: Schema | undefined,
  place: Place = { struct: "", path: "" },
): string | undefined {
  if (schema === undefined || value === null || schema.preserveUnknown === true || isDecoded(value))
    return undefined;
  if (schema.intOrString === true) return undefined;
  if (Array.isArray(value)) {
    if (schema.type !== "array") return mismatch(value, schema, place);
    return firstOf(value, (item) => typeMismatch(item, schema.items, place));
  }
  if (isObject(value)) {
    if (schema.type !== "object") return mismatch(value, schema, place);
    return firstOf(Object.entries(value), ([field, each]) =>
      typeMismatch(each ?? null, childSchema(schema, field), below(place, schema, field)),
    );
  }
  const type = typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
  const fits = type === schema.type || (schema.type === "number" && type === "integer");
  return fits ? undefined : mismatch(value, schema, place);
}

/** A key of a map is no field: the path stays. */
function below(place: Place, { name, properties }: Schema, field: string): Place {
  if (properties?.has(field) !== true) return place;
  return { struct: name ?? place.struct, path: place.path === "" ? field : `${place.path}.${field}` };
}

function firstOf<Item>(items: readonly Item[], test: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = test(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const SCALARS: Readonly<Record<string, string>> = { number: "float64", boolean: "bool", string: "string" };

function goType(schema: Schema | undefined): string {
  if (schema?.type === "array") return `[]${goType(schema.items)}`;
  if (schema?.additional !== undefined) return `map[string]${goType(schema.additional)}`;
  if (schema?.name !== undefined) return `v1.${schema.name}`;
  if (schema?.type === "integer") return schema.format ?? "int64";
  return SCALARS[schema?.type ?? ""] ?? "interface {}";
}

function mismatch(value: Json, schema: Schema, { struct, path }: Place): string {
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${kind} into Go struct field ${struct}.${path} of type ${goType(schema)}`;
}
