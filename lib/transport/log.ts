import "server-only";
import pino, { type Logger } from "pino";
import { z } from "zod";
import { env } from "@/lib/env";

declare global {
  var gantryLogger: Logger | undefined;
}

interface Told {
  type: string;
  message: string;
  stack: string | undefined;
}

/** A failed query as drizzle throws it: its message holds the parameters, and the reason is in its cause. */
const FailedQuery = z.object({ query: z.string(), params: z.array(z.unknown()), cause: z.instanceof(Error) });

const frames = ({ stack = "" }: Error): string =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");

/**
 * Only type, message and frames of an error: bodies, headers and causes of others may hold secrets. Of a failed query
 * the words of PostgreSQL and the statement, never its parameters: hashes and sealed texts are among them.
 */
export function tellError(error: unknown): Told {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error", stack: undefined };
  const failed = FailedQuery.safeParse(error).data;
  const message = failed === undefined ? error.message : `${failed.cause.message} (query: ${failed.query})`;
  return { type: error.name, message: message.slice(0, 500), stack: frames(error).slice(0, 4000) };
}

/** The process's logger: JSON lines with request and operation ids. */
export function logger(): Logger {
  globalThis.gantryLogger ??= pino({
    level: env().GANTRY_LOG_LEVEL,
    base: null,
    serializers: { err: tellError },
    redact: [
      "password",
      "token",
      "*.password",
      "*.token",
      "authorization",
      "*.authorization",
      "cookie",
      "*.cookie",
    ],
  });
  return globalThis.gantryLogger;
}
