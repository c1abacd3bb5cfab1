import { ANONYMOUS, type User } from "../user";
import { authorize, refusal } from "../auth/rbac";
import { LEFT_OUT_CORE, LEFT_OUT_GROUPS, LOG_OPTIONS, OPTIONS, type Resource } from "../calls";
import type { JsonObject } from "../json";
import type { Server } from "../server-context";
import { ApiError, forbidden, notServed, qualified, unknownResource } from "../status";
import { reply, type Answer, type ApiRequest } from "./answer";
import { aggregated, coreVersions, groupList, groupOf, resourceList } from "./discovery";
import { serveObjects } from "./objects";
import { openApiDocument, openApiIndex } from "./openapi";
import { serveReview } from "./reviews";
import { attributesOf, routeOf, type ResourceRoute, type Route } from "./route";
import { serveSubresource } from "./subresources";

/** Who sends a request. Throws 401 for a token that is not known. */
export function authenticate(server: Server, authorization: string | undefined): User {
  const token = authorization?.match(/^Bearer\s+(.+)$/i)?.[1];
  if (token === undefined) return ANONYMOUS;
  const user = server.tokens.userOf(token);
  if (user === undefined) throw new ApiError(401, "Unauthorized", "Unauthorized");
  return user;
}

/** Answers one request: authorizes it, finds it in the table of calls, serves it. Throws ApiError. */
export function handle(server: Server, request: ApiRequest): Promise<Answer> | Answer {
  const route = routeOf(request.method, request.path, request.query);
  checkAccess(server, route, request.user);
  return route.kind === "path"
    ? servePath(server, route.path, request)
    : serveResource(server, route, request);
}

function checkAccess(server: Server, route: Route, user: User): void {
  const asked = attributesOf(route);
  const { allowed, reason } = authorize(server.store, user, asked);
  if (allowed) return;
  const because = reason === "" ? refusal(user, asked) : `${refusal(user, asked)}: ${reason}`;
  if (asked.path !== undefined) throw new ApiError(403, "Forbidden", `forbidden: ${because}`, {});
  throw forbidden({ group: asked.group, plural: asked.resource }, asked.name, because);
}

const VERSION: JsonObject = {
  major: "1",
  minor: "35",
  gitVersion: "v1.35.4",
  gitCommit: "simulated",
  gitTreeState: "clean",
  platform: "linux/amd64",
};

function servePath(server: Server, path: string, request: ApiRequest): Answer {
  const { catalog } = server;
  const [first, second, third] = path.split("/").filter((part) => part !== "");
  const depth = [first, second, third].filter((part) => part !== undefined).length;
  const wantsAggregated = (request.headers.accept ?? "").includes(
    "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  );
  if ((first === "api" || first === "apis") && depth === 1) {
    const core = first === "api";
    if (wantsAggregated) return reply(200, aggregated(catalog, core), AGGREGATED);
    return reply(200, core ? coreVersions(request.headers.host ?? "") : groupList(catalog));
  }
  if (first === "api" && depth === 2) return found(resourceList(catalog, "", second ?? ""));
  if (first === "apis" && depth === 2) return found(groupOf(catalog, second ?? ""));
  if (first === "apis" && depth === 3) return found(resourceList(catalog, second ?? "", third ?? ""));
  if (first === "version" && depth === 1) return reply(200, VERSION);
  if (["healthz", "livez", "readyz"].includes(first ?? "")) return reply(200, "ok", TEXT);
  if (path === "/openapi/v3") return reply(200, openApiIndex(catalog));
  if (first === "openapi" && second === "v3")
    return found(openApiDocument(catalog, path.split("/").slice(3).join("/")));
  if (first === "openapi") throw notServed("the OpenAPI v2 document");
  return reply(404, "404 page not found\n", TEXT);
}

const TEXT = { "content-type": "text/plain; charset=utf-8" };
const AGGREGATED = {
  "content-type": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
};

function found(body: JsonObject | undefined): Answer {
  return body === undefined ? reply(404, "404 page not found\n", TEXT) : reply(200, body);
}

function serveResource(server: Server, route: ResourceRoute, request: ApiRequest): Promise<Answer> | Answer {
  const { group, version, plural, subresource } = route;
  const served = server.catalog.find(group, version, plural);
  if (served === undefined) return unknown(server, route);
  const { resource } = served;
  checkCall(resource, route, request);
  if (resource.verbs.length === 1 && resource.verbs[0] === "create")
    return serveReview(server, plural, request);
  if (subresource === "" || subresource === "status") return serveObjects(server, served, route, request);
  const answer = serveSubresource(server, route, request);
  if (answer === undefined) throw unknownResource();
  return answer;
}

function unknown(server: Server, { group, version, plural }: ResourceRoute): Answer {
  if (LEFT_OUT_CORE.includes(plural) && group === "") throw notServed(`the resource ${plural}`);
  if (group !== "" && LEFT_OUT_GROUPS.test(group))
    throw notServed(`the resource ${plural}.${group}/${version}`);
  if (resourceList(server.catalog, group, version) === undefined)
    return reply(404, "404 page not found\n", TEXT);
  throw unknownResource();
}

/** Refuses what the table of calls does not hold: a verb of this resource, an option of this verb. */
function checkCall(resource: Resource, route: ResourceRoute, request: ApiRequest): void {
  const { verb, subresource } = route;
  const sub = resource.subresources.get(subresource);
  const name = qualified(resource) + (subresource === "" ? "" : `/${subresource}`);
  if (subresource !== "" && sub === undefined)
    throw resource.custom ? unknownResource() : notServed(`the subresource ${name}`);
  const verbs = sub?.verbs ?? resource.verbs;
  if (!verbs.includes(verb)) throw notServed(`${verb} of ${name}`);
  if (subresource === "proxy") return;
  const options = subresource === "log" ? LOG_OPTIONS : OPTIONS[verb];
  for (const option of request.query.keys())
    if (!options.includes(option)) throw notServed(`the option ${option} of ${verb} ${name}`);
}
