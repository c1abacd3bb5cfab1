import { isDeepStrictEqual } from "node:util";

type Json = unknown;
const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether everything in `wanted` stands in `found` too; what the server added does not matter. Lists match by position. */
export function isPartOf(wanted: Json, found: Json): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      wanted.length === found.length &&
      wanted.every((one, index) => isPartOf(one, found[index]))
    );
  }
  if (isRecord(wanted)) {
    if (!isRecord(found)) return Object.keys(wanted).length === 0 && found === undefined;
    return Object.entries(wanted).every(([key, value]) => isPartOf(value, found[key]));
  }
  return wanted === found;
}

/** The merge patch (RFC 7386) that turns `from` into `to`, or null when they are equal. */
export function mergePatch(from: Json, to: Record<string, Json>): Record<string, Json> | null {
  const before = isRecord(from) ? from : {};
  const patch: Record<string, Json> = {};
  for (const key of Object.keys(before)) if (!(key in to)) patch[key] = null;
  for (const [key, value] of Object.entries(to)) {
    const known = before[key];
    if (isDeepStrictEqual(known, value)) continue;
    patch[key] = isRecord(value) && isRecord(known) ? (mergePatch(known, value) ?? {}) : value;
  }
  return Object.keys(patch).length === 0 ? null : patch;
}
