import type { Resource } from "../calls";
import type { Catalog } from "../catalog";
import type { JsonObject } from "../json";

const pathOf = ({ group, version }: Resource): string =>
  group === "" ? `api/${version}` : `apis/${group}/${version}`;

/** `/openapi/v3`: which groups have a document. */
export function openApiIndex(catalog: Catalog): JsonObject {
  const paths: JsonObject = {};
  for (const { resource } of catalog.all())
    paths[pathOf(resource)] = { serverRelativeURL: `/openapi/v3/${pathOf(resource)}` };
  return { paths };
}

/**
 * The document of one group: just enough that kubectl sees that the server validates fields itself
 * (`fieldValidation` of each PATCH); schemas are not published. Undefined for a group that is not served.
 */
export function openApiDocument(catalog: Catalog, path: string): JsonObject | undefined {
  const served = catalog.all().filter(({ resource }) => pathOf(resource) === path);
  if (served.length === 0) return undefined;
  const paths: JsonObject = {};
  for (const { resource } of served) {
    const { group, version, kind, plural, namespaced } = resource;
    paths[`/${path}/${namespaced ? "namespaces/{namespace}/" : ""}${plural}/{name}`] = {
      patch: {
        parameters: ["dryRun", "fieldManager", "fieldValidation", "force"].map((name) => ({
          name,
          in: "query",
          schema: { type: name === "force" ? "boolean" : "string", uniqueItems: true },
        })),
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": { group, version, kind },
      },
    };
  }
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.35.4" },
    paths,
    components: { schemas: {} },
  };
}
