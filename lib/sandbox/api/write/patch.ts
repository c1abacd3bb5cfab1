import { at, isObject, sameJson, type Json, type JsonObject } from "../json";
import { childSchema, type Schema } from "../schema/schema";

/** RFC 7386. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** Kubernetes' own patch for built-in types: lists with a merge key are joined by it. */
export function strategicMerge(target: Json | undefined, patch: Json, schema: Schema | undefined): Json {
  if (!isObject(patch)) return patch;
  if (patch["$patch"] === "replace") return withoutDirectives(patch);
  const merged: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key.startsWith("$")) continue;
    const below = childSchema(schema, key);
    if (value === null) delete merged[key];
    else if (Array.isArray(value)) merged[key] = mergeList(merged[key], value, below);
    else merged[key] = strategicMerge(merged[key], value, below);
  }
  for (const [key, value] of Object.entries(patch)) applyDirective(merged, key, value);
  return merged;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith("$")));
}

function applyDirective(merged: JsonObject, key: string, value: Json | undefined): void {
  const list = key.match(/^\$deleteFromPrimitiveList\/(.+)$/)?.[1];
  if (list !== undefined && Array.isArray(value)) {
    const left = merged[list];
    if (Array.isArray(left)) merged[list] = left.filter((each) => !value.includes(each));
  }
  if (key === "$retainKeys" && Array.isArray(value))
    for (const name of Object.keys(merged)) if (!value.includes(name)) delete merged[name];
}

function mergeList(target: Json | undefined, patch: Json[], schema: Schema | undefined): Json[] {
  const old = Array.isArray(target) ? target : [];
  const key = schema?.mergeKey ?? schema?.listKeys?.[0];
  if (schema?.set === true) return [...new Set([...old, ...patch])];
  if (key === undefined || patch.some((item) => isObject(item) && item["$patch"] === "replace"))
    return patch.filter((item) => !(isObject(item) && item["$patch"] === "replace"));
  const merged = [...old];
  for (const item of patch) {
    const index = merged.findIndex((each) => sameJson(at(each, key), at(item, key)));
    if (isObject(item) && item["$patch"] === "delete") {
      if (index >= 0) merged.splice(index, 1);
    } else if (index >= 0) merged[index] = strategicMerge(merged[index], item, schema?.items);
    else merged.push(isObject(item) ? strategicMerge({}, item, schema?.items) : item);
  }
  return merged;
}
