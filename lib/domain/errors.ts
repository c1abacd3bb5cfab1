/** The closed list of expected failures; a code decides the HTTP status, the message speaks to the person. */
export const ERROR_CODES = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "invalid",
  "conflict",
  "precondition",
  "rate_limited",
  "region_unreachable",
  "cluster_refused",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

const STATUS: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid: 422,
  conflict: 409,
  precondition: 412,
  rate_limited: 429,
  region_unreachable: 503,
  cluster_refused: 502,
  internal: 500,
};

/** The HTTP status of a code. */
export function httpStatus(code: ErrorCode): number {
  return STATUS[code];
}

interface ErrorDetail {
  fields?: Record<string, string>;
  next?: string;
}

/** An expected failure. `fields` names inputs by path; `next` says what to do. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly fields: Record<string, string>;
  readonly next: string | null;

  /**
   * By name: Next loads the engine and the pages as bundles of their own, each with its copy of this class, and what
   * one of them opened throws into the other.
   */
  static [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "ServiceError";
  }

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.fields = detail.fields ?? {};
    this.next = detail.next ?? null;
  }
}
