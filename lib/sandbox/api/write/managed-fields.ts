import { isObject, objectAt, objectsAt, sameJson, textAt, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import type { Schema } from "../schema/schema";
import { ApiError, type Cause } from "../status";
import {
  difference,
  EMPTY,
  intersection,
  isEmpty,
  pathsOf,
  union,
  without,
  withoutMember,
  type FieldSet,
} from "./field-set";
import { compare, fieldsOf, mergeApplied, prune, unionOf } from "./merge";

/** Who writes, as `managedFields` names them. */
export interface Manager {
  name: string;
  operation: "Apply" | "Update";
  subresource: string;
}

interface Entry {
  manager: Manager;
  apiVersion: string;
  time: string | undefined;
  fields: FieldSet;
}

const UNOWNED = [
  ["f:apiVersion"],
  ["f:kind"],
  ...[
    "name",
    "namespace",
    "creationTimestamp",
    "selfLink",
    "uid",
    "generation",
    "managedFields",
    "resourceVersion",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ].map((field) => ["f:metadata", `f:${field}`]),
];

/** What may be owned at all. */
const owned = (fields: FieldSet): FieldSet => withoutMember(without(fields, UNOWNED), "f:metadata");

function entriesOf(object: JsonObject | undefined): Entry[] {
  return objectsAt(object, "metadata", "managedFields").map((each) => ({
    manager: {
      name: textAt(each, "manager") ?? "",
      operation: textAt(each, "operation") === "Apply" ? "Apply" : "Update",
      subresource: textAt(each, "subresource") ?? "",
    },
    apiVersion: textAt(each, "apiVersion") ?? "",
    time: textAt(each, "time"),
    fields: objectAt(each, "fieldsV1"),
  }));
}

function encode({ manager, apiVersion, time, fields }: Entry): JsonObject {
  return {
    manager: manager.name,
    operation: manager.operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    ...(manager.subresource === "" ? {} : { subresource: manager.subresource }),
  };
}

const isBy = (manager: Manager) => (entry: Entry) =>
  entry.manager.name === manager.name &&
  entry.manager.operation === manager.operation &&
  entry.manager.subresource === manager.subresource;

function withEntries(object: ApiObject, entries: readonly Entry[]): ApiObject {
  const sorted = entries
    .filter((entry) => !isEmpty(entry.fields))
    .toSorted(
      (a, b) =>
        compareText(a.manager.operation, b.manager.operation) ||
        compareText(a.time ?? "", b.time ?? "") ||
        compareText(a.manager.name, b.manager.name),
    );
  const { managedFields: _old, ...metadata } = object.metadata;
  if (sorted.length === 0) return { ...object, metadata: { ...metadata, name: object.metadata.name } };
  return {
    ...object,
    metadata: { ...metadata, name: object.metadata.name, managedFields: sorted.map(encode) },
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Before a built-in object is there, Go's empty struct is: its spec and status are not new by themselves. */
const NOTHING: JsonObject = { metadata: {} };

/** The object with what the writer changed made theirs, and taken from whoever owned it. */
export function trackUpdate(
  before: ApiObject | undefined,
  after: ApiObject,
  schema: Schema | undefined,
  manager: Manager,
  now: number,
): ApiObject {
  const compared = compare(before ?? NOTHING, after, schema);
  const changed = owned(compared.changed);
  const removed = owned(compared.removed);
  const entries = entriesOf(before);
  if (isEmpty(changed) && isEmpty(removed)) return withEntries(after, entries);
  const mine = entries.find(isBy(manager));
  const kept = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, fields: difference(difference(entry.fields, changed), removed) }));
  const fields = difference(union(mine?.fields ?? EMPTY, changed), removed);
  const time = isEmpty(changed) ? mine?.time : timestamp(now);
  return withEntries(after, [...kept, { manager, apiVersion: after.apiVersion, time, fields }]);
}

/** The outcome of a server-side apply on the live object; what it sets becomes the manager's. */
export function applyConfiguration(
  live: ApiObject | undefined,
  applied: JsonObject,
  schema: Schema | undefined,
  manager: Manager,
  options: { force: boolean; reset: readonly (readonly string[])[] },
): { merged: JsonObject; finish: (written: ApiObject, now: number) => ApiObject } {
  const fields = without(fieldsOf(applied, schema), [...UNOWNED, ...options.reset]);
  const entries = entriesOf(live);
  const mine = entries.find(isBy(manager));
  const others = entries.filter((entry) => entry !== mine);
  const laid = mergeApplied(live, applied, schema);
  const gone = difference(mine?.fields ?? EMPTY, fields);
  const pruned = prune(laid, schema, gone, unionOf([...others.map((entry) => entry.fields), fields]));
  const merged = isObject(pruned) ? pruned : {};
  const changed = owned(compare(live ?? {}, merged, schema).changed);
  const conflicts = others
    .map((entry) => ({ entry, fields: intersection(entry.fields, changed) }))
    .filter((each) => !isEmpty(each.fields));
  if (conflicts.length > 0 && !options.force) throw applyConflict(conflicts);
  return {
    merged,
    finish: (written, now) => {
      const removed = owned(compare(live ?? {}, written, schema).removed);
      const rest = others.map((entry) => ({
        ...entry,
        fields: difference(difference(entry.fields, intersection(entry.fields, changed)), removed),
      }));
      const time = live !== undefined && sameJson(live, merged) ? mine?.time : timestamp(now);
      return withEntries(written, [...rest, { manager, apiVersion: written.apiVersion, time, fields }]);
    },
  };
}

function describe({ manager, apiVersion }: Entry): string {
  const by = `"${manager.name}"${manager.subresource === "" ? "" : ` with subresource "${manager.subresource}"`}`;
  if (manager.operation === "Apply") return by;
  return `${by} using ${apiVersion}`;
}

function applyConflict(conflicts: readonly { entry: Entry; fields: FieldSet }[]): ApiError {
  const causes: Cause[] = conflicts.flatMap(({ entry, fields }) =>
    pathsOf(fields).map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${describe(entry)}`,
      field,
    })),
  );
  const [first] = causes;
  if (causes.length === 1 && first !== undefined)
    return applyFailure(`1 conflict: ${first.message}: ${first.field}`, causes);
  const groups = [...Map.groupBy(causes, (cause) => cause.message)];
  const lines = groups.flatMap(([message, each]) => [
    `${message.replace("conflict", "conflicts")}:`,
    ...each.map((cause) => `- ${cause.field}`),
  ]);
  return applyFailure(`${causes.length} conflicts: ${lines.join("\n")}`, causes);
}

function applyFailure(message: string, causes: readonly Cause[]): ApiError {
  return new ApiError(409, "Conflict", `Apply failed with ${message}`, { causes });
}
