import { isObject, sameJson, type Json, type JsonObject } from "../json";
import { childSchema, type Schema } from "../schema/schema";
import { at as nodeAt, EMPTY, node, union, type FieldSet } from "./field-set";

/** A part of a value that can be owned by itself: a field, or an item of an associative list or a set. */
interface Part {
  key: string;
  value: Json;
  schema: Schema | undefined;
  /** A field that the type declares; map entries and items are owned as a whole too. */
  declared: boolean;
}

const KEY_DEFAULTS: Readonly<Record<string, Json>> = { protocol: "TCP" };

export function itemKey(item: Json, schema: Schema): string {
  if (schema.listKeys === undefined) return `v:${JSON.stringify(item)}`;
  const keys: JsonObject = {};
  for (const name of schema.listKeys.toSorted()) {
    const value = isObject(item) ? (item[name] ?? schema.items?.properties?.get(name)?.default) : undefined;
    const known = value ?? KEY_DEFAULTS[name];
    if (known !== undefined) keys[name] = known;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** The parts of a value; undefined when it is a leaf: a scalar, an atomic list or map. */
function partsOf(value: Json | undefined, schema: Schema | undefined): Map<string, Part> | undefined {
  if (schema?.atomic === true) return undefined;
  const parts = new Map<string, Part>();
  if (isObject(value)) {
    for (const [name, each] of Object.entries(value)) {
      if (each === undefined) continue;
      const declared = schema?.properties?.has(name) === true;
      parts.set(`f:${name}`, { key: `f:${name}`, value: each, schema: childSchema(schema, name), declared });
    }
    return parts;
  }
  if (!Array.isArray(value) || schema === undefined) return undefined;
  if (schema.listKeys === undefined && schema.set !== true) return undefined;
  for (const item of value) {
    const key = itemKey(item, schema);
    parts.set(key, { key, value: item, schema: schema.items, declared: false });
  }
  return parts;
}

/** All field paths that an applied configuration sets. */
export function fieldsOf(value: Json, schema: Schema | undefined): FieldSet {
  const fields: FieldSet = {};
  for (const part of partsOf(value, schema)?.values() ?? []) {
    const below = partsOf(part.value, part.schema);
    const children = below === undefined ? EMPTY : fieldsOf(part.value, part.schema);
    const member = below === undefined || !part.declared || (isObject(part.value) && below.size === 0);
    const made = node(member, children);
    if (made !== undefined) fields[part.key] = made;
  }
  return fields;
}

export interface Comparison {
  /** Added or modified. */
  changed: FieldSet;
  removed: FieldSet;
}

/** What differs between two values, as sets of paths. */
export function compare(before: Json, after: Json, schema: Schema | undefined): Comparison {
  const changed: FieldSet = {};
  const removed: FieldSet = {};
  const old = partsOf(before, schema) ?? new Map<string, Part>();
  const young = partsOf(after, schema) ?? new Map<string, Part>();
  for (const [key, part] of young) {
    const previous = old.get(key);
    if (previous === undefined) changed[key] = whole(part);
    else if (previous.value !== part.value) compareParts(previous, part, changed, removed);
  }
  for (const [key, part] of old) if (!young.has(key)) removed[key] = whole(part);
  return { changed, removed };
}

function whole(part: Part): FieldSet {
  const below = partsOf(part.value, part.schema);
  const children: FieldSet = {};
  for (const child of below?.values() ?? []) children[child.key] = whole(child);
  return node(true, children) ?? {};
}

function compareParts(before: Part, after: Part, changed: FieldSet, removed: FieldSet): void {
  const { key } = after;
  const divisible = partsOf(before.value, before.schema) !== undefined;
  if (divisible && partsOf(after.value, after.schema) !== undefined) {
    const below = compare(before.value, after.value, after.schema);
    if (Object.keys(below.changed).length > 0) changed[key] = below.changed;
    if (Object.keys(below.removed).length > 0) removed[key] = below.removed;
  } else if (!sameJson(before.value, after.value)) changed[key] = whole(after);
}

/** Lays an applied configuration over the live object. */
export function mergeApplied(live: Json | undefined, applied: Json, schema: Schema | undefined): Json {
  const old = partsOf(live, schema);
  const young = partsOf(applied, schema);
  if (old === undefined || young === undefined) return applied;
  const merged = new Map<string, Json>();
  for (const [key, part] of old) {
    const other = young.get(key);
    merged.set(key, other === undefined ? part.value : mergeApplied(part.value, other.value, other.schema));
  }
  for (const [key, part] of young) if (!old.has(key)) merged.set(key, part.value);
  return assemble(applied, merged);
}

function assemble(like: Json, parts: ReadonlyMap<string, Json>): Json {
  if (Array.isArray(like)) return [...parts.values()];
  return Object.fromEntries([...parts].map(([key, value]) => [key.slice(2), value]));
}

/** Takes away what `gone` names, except what `kept` (the fields of others) still holds or holds below. */
export function prune(
  value: Json,
  schema: Schema | undefined,
  gone: FieldSet,
  kept: FieldSet,
): Json | undefined {
  const parts = partsOf(value, schema);
  if (parts === undefined) return value;
  const left = new Map<string, Json>();
  for (const [key, part] of parts) {
    const goes = nodeAt(gone, key);
    const stays = nodeAt(kept, key);
    if (goes === undefined) left.set(key, part.value);
    else if (stays !== undefined) {
      const pruned = prune(part.value, part.schema, goes, stays);
      if (pruned !== undefined) left.set(key, pruned);
    }
  }
  if (left.size === 0 && parts.size > 0 && Object.keys(kept).length === 0) return undefined;
  return assemble(value, left);
}

export const unionOf = (sets: readonly FieldSet[]): FieldSet => sets.reduce(union, EMPTY);
