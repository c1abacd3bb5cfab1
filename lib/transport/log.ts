import "server-only";
import pino, { type Logger } from "pino";
import { env } from "@/lib/env";

declare global {
  var gantryLogger: Logger | undefined;
}

interface Told {
  type: string;
  message: string;
  stack: string | undefined;
}

/** Only type, message and stack of an error: bodies, headers and causes of others may hold secrets. */
function tellError(error: unknown): Told {
  if (!(error instanceof Error)) return { type: typeof error, message: "not an error", stack: undefined };
  return { type: error.name, message: error.message.slice(0, 500), stack: error.stack?.slice(0, 4000) };
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
