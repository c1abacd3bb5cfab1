import type { Resource } from "../calls";
import type { Served } from "../catalog";
import { deleteObject, type DeleteOptions } from "../deletion";
import { numberAt, textAt, type Json, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { METADATA_SCHEMA } from "../schema/built-in";
import type { Target } from "../registry";
import type { Server } from "../server-context";
import { badRequest, invalid, success, type ResourceName } from "../status";
import { Stored } from "../store";
import type { WriteOptions } from "../write-options";
import { mergePatch, strategicMerge } from "../write/patch";
import { reply, type Answer, type ApiRequest } from "./answer";
import { bodyOf, objectBody, patchKind } from "./body";
import { listJson } from "./lists";
import type { ResourceRoute } from "./route";
import { tableOf, wantsTable } from "./table";
import { watch } from "./watch";

/** Serves a resource's objects, and their status. */
export function serveObjects(
  server: Server,
  served: Served,
  route: ResourceRoute,
  request: ApiRequest,
): Answer {
  const { namespace: given, name, subresource } = route;
  const namespace = served.resource.namespaced ? given : "";
  const target: Target = { served, namespace, name, subresource: subresource === "status" ? "status" : "" };
  switch (route.verb) {
    case "list":
      return list(server, served, namespace, request);
    case "watch":
      return watch(server.store, served, namespace, request);
    case "get":
      return one(served, server.registry.get(target), request);
    case "create": {
      const body = bodyOf(request);
      checkNamespace(served.resource, body, namespace);
      return one(
        served,
        server.registry.create(served, namespace, body, writeOptions(request)),
        request,
        201,
      );
    }
    case "update": {
      const body = bodyOf(request);
      checkUpdate(served, body, name);
      return one(
        served,
        server.registry.update(target, () => body, writeOptions(request)),
        request,
      );
    }
    case "patch":
      return patch(server, target, request);
    case "delete":
      return remove(server, target, request);
    case "deletecollection":
      return removeAll(server, served, namespace, request);
  }
}

function list(server: Server, served: Served, namespace: string, request: ApiRequest): Answer {
  const page = server.lists.page(served, namespace, request.query);
  if (!wantsTable(request)) return reply(200, listJson(served, page));
  const metadata: JsonObject = {
    resourceVersion: String(page.revision),
    ...(page.continue === "" ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  return reply(200, tableOf(served, page.items, { full: wantsFull(request), headers: true, metadata }));
}

const wantsFull = ({ query }: ApiRequest): boolean => query.get("includeObject") === "Object";

function one(served: Served, object: ApiObject, request: ApiRequest, status = 200): Answer {
  if (!wantsTable(request)) return reply(status, object);
  const stored = new Stored(object, Number(object.metadata.resourceVersion));
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return reply(status, tableOf(served, [stored], { full: wantsFull(request), headers: true, metadata }));
}

function checkNamespace(resource: Resource, body: Json, namespace: string): void {
  const given = textAt(body, "metadata", "namespace") ?? "";
  if (resource.namespaced && given !== "" && given !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

function checkUpdate({ resource }: Served, body: Json, name: string): void {
  const given = textAt(body, "metadata", "resourceVersion") ?? "";
  if (resource.custom && given === "")
    throw invalid({ group: resource.group, kind: resource.plural }, name, [
      {
        field: "metadata.resourceVersion",
        reason: "FieldValueInvalid",
        text: "Invalid value: 0: must be specified for an update",
      },
    ]);
}

/** Options of a write from its query; the manager defaults to the caller's program. */
export function writeOptions({ query, headers, user, warn }: ApiRequest): WriteOptions {
  const validation = query.get("fieldValidation");
  const manager = query.get("fieldManager") ?? "";
  return {
    user,
    manager: manager === "" ? ((headers["user-agent"] ?? "").split("/")[0] ?? "").slice(0, 128) : manager,
    dryRun: query.getAll("dryRun").includes("All"),
    validation: validation === "Strict" || validation === "Ignore" ? validation : "Warn",
    warn,
  };
}

function patch(server: Server, target: Target, request: ApiRequest): Answer {
  const { served } = target;
  const options = writeOptions(request);
  const kind = patchKind(request, served.resource.custom);
  const { registry } = server;
  if (kind === "apply") {
    if ((request.query.get("fieldManager") ?? "") === "") throw managerRequired();
    const force = request.query.get("force") === "true";
    const { object, created } = registry.apply(target, objectBody(request), force, options);
    return one(served, object, request, created ? 201 : 200);
  }
  const body = bodyOf(request);
  const change = (old: ApiObject): Json => {
    return kind === "merge" ? mergePatch(old, body) : strategicMerge(old, body, withMeta(served));
  };
  return one(served, registry.update(target, change, options), request);
}

const withMeta = ({ schema }: Served): NonNullable<Served["schema"]> => ({
  ...schema,
  properties: new Map([...(schema?.properties ?? []), ["metadata", METADATA_SCHEMA]]),
});

function managerRequired(): Error {
  const text = "Required value: is required for apply patch";
  return invalid({ group: "meta.k8s.io", kind: "PatchOptions" }, "", [
    { field: "fieldManager", reason: "FieldValueRequired", text },
  ]);
}

const PROPAGATIONS = ["Background", "Foreground", "Orphan"] as const;

/** From the body, a DeleteOptions, or from the query. */
export function deleteOptions(request: ApiRequest): DeleteOptions {
  const { query } = request;
  const body = request.body.length === 0 ? {} : objectBody(request);
  const grace = query.get("gracePeriodSeconds");
  const policy = textAt(body, "propagationPolicy") ?? query.get("propagationPolicy");
  const dryRun = body["dryRun"];
  return {
    gracePeriodSeconds: numberAt(body, "gracePeriodSeconds") ?? (grace === null ? undefined : Number(grace)),
    propagationPolicy: PROPAGATIONS.find((each) => each === policy),
    uid: textAt(body, "preconditions", "uid"),
    resourceVersion: textAt(body, "preconditions", "resourceVersion"),
    dryRun: query.getAll("dryRun").includes("All") || (Array.isArray(dryRun) && dryRun.includes("All")),
  };
}

function remove(server: Server, target: Target, request: ApiRequest): Answer {
  const { resource } = target.served;
  const { object, gone } = deleteObject(server.registry, target, deleteOptions(request));
  if (!gone || (resource.plural === "pods" && resource.group === ""))
    return one(target.served, object, request);
  return reply(200, success(detailsOf(resource, object)));
}

function detailsOf(resource: ResourceName, { metadata }: ApiObject): JsonObject {
  return {
    name: metadata.name,
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.plural,
    uid: metadata.uid,
  };
}

function removeAll(server: Server, served: Served, namespace: string, request: ApiRequest): Answer {
  const options = deleteOptions(request);
  const page = server.lists.page(served, namespace, request.query);
  for (const { object } of page.items) {
    const { name, namespace: own = "" } = object.metadata;
    deleteObject(server.registry, { served, namespace: own, name }, options);
  }
  return reply(200, listJson(served, page));
}
