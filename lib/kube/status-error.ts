import "server-only";
import { z } from "zod";
import { KubeError, type KubeErrorCause, type KubeErrorKind } from "@/lib/kube/kube-error";

const Cause = z.object({
  reason: z.string().catch(""),
  field: z.string().nullable().catch(null),
  message: z.string().catch(""),
});

const Details = z.object({
  group: z.string().catch(""),
  kind: z.string().catch(""),
  name: z.string().catch(""),
  causes: z.array(Cause).catch([]),
  retryAfterSeconds: z.number().nullable().catch(null),
});

const Status = z.object({
  kind: z.literal("Status"),
  status: z.string().catch("Failure"),
  message: z.string().catch(""),
  reason: z.string().catch(""),
  code: z.number().int().catch(0),
  details: Details.nullable().catch(null),
});
type Status = z.infer<typeof Status>;

/** What came back instead of an answer: headers have lower-case names. */
export interface RefusedAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

const BY_STATUS: Readonly<Record<number, KubeErrorKind>> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  410: "expired",
  429: "too-many",
};

const RETRY_AFTER_MAX_MS = 3_600_000;

/** `Retry-After` in milliseconds: whole seconds or an HTTP date; undefined when it is neither. */
function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Math.min(Number(value) * 1000, RETRY_AFTER_MAX_MS);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(0, at - nowMs), RETRY_AFTER_MAX_MS);
}

function kindOf(code: number): KubeErrorKind {
  const known = BY_STATUS[code];
  if (known !== undefined) return known;
  if (code >= 500) return "server";
  return code >= 400 ? "invalid" : "protocol";
}

function parseStatus(value: unknown): Status | null {
  const parsed = Status.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function detailOf(status: Status): { object?: Details; causes?: KubeErrorCause[]; retryAfterMs?: number } {
  if (status.details === null) return {};
  const { causes, retryAfterSeconds, ...object } = status.details;
  const seconds = retryAfterSeconds ?? 0;
  return {
    ...(object.kind === "" && object.name === "" ? {} : { object }),
    causes,
    ...(seconds > 0 ? { retryAfterMs: Math.min(seconds * 1000, RETRY_AFTER_MAX_MS) } : {}),
  };
}
type Details = { group: string; kind: string; name: string };

/** A Kubernetes Status of a watch's ERROR event or of an answer as an error; null when it is none. */
export function errorOfStatus(value: unknown, known: readonly string[] = []): KubeError | null {
  const status = parseStatus(value);
  if (status === null || status.status === "Success") return null;
  return new KubeError(kindOf(status.code), status.message, {
    status: status.code,
    reason: status.reason,
    known,
    ...detailOf(status),
  });
}

/** Words for an answer that holds no Status: its plain text, never its HTML. */
function plainWords(answer: RefusedAnswer): string {
  const type = answer.headers["content-type"] ?? "";
  if (type.startsWith("text/plain")) return answer.text;
  const named = type === "" ? "no content type" : (type.split(";")[0] ?? "");
  return `HTTP ${answer.status} with ${named} instead of a Kubernetes Status`;
}

/** A plain 404 is the API server's word for a kind it does not serve; a page of HTML is somebody else's. */
function plainKind(answer: RefusedAnswer): KubeErrorKind {
  const kind = kindOf(answer.status);
  const type = answer.headers["content-type"] ?? "";
  if (kind === "not-found" && !type.startsWith("text/plain")) return "protocol";
  return kind;
}

/** Turns an answer outside 2xx into an error with the server's scrubbed words. */
export function errorOfAnswer(answer: RefusedAnswer, known: readonly string[], nowMs: number): KubeError {
  const auditId = answer.headers["audit-id"];
  const wait = retryAfterMs(answer.headers["retry-after"], nowMs);
  const common = {
    status: answer.status,
    known,
    ...(auditId === undefined ? {} : { auditId }),
  };
  if (answer.status >= 300 && answer.status < 400) {
    return new KubeError("protocol", `a redirect (${answer.status}), which Gantry does not follow`, common);
  }
  const status = parseStatus(parseText(answer.text));
  const waited = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === null) {
    return new KubeError(plainKind(answer), plainWords(answer), { ...common, ...waited });
  }
  return new KubeError(kindOf(answer.status), status.message, {
    ...common,
    reason: status.reason,
    ...detailOf(status),
    ...waited,
  });
}
