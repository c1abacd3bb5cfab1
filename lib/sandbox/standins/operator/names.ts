import { createHash } from "node:crypto";

const NAME_MAX = 253;
const SERVICE_MAX = 63;
const LOCKSERVER_MAX = 56;
const HASH_LENGTH = 8;
const CUT_MARK = "---";

/** First 4 bytes of the MD5 over each original part and a NUL, as vitess-operator 2.17 does (pkg/operator/names). */
function hashOf(parts: readonly string[]): string {
  const digest = createHash("md5");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest("hex").slice(0, HASH_LENGTH);
}

function join(max: number, first: RegExp, parts: readonly string[]): string {
  const hash = hashOf(parts);
  const folded = parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-");
  const prefix = first.test(folded) ? folded : `x${folded}`;
  const whole = `${prefix}-${hash}`;
  if (whole.length <= max) return whole;
  return `${prefix.slice(0, max - HASH_LENGTH - CUT_MARK.length)}${CUT_MARK}${hash}`;
}

/** The name of an object that the operator makes of these parts. */
export const objectName = (...parts: string[]): string => join(NAME_MAX, /^[a-z0-9]/, parts);
/** Services have shorter names that begin with a letter. */
export const serviceName = (...parts: string[]): string => join(SERVICE_MAX, /^[a-z]/, parts);
export const lockserverName = (...parts: string[]): string => join(LOCKSERVER_MAX, /^[a-z]/, parts);

export interface KeyRange {
  start?: string | undefined;
  end?: string | undefined;
}

/** As Vitess prints it: `-80`, `80-`, `-` for all. */
export const keyRangeName = ({ start = "", end = "" }: KeyRange): string => `${start}-${end}`;
/** As it stands in labels and names: `x-80`, `80-x`, `x-x`. */
export const safeShard = ({ start, end }: KeyRange): string => `${start || "x"}-${end || "x"}`;

/** Boundaries of `parts` equal shards (`hexWidth` 0 means 2 digits up to 256 parts, else 4). */
export function equalKeyRanges(parts: number, hexWidth: number): KeyRange[] {
  const width = hexWidth === 0 ? (parts <= 256 ? 2 : 4) : hexWidth;
  const total = 16n ** BigInt(width);
  const boundary = (index: number): string =>
    ((BigInt(index) * total) / BigInt(parts)).toString(16).padStart(width, "0");
  return Array.from({ length: parts }, (_, index) => ({
    ...(index === 0 ? {} : { start: boundary(index) }),
    ...(index === parts - 1 ? {} : { end: boundary(index + 1) }),
  }));
}

/** A tablet's uid: first 4 bytes of the MD5 of its place, so that it is the same after every re-creation. */
export function tabletUid(place: {
  cell: string;
  keyspace: string;
  keyRange: KeyRange;
  poolType: string;
  index: number;
}): number {
  const { cell, keyspace, keyRange, poolType, index } = place;
  const line = `${cell} ${keyspace} ${keyRangeName(keyRange)} ${poolType} ${index}\n`;
  return createHash("md5").update(line).digest().readUInt32BE(0);
}

/** `zone1-0790125915`: the alias as Vitess prints it. */
export const tabletAlias = (cell: string, uid: number): string => `${cell}-${String(uid).padStart(10, "0")}`;
