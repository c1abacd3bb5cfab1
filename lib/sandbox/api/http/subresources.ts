import type { ServerResponse } from "node:http";
import { LogsRefusedError, type LogOptions } from "../../kubelet-logs";
import { PodUnreachableError } from "../../pod-network";
import { numberAt, objectAt, objectsAt, textAt, textsAt } from "../json";
import { timestamp, type ApiObject } from "../object";
import { bindPod } from "../pods/bind";
import { evict, evictionOptions } from "../pods/evict";
import type { Server } from "../server-context";
import { ApiError, badRequest, invalid } from "../status";
import { reply, type Answer, type ApiRequest } from "./answer";
import { objectBody } from "./body";
import { deleteOptions, writeOptions } from "./objects";
import type { ResourceRoute } from "./route";

/** Serves what is no object itself: eviction, binding, log, proxy, token. Undefined for anything else. */
export function serveSubresource(
  server: Server,
  route: ResourceRoute,
  request: ApiRequest,
): Promise<Answer> | Answer | undefined {
  switch (`${route.plural}/${route.subresource}`) {
    case "pods/eviction":
      return eviction(server, route, request);
    case "pods/binding":
      return binding(server, route, request);
    case "pods/log":
      return log(server, route, request);
    case "pods/proxy":
      return proxy(server, route, request);
    case "serviceaccounts/token":
      return token(server, route, request);
    default:
      return undefined;
  }
}

function eviction({ registry }: Server, { namespace, name }: ResourceRoute, request: ApiRequest): Answer {
  const body = objectBody(request);
  if (textAt(body, "metadata", "name") !== name)
    throw badRequest("name in URL does not match name in Eviction object");
  const options = deleteOptions({ ...request, body: Buffer.from(JSON.stringify(evictionOptions(body))) });
  const { dryRun } = writeOptions(request);
  evict(registry, namespace, name, { ...options, dryRun: options.dryRun === true || dryRun === true });
  return reply(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

function binding({ registry }: Server, { namespace, name }: ResourceRoute, request: ApiRequest): Answer {
  const node = textAt(objectBody(request), "target", "name") ?? "";
  bindPod(registry, namespace, name, node);
  return reply(201, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

function token({ registry, tokens, now }: Server, route: ResourceRoute, request: ApiRequest): Answer {
  const { namespace, name } = route;
  const account = registry.get({ served: registry.catalog.builtIn("/serviceaccounts"), namespace, name });
  const body = objectBody(request);
  const seconds = numberAt(body, "spec", "expirationSeconds") ?? 3600;
  if (seconds < 600)
    throw invalid({ group: "authentication.k8s.io", kind: "TokenRequest" }, "", [
      {
        field: "spec.expirationSeconds",
        reason: "FieldValueInvalid",
        text: `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`,
      },
    ]);
  const asked = textsAt(body, "spec", "audiences");
  const audiences = asked.length > 0 ? [...asked] : ["https://kubernetes.default.svc.cluster.local"];
  const uid = account.metadata.uid ?? "";
  return reply(201, {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name, namespace, creationTimestamp: timestamp(now()) },
    spec: {
      audiences,
      expirationSeconds: seconds,
      boundObjectRef: objectAt(body, "spec")["boundObjectRef"] ?? null,
    },
    status: {
      token: tokens.issueFor({ namespace, name, uid }, seconds * 1000),
      expirationTimestamp: timestamp(now() + seconds * 1000),
    },
  });
}

function containerOf(pod: ApiObject, asked: string): string {
  const names = [...objectsAt(pod, "spec", "initContainers"), ...objectsAt(pod, "spec", "containers")].map(
    (each) => textAt(each, "name") ?? "",
  );
  const { name } = pod.metadata;
  if (asked !== "") {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
    return asked;
  }
  const own = objectsAt(pod, "spec", "containers").map((each) => textAt(each, "name") ?? "");
  if (own.length === 1 && names.length === 1) return own[0] ?? "";
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`);
}

function logOptions(query: URLSearchParams, container: string): LogOptions {
  const number = (name: string): Partial<Record<string, number>> => {
    const value = query.get(name);
    return value === null ? {} : { [name]: Number(value) };
  };
  return {
    container,
    follow: query.get("follow") === "true",
    previous: query.get("previous") === "true",
    timestamps: query.get("timestamps") === "true",
    ...number("tailLines"),
    ...number("sinceSeconds"),
    ...number("limitBytes"),
  };
}

async function log(server: Server, { namespace, name }: ResourceRoute, request: ApiRequest): Promise<Answer> {
  const pod = server.registry.get({ served: server.catalog.builtIn("/pods"), namespace, name });
  const container = containerOf(pod, request.query.get("container") ?? "");
  const node = textAt(pod, "spec", "nodeName") ?? "";
  const headers = { "content-type": "text/plain", "cache-control": "no-cache, private" };
  if (node === "" || server.kubeletLogs === undefined) return reply(204, "", headers);
  const target = { node, namespace, pod: name, uid: pod.metadata.uid ?? "" };
  const pieces = await server
    .kubeletLogs(target, logOptions(request.query, container), request.signal)
    .catch((error: unknown) => {
      throw error instanceof LogsRefusedError ? badRequest(error.message) : error;
    });
  return {
    kind: "stream",
    async run(response: ServerResponse) {
      response.writeHead(200, headers);
      response.flushHeaders();
      for await (const piece of pieces) {
        if (response.destroyed) return;
        response.write(piece);
      }
      response.end();
    },
  };
}

/** `[scheme:]name[:port]`, as the proxy subresource names its pod. */
function proxied(name: string): { name: string; port: string } {
  const parts = name.split(":");
  if (parts.length === 3) return { name: parts[1] ?? "", port: parts[2] ?? "" };
  return { name: parts[0] ?? "", port: parts[1] ?? "" };
}

const HOP = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|authorization)$/;

function forwarded(headers: ApiRequest["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (typeof value === "string" && !HOP.test(name)) kept[name] = value;
  return kept;
}

function portOf(pod: ApiObject, asked: string): number {
  const ports = objectsAt(pod, "spec", "containers").flatMap((each) => objectsAt(each, "ports"));
  const found = asked === "" ? ports[0] : ports.find((port) => textAt(port, "name") === asked);
  return numberAt(found, "containerPort") ?? Number(asked === "" ? 80 : asked);
}

async function proxy(server: Server, route: ResourceRoute, request: ApiRequest): Promise<Answer> {
  const { name, port } = proxied(route.name);
  const pod = server.registry.get({
    served: server.catalog.builtIn("/pods"),
    namespace: route.namespace,
    name,
  });
  const ip = textAt(pod, "status", "podIP") ?? "";
  if (ip === "") throw badRequest("address not allowed");
  const search = request.query.size === 0 ? "" : `?${request.query}`;
  const call = {
    method: request.method,
    path: `/${route.rest}${search}`,
    headers: forwarded(request.headers),
  };
  try {
    const answer = await server.podNetwork.request(ip, portOf(pod, port), call);
    return reply(answer.status, answer.body, answer.headers);
  } catch (error) {
    if (!(error instanceof PodUnreachableError)) throw error;
    throw new ApiError(503, "ServiceUnavailable", `error trying to reach service: ${error.message}`);
  }
}
