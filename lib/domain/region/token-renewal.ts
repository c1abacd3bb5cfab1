/** The life of a bound token, in epoch milliseconds. */
export interface TokenLife {
  /** When it was made, or given to Gantry. */
  since: number;
  expiresAt: number;
}

/** Servers may grant less. */
export const WANTED_LIFE_SECONDS = 24 * 3600;

const EARLIEST = 0.5;
const SPREAD = 0.1;
const OVERDUE = 0.75;
/** A server whose clock is far off grants lives that are over at once; asking again at once mends nothing. */
const LEAST_MS = 60_000;

const partOf = ({ since, expiresAt }: TokenLife, share: number): number =>
  since + Math.max(0, expiresAt - since) * share;

/** When to renew: from half of its life on. `spread` in [0, 1) keeps many regions from renewing at once. */
export function renewalDueAt(life: TokenLife, spread: number): number {
  return Math.max(partOf(life, EARLIEST + SPREAD * spread), life.since + LEAST_MS);
}

/** True when a token that renews itself should have been renewed by now. */
export function isOverdue(life: TokenLife, now: number): boolean {
  return now > partOf(life, OVERDUE);
}
