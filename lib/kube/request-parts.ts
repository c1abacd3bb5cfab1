import "server-only";
import { z } from "zod";
import type { KubeRequest } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";

/** The API server refuses larger bodies, and etcd keeps no larger object. */
const BODY_MAX = 3 * 1024 * 1024;
const SAFE_PATH = /^(\/[\w.~%!$&'()*+,;=:@-]+)+\/?$/;
const CLIMBS = /\/(\.|%2e){1,2}(\/|$)/i;

/** True for a request that asks for a watch. */
export function isWatch(request: KubeRequest): boolean {
  const watch = request.query?.["watch"];
  return watch !== undefined && watch !== false && watch !== 0 && watch !== "false" && watch !== "0";
}

/** Path and query as they go on the wire, below the path of the server's own address. */
export function fullPath(server: string, request: KubeRequest): string {
  if (!SAFE_PATH.test(request.path) || CLIMBS.test(request.path)) {
    throw new KubeError("invalid", "the path of a call is not one of the Kubernetes API");
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const base = new URL(server).pathname.replace(/\/$/, "");
  const search = query.toString();
  return search === "" ? `${base}${request.path}` : `${base}${request.path}?${search}`;
}

/** The body as JSON, which is YAML too; null when there is none. */
export function serialize(request: KubeRequest): string | null {
  if (request.body === undefined) return null;
  const text = JSON.stringify(request.body);
  if (Buffer.byteLength(text) > BODY_MAX) {
    throw new KubeError("invalid", "an object larger than 3 MiB, which no API server takes");
  }
  return text;
}

/** The headers of a call. The token is revealed here and nowhere else. */
export function headersOf(
  endpoint: RegionEndpoint,
  request: KubeRequest,
  userAgent: string,
): Record<string, string> {
  const wantsJson = isWatch(request) || !/\/(proxy|log)(\/|$)/.test(request.path);
  return {
    accept: wantsJson ? "application/json" : "*/*",
    "accept-encoding": "gzip",
    "user-agent": userAgent,
    ...(request.body === undefined ? {} : { "content-type": request.contentType ?? "application/json" }),
    ...(endpoint.auth.kind === "token" ? { authorization: `Bearer ${endpoint.auth.token.reveal()}` } : {}),
  };
}

const SecretBody = z.object({
  kind: z.literal("Secret"),
  data: z.record(z.string(), z.string()).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
});

function valuesOfSecret(body: unknown): string[] {
  const parsed = SecretBody.safeParse(body);
  if (!parsed.success) return [];
  const encoded = Object.values(parsed.data.data ?? {});
  const plain = encoded.map((value) => Buffer.from(value, "base64").toString("utf8"));
  return [...encoded, ...plain, ...Object.values(parsed.data.stringData ?? {})];
}

/** What the words of an answer must not repeat: the credential, and the contents of a Secret that was sent. */
export function secretsOf(endpoint: RegionEndpoint, request: KubeRequest): string[] {
  const { auth } = endpoint;
  if (auth.kind !== "token") return valuesOfSecret(request.body);
  const token = auth.token.reveal();
  const encoded = Buffer.from(token, "utf8").toString("base64");
  return [token, encoded, encoded.replace(/=+$/, ""), ...valuesOfSecret(request.body)];
}
