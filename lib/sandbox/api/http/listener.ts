import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpsServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ServingCertificates } from "../auth/certificates";
import type { JsonObject } from "../json";
import type { Server } from "../server-context";
import { ApiError } from "../status";
import { JSON_TYPE, type Answer, type ApiRequest, type Reply } from "./answer";
import { authenticate, handle } from "./handle";

const compress = promisify(gzip);
/** As the API server: smaller answers are not worth it. */
const COMPRESS_BYTES = 128 * 1024;
const LARGEST_BODY_BYTES = 3 * 1024 * 1024;

/** The HTTPS side of the API server; `closing` ends all streams. */
export function createListener(
  server: Server,
  certificates: ServingCertificates,
  closing: AbortSignal,
): HttpsServer {
  const { certPem, keyPem } = certificates;
  return createServer({ cert: certPem, key: keyPem, keepAliveTimeout: 120_000 }, (incoming, response) => {
    void serve(server, incoming, response, closing);
  });
}

async function serve(
  server: Server,
  incoming: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const warnings: string[] = [];
  try {
    const url = new URL(incoming.url ?? "/", "https://sandbox");
    const user = authenticate(server, incoming.headers.authorization);
    const request: ApiRequest = {
      method: incoming.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      user,
      body: await read(incoming),
      signal: AbortSignal.any([gone.signal, closing]),
      warn: (message) => warnings.push(message),
    };
    const answer = await handle(server, request);
    await send(answer, incoming, response, warnings);
  } catch (error) {
    await fail(error, incoming, response);
  }
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of incoming) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > LARGEST_BODY_BYTES)
      throw new ApiError(
        413,
        "RequestEntityTooLarge",
        `Request entity too large: limit is ${LARGEST_BODY_BYTES}`,
      );
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

async function fail(error: unknown, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const refusal = error instanceof ApiError ? error : internal(error);
  const seconds = retryAfter(refusal.body);
  const headers = seconds === undefined ? {} : { "retry-after": String(seconds) };
  await send({ kind: "reply", status: refusal.code, body: refusal.body, headers }, incoming, response, []);
}

function internal(error: unknown): ApiError {
  const text = error instanceof Error ? error.message : String(error);
  return new ApiError(500, "InternalError", `Internal error occurred: ${text}`, {
    causes: [{ message: text }],
  });
}

function retryAfter(body: JsonObject): number | undefined {
  const { details } = body;
  if (typeof details !== "object" || details === null || Array.isArray(details)) return undefined;
  return typeof details["retryAfterSeconds"] === "number" ? details["retryAfterSeconds"] : undefined;
}

async function send(
  answer: Answer,
  incoming: IncomingMessage,
  response: ServerResponse,
  warnings: readonly string[],
): Promise<void> {
  response.setHeader("audit-id", randomUUID());
  for (const warning of warnings) response.appendHeader("warning", `299 - ${JSON.stringify(warning)}`);
  if (answer.kind === "stream") return answer.run(response);
  const bytes = bytesOf(answer);
  const headers: Record<string, string> = {
    "content-type": JSON_TYPE,
    "cache-control": "no-cache, private",
    ...answer.headers,
  };
  const packs = String(incoming.headers["accept-encoding"]).includes("gzip");
  if (packs && bytes.length > COMPRESS_BYTES && headers["content-encoding"] === undefined) {
    const packed = await compress(bytes, { level: 1 });
    return end(
      response,
      answer.status,
      { ...headers, "content-encoding": "gzip", vary: "Accept-Encoding" },
      packed,
    );
  }
  return end(response, answer.status, headers, bytes);
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  bytes: Uint8Array,
): void {
  response.writeHead(status, { ...headers, "content-length": String(bytes.length) });
  response.end(bytes);
}

function bytesOf({ body }: Reply): Uint8Array {
  if (typeof body === "string") return Buffer.from(body);
  return body instanceof Uint8Array ? body : Buffer.from(`${JSON.stringify(body)}\n`);
}
