import "server-only";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import type { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";

/** What one look at the API server says. */
export type Sign =
  /** It answered; `ready` once nodes or pods were listed (or were refused). */
  | { kind: "answered"; ready: boolean }
  /** It answers, but not to what is needed to become live. */
  | { kind: "hindered"; cause: string }
  /** It cannot be reached, or what answers is no API server. */
  | { kind: "unreachable"; cause: string }
  /** No word in time; only a long silence counts. */
  | { kind: "silent"; cause: string }
  | { kind: "refused"; cause: string }
  | { kind: "other-cluster"; cause: string };

/** Without an answer for longer than this, what is shown is called stale. */
export const SILENCE_MS = 10_000;

/** The state before anything was tried. */
export function firstState(at: number): ConnectionState {
  return { kind: "connecting", since: at, checkedAt: null, cause: null };
}

function enter(
  state: ConnectionState,
  kind: ConnectionState["kind"],
  at: number,
  rest: Pick<ConnectionState, "checkedAt" | "cause">,
): ConnectionState {
  return { kind, since: state.kind === kind ? state.since : at, ...rest };
}

/**
 * The state after a sign at a time. Pure. `since` moves only when the kind changes; `checkedAt` only when the API
 * server itself answered, be it with a refusal.
 */
export function afterSign(state: ConnectionState, sign: Sign, at: number): ConnectionState {
  switch (sign.kind) {
    case "answered": {
      const cause = !sign.ready && state.kind === "connecting" ? state.cause : null;
      return enter(state, sign.ready ? "live" : "connecting", at, { checkedAt: at, cause });
    }
    case "hindered":
      return state.kind === "connecting" && state.cause !== sign.cause
        ? { ...state, cause: sign.cause }
        : state;
    case "unreachable":
      return enter(state, "stale", at, { checkedAt: state.checkedAt, cause: sign.cause });
    case "silent": {
      const heardAt = state.checkedAt ?? state.since;
      if (state.kind !== "stale" && at - heardAt < SILENCE_MS) return state;
      return enter(state, "stale", at, { checkedAt: state.checkedAt, cause: sign.cause });
    }
    case "refused":
      return enter(state, "auth-failed", at, { checkedAt: at, cause: sign.cause });
    case "other-cluster":
      return enter(state, "identity-changed", at, { checkedAt: at, cause: sign.cause });
  }
}

/** Reads a failed look: a refusal of this very read (403) is an answer of a living API server. */
export function signOfFailure(error: KubeError, ready: boolean): Sign {
  const cause = kubeSentence(error);
  if (error.kind === "unauthorized") return { kind: "refused", cause };
  if (error.kind === "deadline") return { kind: "silent", cause };
  if (error.kind === "too-many") {
    return error.status === null ? { kind: "silent", cause } : { kind: "answered", ready };
  }
  if (error.kind === "forbidden") return { kind: "answered", ready };
  return { kind: "unreachable", cause };
}
