import { BUILT_IN, storeName, type Resource, type Subresource, type Verb } from "./calls";
import { at, isObject, objectAt, objectsAt, textAt, textsAt, type Json, type JsonObject } from "./json";
import { METADATA_SCHEMA, builtInSchema } from "./schema/built-in";
import { schemaOfCrd, type Schema } from "./schema/schema";
import type { Store } from "./store";

export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  priority: number;
  description: string;
  format: string;
}

/** A resource with what is needed to read and print its objects. */
export interface Served {
  resource: Resource;
  schema: Schema | undefined;
  columns: readonly PrinterColumn[];
  storage: boolean;
}

const VERBS: readonly Verb[] = [
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "create",
  "update",
  "watch",
];
const CRDS = "apiextensions.k8s.io/customresourcedefinitions";

/** What is served now: the built-in table and the versions of the established CRDs. */
export class Catalog {
  readonly #builtIn: readonly Served[] = BUILT_IN.map((resource) => ({
    resource,
    schema: builtInSchema(resource.group, resource.kind),
    columns: [],
    storage: true,
  }));
  #all: readonly Served[] | undefined;

  constructor(readonly store: Store) {
    store.subscribe(CRDS, () => {
      this.#all = undefined;
    });
  }

  all(): readonly Served[] {
    this.#all ??= [...this.#builtIn, ...this.store.list(CRDS).flatMap((stored) => servedBy(stored.object))];
    return this.#all;
  }

  find(group: string, version: string, plural: string): Served | undefined {
    return this.all().find(
      ({ resource }) =>
        resource.plural === plural && resource.group === group && resource.version === version,
    );
  }

  ofKind(apiVersion: string, kind: string): Served | undefined {
    const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
    return this.all().find(
      ({ resource }) => resource.kind === kind && resource.group === group && resource.version === version,
    );
  }

  /** By the name that the store uses; the storage version of custom resources. */
  stored(name: string): Served | undefined {
    return this.all().find(({ resource, storage }) => storage && storeName(resource) === name);
  }

  /** Built-in only, for the controllers. Throws for a name that is not in the table. */
  builtIn(name: string): Served {
    const found = this.#builtIn.find(({ resource }) => storeName(resource) === name);
    if (found === undefined) throw new Error(`${name} is not in the table of calls`);
    return found;
  }
}

function servedBy(crd: JsonObject): Served[] {
  const established = objectsAt(crd, "status", "conditions").some(
    (each) => each["type"] === "Established" && each["status"] === "True",
  );
  if (!established) return [];
  return objectsAt(crd, "spec", "versions")
    .filter((version) => version["served"] === true)
    .map((version) => ({
      resource: resourceOf(crd, version),
      schema: withMetadata(schemaOfCrd(at(version, "schema", "openAPIV3Schema"))),
      columns: objectsAt(version, "additionalPrinterColumns").map(columnOf),
      storage: version["storage"] === true,
    }));
}

function withMetadata(schema: Schema): Schema {
  const properties = new Map(schema.properties);
  properties.set("metadata", METADATA_SCHEMA);
  properties.set("apiVersion", { type: "string" });
  properties.set("kind", { type: "string" });
  return { ...schema, properties };
}

function resourceOf(crd: JsonObject, version: JsonObject): Resource {
  const names = objectAt(crd, "spec", "names");
  const kind = textAt(names, "kind") ?? "";
  const own = { group: textAt(crd, "spec", "group") ?? "", version: textAt(version, "name") ?? "", kind };
  const subresources = new Map<string, Subresource>();
  const ofObject: readonly Verb[] = ["get", "patch", "update"];
  if (isObject(at(version, "subresources", "status")))
    subresources.set("status", { ...own, verbs: ofObject });
  return {
    ...own,
    plural: textAt(names, "plural") ?? "",
    singular: textAt(names, "singular") ?? kind.toLowerCase(),
    listKind: textAt(names, "listKind") ?? `${kind}List`,
    namespaced: textAt(crd, "spec", "scope") !== "Cluster",
    shortNames: textsAt(names, "shortNames"),
    categories: textsAt(names, "categories"),
    verbs: VERBS,
    subresources,
    generation: true,
    custom: true,
  };
}

function columnOf(column: Json): PrinterColumn {
  return {
    name: textAt(column, "name") ?? "",
    type: textAt(column, "type") ?? "string",
    jsonPath: textAt(column, "jsonPath") ?? "",
    priority: Number(at(column, "priority") ?? 0),
    description: textAt(column, "description") ?? "",
    format: textAt(column, "format") ?? "",
  };
}
