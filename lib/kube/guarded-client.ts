import "server-only";
import { Pool, type Dispatcher } from "undici";
import { cappedBody, encodingOf, parseJsonObject, startOfBody, wholeBody } from "@/lib/kube/answer-body";
import { CallLedger } from "@/lib/kube/call-ledger";
import { CallLimits } from "@/lib/kube/call-limits";
import type { KubeClient, KubeRequest, KubeStream } from "@/lib/kube/client";
import { guardedConnector, type ConnectOptions } from "@/lib/kube/guarded-connect";
import { KubeError } from "@/lib/kube/kube-error";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { RequestBudget } from "@/lib/kube/request-budget";
import type { Secret } from "@/lib/kube/secret";
import { fullPath, headersOf, isWatch, secretsOf, serialize } from "@/lib/kube/request-parts";
import { errorOfAnswer, errorOfStatus, type RefusedAnswer } from "@/lib/kube/status-error";
import { transportError } from "@/lib/kube/transport-error";

export interface GuardedClientOptions extends ConnectOptions {
  /** Shown in the customer's own audit log. */
  userAgent: string;
}

const TIMEOUT_MS = 15_000;
const IDLE_MS = 60_000;
const MAX_BYTES = 32 * 1024 * 1024;
const ERROR_BYTES = 256 * 1024;
/** Watches hold a connection each; the rest is for calls. */
const CONNECTIONS_MAX = 64;
const KEEP_ALIVE_MS = 30_000;

interface Answer {
  status: number;
  headers: Record<string, string>;
  /** What its words must not repeat. */
  secrets: readonly string[];
  pieces: AsyncGenerator<Uint8Array, void, undefined>;
}

function plainHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return plain;
}

const mediaType = (headers: Record<string, string>): string =>
  (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** A page of HTML with status 200 is a proxy or a sign-in wall: an outage, never an empty list. */
function checkMediaType(headers: Record<string, string>, needsJson: boolean): void {
  const type = mediaType(headers);
  if (needsJson ? type === "application/json" : type !== "text/html") return;
  throw new KubeError("protocol", `an answer of ${type === "" ? "no content type" : type}`);
}

class GuardedClient implements KubeClient {
  #endpoint: RegionEndpoint;
  readonly #userAgent: string;
  readonly #pool: Pool;
  readonly #budget = new RequestBudget();
  readonly #ledger = new CallLedger();

  constructor(endpoint: RegionEndpoint, options: GuardedClientOptions) {
    this.#endpoint = endpoint;
    this.#userAgent = options.userAgent;
    this.#pool = new Pool(new URL(endpoint.server).origin, {
      connect: guardedConnector(endpoint, options),
      connections: CONNECTIONS_MAX,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      // Undici's own timers run in steps of half a second; the limits of the call replace them.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  async json(request: KubeRequest): Promise<unknown> {
    const limits = new CallLimits(request.timeoutMs ?? TIMEOUT_MS, request.signal);
    try {
      const answer = await this.#send(request, limits);
      checkMediaType(answer.headers, true);
      const value = parseJsonObject(await wholeBody(answer.pieces));
      const failure = errorOfStatus(value, answer.secrets);
      if (failure !== null) throw failure;
      return value;
    } catch (error) {
      // An answer that was not read to its end holds its connection until it is given up.
      limits.abort();
      throw limits.explain(transportError(error));
    } finally {
      limits.end();
    }
  }

  async stream(request: KubeRequest): Promise<KubeStream> {
    const limits = new CallLimits(request.timeoutMs ?? TIMEOUT_MS, request.signal);
    try {
      const answer = await this.#send(request, limits);
      checkMediaType(answer.headers, isWatch(request));
      return {
        status: answer.status,
        headers: answer.headers,
        body: limits.watch(answer.pieces, request.idleMs ?? IDLE_MS),
      };
    } catch (error) {
      limits.abort();
      throw limits.explain(transportError(error));
    }
  }

  ledger(): ReturnType<CallLedger["entries"]> {
    return this.#ledger.entries();
  }

  useToken(token: Secret): void {
    const { auth } = this.#endpoint;
    if (auth.kind !== "token") throw new Error("This client proves itself by a certificate, not by a token.");
    this.#endpoint = { ...this.#endpoint, auth: { ...auth, token } };
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #send(request: KubeRequest, limits: CallLimits): Promise<Answer> {
    const path = fullPath(this.#endpoint.server, request);
    const body = serialize(request);
    await this.#budget.acquire(request.lane ?? "background", limits.deadlineAt, limits.signal);
    await request.beforeSend?.();
    const count = this.#ledger.record(request, Date.now());
    const onBytes = (bytes: number): void => {
      count(bytes);
      request.onWireBytes?.(bytes);
    };
    const endpoint = this.#endpoint;
    const secrets = secretsOf(endpoint, request);
    const response = await this.#pool.request({
      method: request.method,
      path,
      headers: headersOf(endpoint, request, this.#userAgent),
      body,
      signal: limits.signal,
    });
    const headers = plainHeaders(response.headers);
    const encoding = encodingOf(headers["content-encoding"]);
    if (response.statusCode < 200 || response.statusCode > 299) {
      const text = await startOfBody(response.body, encoding, { maxBytes: ERROR_BYTES, onBytes });
      throw this.#refusal({ status: response.statusCode, headers, text }, secrets);
    }
    const maxBytes = request.maxBytes ?? MAX_BYTES;
    return {
      status: response.statusCode,
      headers,
      secrets,
      pieces: cappedBody(response.body, encoding, { maxBytes, onBytes }),
    };
  }

  #refusal(answer: RefusedAnswer, secrets: readonly string[]): KubeError {
    const error = errorOfAnswer(answer, secrets, Date.now());
    // A disruption budget answers 429 for one pod; only a busy server is a reason to hold every call.
    const isBudget = error.causes.some((cause) => cause.reason === "DisruptionBudget");
    if (error.retryAfterMs !== null && !isBudget && (error.status === 429 || error.status === 503)) {
      this.#budget.pause(error.retryAfterMs);
    }
    return error;
  }
}

/**
 * The client of one region: pooled TLS connections to exactly its address, each checked by the address
 * policy, no redirects, no proxies, capped answers, deadlines, a request budget and a ledger of calls.
 * The customer's kubeconfig never reaches a library; nothing of the environment changes where it dials.
 */
export function createGuardedClient(endpoint: RegionEndpoint, options: GuardedClientOptions): KubeClient {
  return new GuardedClient(endpoint, options);
}
