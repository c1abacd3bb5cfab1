import "server-only";
import { scrub } from "@/lib/kube/scrub";

/** The layer that failed, from the address policy up to the API server's answer. */
export type KubeErrorKind =
  | "address"
  | "dns"
  | "tcp"
  | "tls"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "invalid"
  | "expired"
  | "too-many"
  | "server"
  | "protocol"
  | "deadline";

/** One cause of a refusal, as the API server names it: a field, a field manager, a disruption budget. */
export interface KubeErrorCause {
  reason: string;
  field: string | null;
  message: string;
}

interface KubeErrorDetail {
  /** HTTP status; left out when no answer came. */
  status?: number;
  /** `reason` of a Kubernetes Status, such as `NotFound` or `AlreadyExists`. */
  reason?: string;
  /** The object that the Status speaks of. */
  object?: { group: string; kind: string; name: string };
  causes?: readonly KubeErrorCause[];
  retryAfterMs?: number;
  auditId?: string;
  /** The code of the operating system or of TLS, such as `ECONNREFUSED`. */
  code?: string;
  /** Secrets of this call, hidden wherever the words repeat them. */
  known?: readonly string[];
}

const CAUSES_MAX = 20;
const NAME_MAX = 120;

const short = (text: string, known: readonly string[]): string => scrub(text, known).slice(0, NAME_MAX);

function scrubbedCauses(causes: readonly KubeErrorCause[], known: readonly string[]): KubeErrorCause[] {
  return causes.slice(0, CAUSES_MAX).map((cause) => ({
    reason: short(cause.reason, known),
    field: cause.field === null ? null : short(cause.field, known),
    message: scrub(cause.message, known),
  }));
}

/**
 * A failed call to a region. `kind` is the layer that failed; the message is one scrubbed line of at most
 * 500 characters, empty when there are no words; `status` is null when no answer came.
 */
export class KubeError extends Error {
  readonly kind: KubeErrorKind;
  readonly status: number | null;
  readonly reason: string | null;
  readonly object: { group: string; kind: string; name: string } | null;
  readonly causes: readonly KubeErrorCause[];
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** The id of this request in the cluster's own audit log. */
  readonly auditId: string | null;
  readonly code: string | null;

  /**
   * By name: Next loads the engine and the pages as bundles of their own, each with its copy of this class, and a
   * region's client that one of them opened throws into the other.
   */
  static [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "KubeError";
  }

  constructor(kind: KubeErrorKind, message: string, detail: KubeErrorDetail = {}) {
    const known = detail.known ?? [];
    super(scrub(message, known));
    this.name = "KubeError";
    this.kind = kind;
    this.status = detail.status ?? null;
    this.reason = detail.reason === undefined ? null : short(detail.reason, known);
    this.object =
      detail.object === undefined
        ? null
        : {
            group: short(detail.object.group, known),
            kind: short(detail.object.kind, known),
            name: short(detail.object.name, known),
          };
    this.causes = scrubbedCauses(detail.causes ?? [], known);
    this.retryAfterMs = detail.retryAfterMs ?? null;
    this.auditId = detail.auditId === undefined ? null : short(detail.auditId, known);
    this.code = detail.code ?? null;
  }
}
