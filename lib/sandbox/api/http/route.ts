import type { Verb } from "../calls";
import type { Attributes } from "../auth/rbac";
import { selectedName } from "../selectors";

/** A request for a resource, as its path and method say. */
export interface ResourceRoute {
  kind: "resource";
  group: string;
  version: string;
  plural: string;
  namespace: string;
  name: string;
  subresource: string;
  /** What follows `proxy` in a path. */
  rest: string;
  verb: Verb;
}

export type Route = ResourceRoute | { kind: "path"; path: string; verb: string };

const VERBS: Readonly<Record<string, Verb>> = {
  POST: "create",
  PUT: "update",
  PATCH: "patch",
};

/** Reads method, path and query as the API server's request info does. */
export function routeOf(method: string, path: string, query: URLSearchParams): Route {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const core = parts[0] === "api";
  const prefix = core ? 2 : 3;
  if ((!core && parts[0] !== "apis") || parts.length <= prefix)
    return { kind: "path", path, verb: method.toLowerCase() };
  const [group, version] = core ? ["", parts[1] ?? ""] : [parts[1] ?? "", parts[2] ?? ""];
  return { kind: "resource", group, version, ...place(parts.slice(prefix), method, query) };
}

type Place = Omit<ResourceRoute, "kind" | "group" | "version">;

function place(parts: readonly string[], method: string, query: URLSearchParams): Place {
  const [first = "", second = "", third] = parts;
  const namespaced =
    first === "namespaces" && third !== undefined && third !== "status" && third !== "finalize";
  const [plural = "", name = "", subresource = "", ...rest] = namespaced ? parts.slice(2) : parts;
  const selected = name === "" ? selectedName(query.get("fieldSelector") ?? "") : undefined;
  return {
    plural,
    namespace: namespaced || plural === "namespaces" ? (namespaced ? second : name) : "",
    name: name === "" ? (selected ?? "") : name,
    subresource,
    rest: rest.join("/"),
    verb: verbOf(method, name, query),
  };
}

function verbOf(method: string, name: string, query: URLSearchParams): Verb {
  const known = VERBS[method];
  if (known !== undefined) return known;
  if (method === "DELETE") return name === "" ? "deletecollection" : "delete";
  if (name !== "") return "get";
  return ["true", "1"].includes(query.get("watch") ?? "") ? "watch" : "list";
}

/** What authorization is asked about a route. */
export function attributesOf(route: Route): Attributes {
  if (route.kind === "path")
    return {
      verb: route.verb,
      group: "",
      resource: "",
      subresource: "",
      namespace: "",
      name: "",
      path: route.path,
    };
  const { verb, group, plural, subresource, namespace, name } = route;
  return { verb, group, resource: plural, subresource, namespace, name };
}
