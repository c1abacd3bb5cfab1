import "server-only";
import { ServiceError, type ErrorCode } from "@/lib/domain/errors";
import { logger } from "@/lib/transport/log";

export interface Failure {
  ok: false;
  code: ErrorCode;
  message: string;
  fields: Record<string, string>;
  next: string | null;
  requestId: string;
}

/** Expected failures keep their words; anything else is logged with its cause and told only as a request id. */
export function toFailure(error: unknown, requestId: string): Failure {
  if (error instanceof ServiceError) {
    return {
      ok: false,
      code: error.code,
      message: error.message,
      fields: error.fields ?? {},
      next: error.next ?? null,
      requestId,
    };
  }
  logger().error({ requestId, err: error }, "unexpected failure");
  return {
    ok: false,
    code: "internal",
    message: `Something in Gantry failed. Its log names this request: ${requestId}.`,
    fields: {},
    next: null,
    requestId,
  };
}
