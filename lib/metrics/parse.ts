import "server-only";
import { parseAfterName } from "@/lib/metrics/parse-line";
import type { SeriesDefinition } from "@/lib/metrics/series-table";

export interface ParsedSample {
  readonly series: string;
  /** Only the labels that the series table keeps. */
  readonly labels: Readonly<Record<string, string>>;
  /** One text for one set of labels: sorted pairs as JSON. */
  readonly labelsKey: string;
  value: number;
  timestampMs: number | null;
}

export interface ParseOutcome {
  samples: ParsedSample[];
  lines: number;
  /** Lines over the limit, left out whole. */
  tooLong: number;
  /** Lines of a wanted series that could not be read. */
  malformed: number;
  /** True when the sample limit was reached: what came after was left out. */
  truncated: boolean;
}

export interface ParseLimits {
  lineBytes: number;
  samples: number;
}

export interface MetricsParser {
  push(chunk: Uint8Array | string): void;
  end(): ParseOutcome;
}

export const PARSE_LIMITS: ParseLimits = { lineBytes: 64 * 1024, samples: 50_000 };
const LABEL_VALUE_MAX = 256;
const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const HASH = 35;
const BRACE = 123;

interface Wanted {
  definition: SeriesDefinition;
  bytes: Uint8Array;
}

/** FNV-1a of the name's bytes: most lines of a page are not wanted and are dropped by this one number. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return hash;
}

function sameBytes(line: Uint8Array, from: number, to: number, name: Uint8Array): boolean {
  if (to - from !== name.length) return false;
  for (let at = 0; at < name.length; at += 1) if (line[from + at] !== name[at]) return false;
  return true;
}

/** PostgreSQL refuses U+0000 in text, and a hostile pod could send long values. */
function cleanValue(value: string): string {
  return value.slice(0, LABEL_VALUE_MAX).replaceAll("\u0000", "\uFFFD").toWellFormed();
}

class Collector {
  readonly #kept = new Map<string, ParsedSample>();
  readonly #limit: number;
  truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(
    definition: SeriesDefinition,
    raw: { labels: Map<string, string>; value: number; timestampMs: number | null },
  ) {
    const pairs = definition.labels.map((name) => [name, cleanValue(raw.labels.get(name) ?? "")] as const);
    const labelsKey = JSON.stringify(pairs);
    const key = `${definition.id} ${labelsKey}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      known.value = definition.type === "gauge" ? raw.value : known.value + raw.value;
      known.timestampMs = raw.timestampMs ?? known.timestampMs;
    } else if (this.#kept.size >= this.#limit) {
      this.truncated = true;
    } else {
      this.#kept.set(key, {
        series: definition.id,
        labels: Object.fromEntries(pairs),
        labelsKey,
        value: raw.value,
        timestampMs: raw.timestampMs,
      });
    }
  }

  samples(): ParsedSample[] {
    return [...this.#kept.values()];
  }
}

/** Splits bytes into lines over chunk borders; a line over the limit is counted and skipped, never held. */
class LineSplitter {
  readonly #limit: number;
  readonly #line: (bytes: Uint8Array, from: number, to: number) => void;
  #carry: Uint8Array;
  #held = 0;
  #skipping = false;
  lines = 0;
  tooLong = 0;

  constructor(limit: number, line: (bytes: Uint8Array, from: number, to: number) => void) {
    this.#limit = limit;
    this.#line = line;
    this.#carry = new Uint8Array(Math.min(limit, 4096));
  }

  push(chunk: Uint8Array) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#finish(chunk, from, end);
      from = end + 1;
    }
    if (from < chunk.length) this.#hold(chunk, from, chunk.length);
  }

  end() {
    if (this.#held > 0 || this.#skipping) this.#finish(this.#carry, 0, 0);
  }

  #finish(chunk: Uint8Array, from: number, end: number) {
    if (this.#held > 0 || this.#skipping) {
      if (end > from) this.#hold(chunk, from, end);
      this.lines += 1;
      if (this.#skipping) this.tooLong += 1;
      else this.#line(this.#carry, 0, this.#held);
      this.#held = 0;
      this.#skipping = false;
      return;
    }
    this.lines += 1;
    if (end - from > this.#limit) this.tooLong += 1;
    else this.#line(chunk, from, end);
  }

  #hold(chunk: Uint8Array, from: number, to: number) {
    const size = this.#held + to - from;
    if (this.#skipping || size > this.#limit) {
      this.#skipping = true;
      this.#held = 0;
      return;
    }
    if (size > this.#carry.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(size, this.#carry.length * 2)));
      larger.set(this.#carry.subarray(0, this.#held));
      this.#carry = larger;
    }
    this.#carry.set(chunk.subarray(from, to), this.#held);
    this.#held = size;
  }
}

/**
 * A parser for the Prometheus text format that takes a page piece by piece, in any cut, and keeps the wanted series only.
 * Memory is bounded: one line (64 KiB), and `limits.samples` kept samples.
 */
export function createMetricsParser(
  wanted: readonly SeriesDefinition[],
  limits: ParseLimits = PARSE_LIMITS,
): MetricsParser {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const table = new Map<number, Wanted[]>();
  for (const definition of wanted) {
    const bytes = encoder.encode(definition.prometheusName);
    const hash = hashOf(bytes, 0, bytes.length);
    table.set(hash, [...(table.get(hash) ?? []), { definition, bytes }]);
  }
  const kept = new Collector(limits.samples);
  let malformed = 0;
  let half = "";

  const splitter = new LineSplitter(limits.lineBytes, (bytes, from, to) => {
    let start = from;
    while (start < to && (bytes[start] === SPACE || bytes[start] === TAB)) start += 1;
    if (start === to || bytes[start] === HASH) return;
    let end = start;
    while (end < to && bytes[end] !== BRACE && bytes[end] !== SPACE && bytes[end] !== TAB) end += 1;
    const candidates = table.get(hashOf(bytes, start, end));
    const match = candidates?.find((one) => sameBytes(bytes, start, end, one.bytes));
    if (match === undefined) return;
    const raw = parseAfterName(decoder.decode(bytes.subarray(end, to)));
    if (raw === null) malformed += 1;
    else kept.add(match.definition, raw);
  });

  return {
    push(chunk) {
      if (typeof chunk !== "string") return splitter.push(chunk);
      // A pair of surrogates may be cut in two by the border of two strings.
      const text = half + chunk;
      const last = text.charCodeAt(text.length - 1);
      half = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : "";
      splitter.push(encoder.encode(half === "" ? text : text.slice(0, -1)));
    },
    end() {
      if (half !== "") splitter.push(encoder.encode(half));
      half = "";
      splitter.end();
      const { lines, tooLong } = splitter;
      return { samples: kept.samples(), lines, tooLong, malformed, truncated: kept.truncated };
    },
  };
}
