import { Agent, type Dispatcher, request } from "undici";
import { z } from "zod";
import type { Endpoint } from "@/lib/sandbox/standins/kubeconfig";

/** The API server answered with an error; `reason` is its own word (NotFound, Conflict, AlreadyExists, Expired …). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

const StatusSchema = z.looseObject({ reason: z.string().optional(), message: z.string().optional() });

function toApiError(status: number, text: string): ApiError {
  let parsed: z.output<typeof StatusSchema> = {};
  try {
    parsed = StatusSchema.parse(JSON.parse(text));
  } catch {
    // Not every answer is a Status: a proxy or an old handler may speak plain text.
  }
  return new ApiError(status, parsed.reason ?? "Unknown", parsed.message ?? text.slice(0, 300));
}

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Record<string, string>;
  body?: object;
  contentType?: string;
  signal?: AbortSignal;
}

export interface Transport {
  /** The answer after its headers; throws ApiError from 400 on. */
  send: (call: Call) => Promise<Dispatcher.ResponseData>;
  json: (call: Call) => Promise<unknown>;
  close: () => Promise<void>;
}

const ANSWER_MS = 30_000;

/** One pool of connections to one API server, trusting its CA alone. */
export function createTransport(endpoint: Endpoint, userAgent: string): Transport {
  const { caPem, clientCertPem, clientKeyPem, server, token } = endpoint;
  const agent = new Agent({
    connect: {
      ca: caPem,
      ...(clientCertPem === undefined ? {} : { cert: clientCertPem }),
      ...(clientKeyPem === undefined ? {} : { key: clientKeyPem }),
    },
    bodyTimeout: 0,
    headersTimeout: ANSWER_MS,
    keepAliveTimeout: 30_000,
  });
  const authorization = (): Record<string, string> =>
    token === undefined ? {} : { authorization: `Bearer ${typeof token === "string" ? token : token()}` };

  async function send(call: Call): Promise<Dispatcher.ResponseData> {
    const answer = await request(new URL(call.path, server), {
      dispatcher: agent,
      method: call.method,
      ...(call.query === undefined ? {} : { query: call.query }),
      headers: {
        accept: "application/json",
        "user-agent": userAgent,
        ...authorization(),
        ...(call.body === undefined ? {} : { "content-type": call.contentType ?? "application/json" }),
      },
      body: call.body === undefined ? null : JSON.stringify(call.body),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    if (answer.statusCode < 400) return answer;
    throw toApiError(answer.statusCode, await answer.body.text());
  }

  return {
    send,
    json: async (call) => (await send(call)).body.json(),
    close: () => agent.destroy(),
  };
}
