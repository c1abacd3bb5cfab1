import "server-only";
import type { Tri } from "@/lib/domain/cluster/facts";

/**
 * Readers of JSON that a cluster sent. They never throw and never trust: what is not of the wanted shape reads as
 * empty. A schema per object would refuse the whole object for one odd field, and costs ten times as much per pod.
 */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = Object.freeze({});
const NOTHING: readonly unknown[] = Object.freeze([]);
const BREAKS = /[\t\n\r\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const UNSEEN_ALL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNSEEN_BUT_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}]/gu;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const POOL_MAX = 20_000;
const POOLED_LENGTH_MAX = 128;
const pool = new Map<string, string>();

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object; none when it is something else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : NONE;
}

/** The first `max` items of a JSON array; none when it is something else. */
export function itemsOf(value: unknown, max: number): readonly unknown[] {
  if (!Array.isArray(value)) return NOTHING;
  return value.length > max ? value.slice(0, max) : value;
}

/** A copy that owns its bytes: a slice of a long string would keep all of it in memory. */
function cut(text: string, max: number): string {
  return text.length > max ? Buffer.from(text.slice(0, max)).toString() : text;
}

/** One line of at most `max` characters without control, format or bidirectional characters. Empty when it is no string. */
export function textOf(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  const text = cut(value, max);
  return UNSEEN.test(text) ? text.replaceAll(BREAKS, " ").replaceAll(UNSEEN_ALL, "") : text;
}

/** Like `textOf`, with its line breaks and tabs kept: diffs and reports. */
export function linesOf(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  const text = cut(value, max);
  return UNSEEN.test(text) ? text.replaceAll(UNSEEN_BUT_LINES, "") : text;
}

/** `textOf`, but null instead of an empty string. */
export function textOrNull(value: unknown, max: number): string | null {
  const text = textOf(value, max);
  return text === "" ? null : text;
}

/**
 * One copy for all equal strings: ten thousand pods share their images, nodes and labels. The pool of the process is
 * dropped when it holds 20,000 strings, so a hostile cluster can only cost the sharing.
 */
export function shared(text: string): string {
  if (text.length > POOLED_LENGTH_MAX) return text;
  const known = pool.get(text);
  if (known !== undefined) return known;
  if (pool.size >= POOL_MAX) pool.clear();
  pool.set(text, text);
  return text;
}

/** A whole number that is not negative; 0 when it is something else. */
export function countOf(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** Epoch milliseconds of an RFC 3339 time; null when it is something else. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "string" || !RFC3339.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}

/** A condition of the operator; whatever is not True or False is Unknown. */
export function triOf(value: unknown): Tri {
  return value === "True" || value === "False" ? value : "Unknown";
}
