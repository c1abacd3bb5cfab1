import "server-only";
import { createHash } from "node:crypto";

const HASH_CHARACTERS = 8;

function hashOf(parts: readonly string[]): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, HASH_CHARACTERS);
}

/**
 * The name that the vitess-operator gives an object made of these parts: the parts, then a hash over them as they were
 * given. Names are only predicted by it; where an object can be found by its labels, that wins.
 */
export function operatorName(parts: readonly string[], maxLength = 253): string {
  const folded = parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-");
  const prefix = /^[a-z0-9]/.test(folded) ? folded : `x${folded}`;
  const hash = hashOf(parts);
  const whole = `${prefix}-${hash}`;
  if (whole.length <= maxLength) return whole;
  return `${prefix.slice(0, maxLength - hash.length - 3)}---${hash}`;
}

/** The service in front of all vtgates of a database; services have at most 63 characters. */
export function vtgateServiceName(cluster: string): string {
  return operatorName([cluster, "vtgate"], 63);
}
