import { groupVersion, storeName } from "../calls";
import type { PrinterColumn, Served } from "../catalog";
import { at, isObject, type Json, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import type { Stored } from "../store";
import type { ApiRequest } from "./answer";
import { age, COLUMNS, PLAIN, type Column } from "./columns";

/** kubectl asks for tables: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
export function wantsTable({ headers }: Pick<ApiRequest, "headers">): boolean {
  const [first = ""] = (headers.accept ?? "").split(",");
  return /;\s*as=Table/.test(first);
}

function columnsOf({ resource, columns }: Served): readonly Column[] {
  if (columns.length > 0) return [NAME, ...columns.map(customColumn)];
  return COLUMNS[storeName(resource)] ?? PLAIN;
}

const NAME: Column = { name: "Name", cell: ({ metadata }) => metadata.name };

function customColumn(column: PrinterColumn): Column {
  const path = column.jsonPath
    .replace(/^\./, "")
    .split(/(?<!\\)\./)
    .map((part) => part.replaceAll("\\.", "."));
  const cell = (object: ApiObject, now: number): Json => {
    const value = at(object, ...path) ?? null;
    if (column.type === "date") return typeof value === "string" ? age(value, now) : "<unknown>";
    return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : value;
  };
  return { name: column.name, cell, type: column.type, priority: column.priority };
}

/** A Table of objects. Without `headers` the columns are left out, as in a watch after its first event. */
export function tableOf(
  served: Served,
  items: readonly Stored[],
  { full, headers, metadata = {} }: { full: boolean; headers: boolean; metadata?: JsonObject },
): JsonObject {
  const columns = columnsOf(served);
  const now = Date.now();
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: headers ? columns.map(definition) : null,
    rows: items.map(({ object }) => ({
      cells: columns.map((column) => column.cell(object, now)),
      object: full
        ? { ...object, apiVersion: groupVersion(served.resource) }
        : { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

function definition({ name, type, priority }: Column): JsonObject {
  return {
    name,
    type: type ?? "string",
    format: name === "Name" ? "name" : "",
    description: "",
    priority: priority ?? 0,
  };
}
