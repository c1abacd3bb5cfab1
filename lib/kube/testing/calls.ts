import "server-only";
import type { RequestListener, ServerResponse } from "node:http";
import type { KubeClient, KubeRequest } from "@/lib/kube/client";
import { createGuardedClient, type GuardedClientOptions } from "@/lib/kube/guarded-client";
import { KubeError } from "@/lib/kube/kube-error";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { startServer, type TestServer, type TestServerOptions } from "@/lib/kube/testing/https-server";

const opened: (() => Promise<unknown>)[] = [];

/** Closes at the end of the test what it opened. */
export function onEnd(close: () => Promise<unknown>): void {
  opened.push(close);
}

export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((close) => close()));
}

/** A server that is closed at the end of the test. */
export async function server(
  handler: RequestListener,
  options: Omit<TestServerOptions, "handler"> = {},
): Promise<TestServer> {
  const started = await startServer({ handler, ...options });
  onEnd(started.close);
  return started;
}

/** A guarded client that is closed at the end of the test. */
export function client(
  endpoint: RegionEndpoint,
  options: Partial<GuardedClientOptions> & { allowedLoopback: string[] },
): KubeClient {
  const made = createGuardedClient(endpoint, { userAgent: "gantry-test", ...options });
  onEnd(() => made.close());
  return made;
}

/** A client that may dial this very server. */
export const allowedClient = (at: TestServer): KubeClient =>
  client(at.endpoint, { allowedLoopback: at.allowed });

/** The KubeError of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<KubeError> {
  const error: unknown = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof KubeError) return error;
  throw new Error("expected a KubeError", { cause: error });
}

/** Answers with JSON, or with a body of another type when the headers say so. */
export function answer(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { "content-type": "application/json", ...headers });
  res.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
}

export const get = (path = "/api/v1/nodes", more: Partial<KubeRequest> = {}): KubeRequest => ({
  method: "GET",
  path,
  ...more,
});

/** A Kubernetes Status that says no. */
export function failureStatus(
  code: number,
  reason: string,
  message: string,
  details: Record<string, unknown> = {},
): Record<string, unknown> {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message, details };
}
