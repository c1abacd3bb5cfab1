import "server-only";

export interface BackoffOptions {
  baseMs: number;
  capMs: number;
}

/**
 * Full jitter: anywhere from 0 to `base * 2^(attempt - 1)`, at most the cap, so that many watchers of a server that
 * comes back do not return at once. `atLeastMs` is what the server asked for (Retry-After) and always holds.
 * `attempt` counts from 1; `random` lies in [0, 1).
 */
export function backoffMs(attempt: number, random: number, options: BackoffOptions, atLeastMs = 0): number {
  const ceiling = Math.min(options.capMs, options.baseMs * 2 ** Math.min(Math.max(0, attempt - 1), 30));
  return Math.max(atLeastMs, Math.round(random * ceiling));
}
