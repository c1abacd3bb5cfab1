import { isObject, sameJson, type Json } from "../json";
import { invalidValue, quoted, type Fault } from "../status";
import type { Schema } from "./schema";

/** The faults of a custom resource by its structural schema, in the words of the API server. */
export function validate(value: Json | undefined, schema: Schema | undefined, path = ""): Fault[] {
  if (schema === undefined || value === undefined) return [];
  if (value === null)
    return schema.nullable === true || schema.type === undefined ? [] : [wrongType(value, schema, path)];
  if (schema.intOrString === true) return ofIntOrString(value, path, schema);
  if (!hasType(value, schema)) return [wrongType(value, schema, path)];
  if (schema.enum !== undefined && !schema.enum.some((each) => sameJson(each, value)))
    return [notSupported(path, value, schema.enum)];
  if (typeof value === "string") return ofText(value, schema, path);
  if (typeof value === "number") return ofNumber(value, schema, path);
  if (Array.isArray(value)) return ofList(value, schema, path);
  return isObject(value) ? ofObject(value, schema, path) : [];
}

function hasType(value: Json, { type }: Schema): boolean {
  switch (type) {
    case undefined:
      return true;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
    case "string":
    case "boolean":
      return typeof value === type;
    default:
      return type satisfies never;
  }
}

/** go-openapi names the JSON type of a wrong value instead of the value. */
function wrongType(value: Json, { type }: Schema, path: string): Fault {
  const found = value === null ? "null" : Array.isArray(value) ? "array" : jsonType(value);
  const text = `Invalid value: ${quoted(found)}: ${path} in body must be of type ${type}: ${quoted(found)}`;
  return { field: path, reason: "FieldValueTypeInvalid", text };
}

function jsonType(value: Json): string {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function notSupported(field: string, value: Json, allowed: readonly Json[]): Fault {
  const values = allowed.map((each) => quoted(typeof each === "string" ? each : JSON.stringify(each)));
  const text = `Unsupported value: ${quoted(value)}: supported values: ${values.join(", ")}`;
  return { field, reason: "FieldValueNotSupported", text };
}

function ofIntOrString(value: Json, path: string, schema: Schema): Fault[] {
  if (typeof value === "string") return ofText(value, schema, path);
  if (Number.isInteger(value)) return [];
  const either = wrongType(value, { type: "integer" }, path);
  const none = `Invalid value: "": "${path}" must validate at least one schema (anyOf)`;
  return [
    { ...either, text: either.text.replace("type integer", "type integer,string") },
    { field: "<nil>", reason: "FieldValueInvalid", text: none },
    either,
  ];
}

/** The first fault only, as the API server's validator stops at it. */
function ofText(value: string, schema: Schema, path: string): Fault[] {
  const { length } = Array.from(value);
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    const unit = schema.maxLength === 1 ? "byte" : "bytes";
    const text = `Too long: may not be more than ${schema.maxLength} ${unit}`;
    return [{ field: path, reason: "FieldValueTooLong", text }];
  }
  if (schema.minLength !== undefined && length < schema.minLength)
    return [invalidValue(path, value, `${path} in body should be at least ${schema.minLength} chars long`)];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value))
    return [invalidValue(path, value, `${path} in body should match '${schema.pattern}'`)];
  return [];
}

function ofNumber(value: number, schema: Schema, path: string): Fault[] {
  const faults: Fault[] = [];
  if (schema.minimum !== undefined && value < schema.minimum)
    faults.push(
      invalidValue(path, value, `${path} in body should be greater than or equal to ${schema.minimum}`),
    );
  if (schema.maximum !== undefined && value > schema.maximum)
    faults.push(
      invalidValue(path, value, `${path} in body should be less than or equal to ${schema.maximum}`),
    );
  return faults;
}

function ofList(value: readonly Json[], schema: Schema, path: string): Fault[] {
  const faults = value.flatMap((item, index) => validate(item, schema.items, `${path}[${index}]`));
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    const unit = schema.maxItems === 1 ? "item" : "items";
    const text = `Too many: ${value.length}: must have at most ${schema.maxItems} ${unit}`;
    faults.push({ field: path, reason: "FieldValueTooMany", text });
  }
  if (schema.minItems !== undefined && value.length < schema.minItems)
    faults.push(
      invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`),
    );
  return [...faults, ...duplicates(value, schema, path)];
}

function duplicates(value: readonly Json[], schema: Schema, path: string): Fault[] {
  const { listKeys } = schema;
  if (listKeys === undefined && schema.set !== true) return [];
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    const key =
      listKeys === undefined || !isObject(item)
        ? item
        : Object.fromEntries(listKeys.map((name) => [name, item[name] ?? null]));
    const text = JSON.stringify(key);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [{ field: `${path}[${index}]`, reason: "FieldValueDuplicate", text: `Duplicate value: ${text}` }];
  });
}

function ofObject(value: { [key: string]: Json | undefined }, schema: Schema, path: string): Fault[] {
  const below = (field: string): string => (path === "" ? field : `${path}.${field}`);
  const faults: Fault[] = [];
  for (const field of schema.required ?? [])
    if (value[field] === undefined)
      faults.push({ field: below(field), reason: "FieldValueRequired", text: "Required value" });
  for (const [field, each] of Object.entries(value)) {
    const known = schema.properties?.get(field);
    if (known !== undefined) faults.push(...validate(each, known, below(field)));
    else if (schema.additional !== undefined) faults.push(...validate(each, schema.additional, below(field)));
  }
  return faults;
}

const isVoid = (value: Json | undefined): boolean =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

/** Required fields of built-in types; the rest of their rules is code. */
export function missing(value: Json | undefined, schema: Schema | undefined, path = ""): Fault[] {
  if (schema === undefined) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => missing(item, schema.items, `${path}[${index}]`));
  if (!isObject(value)) return [];
  const below = (field: string): string => (path === "" ? field : `${path}.${field}`);
  return [
    ...(schema.required ?? [])
      .filter((field) => isVoid(value[field]))
      .map((field): Fault => ({ field: below(field), reason: "FieldValueRequired", text: "Required value" })),
    ...Object.entries(value).flatMap(([field, each]) =>
      missing(each, schema.properties?.get(field) ?? schema.additional, below(field)),
    ),
  ];
}
