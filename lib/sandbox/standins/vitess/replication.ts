/** How a replica's applier does: `factor` is the part of the incoming writes that it can apply (below 1 it falls behind). */
export type Applier = { kind: "normal" } | { kind: "slow"; factor: number } | { kind: "blocked" };

/** A healthy applier works off five seconds of backlog in a second, while one more arrives. */
const CATCH_UP = 5;

/**
 * The lag after `seconds` more, in seconds. A blocked applier falls behind by one second a second, a slow one by what it
 * cannot apply; a free one catches up to 0. Pure.
 */
export function advanceLag(lagSeconds: number, seconds: number, applier: Applier): number {
  const capacity = applier.kind === "blocked" ? 0 : applier.kind === "slow" ? applier.factor : CATCH_UP;
  return Math.max(0, lagSeconds + seconds * (1 - capacity));
}
