import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { JsonObject } from "../json";
import type { User } from "../user";

/** A request after authentication. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  user: User;
  body: Buffer;
  /** Aborted when the caller has gone or the server closes. */
  signal: AbortSignal;
  /** Sends a `Warning` header with the answer. */
  warn: (message: string) => void;
}

/** A whole answer. Text is sent as it is: objects keep their JSON once made. */
export interface Reply {
  kind: "reply";
  status: number;
  body: JsonObject | string | Uint8Array;
  headers?: Readonly<Record<string, string>>;
}

/** An answer that goes on; `run` writes the headers and everything after them. */
export interface Streaming {
  kind: "stream";
  run(response: ServerResponse): void | Promise<void>;
}

export type Answer = Reply | Streaming;

export const reply = (
  status: number,
  body: Reply["body"],
  headers?: Readonly<Record<string, string>>,
): Reply => ({ kind: "reply", status, body, ...(headers === undefined ? {} : { headers }) });

export const JSON_TYPE = "application/json";
