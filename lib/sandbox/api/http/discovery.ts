import { groupVersion, type Resource } from "../calls";
import type { Catalog } from "../catalog";
import type { JsonObject } from "../json";

/** The groups served, built-in ones first, each with its versions' resources. */
function groups(catalog: Catalog): Map<string, Map<string, Resource[]>> {
  const found = new Map<string, Map<string, Resource[]>>();
  for (const { resource } of catalog.all()) {
    const versions = found.get(resource.group) ?? new Map<string, Resource[]>();
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource]);
    found.set(resource.group, versions);
  }
  return found;
}

/** `/api` or `/apis` in the aggregated form that kubectl asks for. */
export function aggregated(catalog: Catalog, core: boolean): JsonObject {
  const items = [...groups(catalog)]
    .filter(([group]) => (group === "") === core)
    .map(([group, versions]) => ({
      metadata: group === "" ? { creationTimestamp: null } : { name: group, creationTimestamp: null },
      versions: [...versions].map(([version, resources]) => ({
        version,
        freshness: "Current",
        resources: resources.map(aggregatedResource),
      })),
    }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function aggregatedResource(resource: Resource): JsonObject {
  const { group, version, kind } = resource;
  return {
    resource: resource.plural,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: [...resource.verbs],
    ...(resource.shortNames.length > 0 ? { shortNames: [...resource.shortNames] } : {}),
    ...(resource.categories.length > 0 ? { categories: [...resource.categories] } : {}),
    ...(resource.subresources.size > 0
      ? {
          subresources: [...resource.subresources].map(([name, sub]) => ({
            subresource: name,
            responseKind: { group: sub.group, version: sub.version, kind: sub.kind },
            verbs: [...sub.verbs],
          })),
        }
      : {}),
  };
}

export const coreVersions = (address: string): JsonObject => ({
  kind: "APIVersions",
  versions: ["v1"],
  serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: address }],
});

export function groupList(catalog: Catalog): JsonObject {
  const list = [...groups(catalog).keys()]
    .filter((group) => group !== "")
    .map((group) => groupOf(catalog, group));
  return { kind: "APIGroupList", apiVersion: "v1", groups: list.filter((each) => each !== undefined) };
}

/** `/apis/<group>`; undefined for a group that is not served. */
export function groupOf(catalog: Catalog, name: string): JsonObject | undefined {
  const versions = groups(catalog).get(name);
  if (versions === undefined || name === "") return undefined;
  const list = [...versions.keys()].map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { kind: "APIGroup", apiVersion: "v1", name, versions: list, preferredVersion: list[0] };
}

/** `/api/v1` and `/apis/<group>/<version>`; undefined for what is not served. */
export function resourceList(catalog: Catalog, group: string, version: string): JsonObject | undefined {
  const resources = groups(catalog).get(group)?.get(version);
  if (resources === undefined) return undefined;
  return {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: group === "" ? version : `${group}/${version}`,
    resources: resources.flatMap(listed),
  };
}

function listed(resource: Resource): JsonObject[] {
  const { namespaced, plural, kind, singular } = resource;
  return [
    {
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs: [...resource.verbs],
      ...(resource.shortNames.length > 0 ? { shortNames: [...resource.shortNames] } : {}),
      ...(resource.categories.length > 0 ? { categories: [...resource.categories] } : {}),
    },
    ...[...resource.subresources].map(([name, sub]) => ({
      name: `${plural}/${name}`,
      singularName: "",
      namespaced,
      ...(groupVersion(resource) === (sub.group === "" ? sub.version : `${sub.group}/${sub.version}`)
        ? {}
        : { group: sub.group, version: sub.version }),
      kind: sub.kind,
      verbs: [...sub.verbs],
    })),
  ];
}
