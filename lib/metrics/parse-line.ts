import "server-only";

export interface RawSample {
  labels: Map<string, string>;
  value: number;
  timestampMs: number | null;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = new Map([
  ["nan", Number.NaN],
  ["inf", Infinity],
  ["+inf", Infinity],
  ["-inf", -Infinity],
]);
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;

/** A number of the exposition format (decimal, exponent, NaN, Inf of either sign), or null. */
export function parseNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  return NOT_FINITE.get(text.toLowerCase()) ?? null;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at += 1;
  return at;
}

/** Reads a quoted value that begins at `from` (the quote). `next` is behind the closing quote. */
function readQuoted(text: string, from: number): { value: string; next: number } | null {
  if (text[from] !== '"') return null;
  let value = "";
  let at = from + 1;
  while (at < text.length) {
    const letter = text.charAt(at);
    if (letter === '"') return { value, next: at + 1 };
    if (letter === "\\") {
      const escaped = text.charAt(at + 1);
      // An unknown escape keeps its backslash, as Prometheus does.
      value += escaped === "n" ? "\n" : escaped === '"' || escaped === "\\" ? escaped : `\\${escaped}`;
      at += 2;
    } else {
      value += letter;
      at += 1;
    }
  }
  return null;
}

function readLabels(text: string, from: number): { labels: Map<string, string>; next: number } | null {
  const labels = new Map<string, string>();
  let at = skipBlanks(text, from + 1);
  while (text[at] !== "}") {
    LABEL_NAME.lastIndex = at;
    const name = LABEL_NAME.exec(text)?.[0];
    if (name === undefined) return null;
    at = skipBlanks(text, at + name.length);
    if (text[at] !== "=") return null;
    const quoted = readQuoted(text, skipBlanks(text, at + 1));
    if (quoted === null) return null;
    labels.set(name, quoted.value);
    at = skipBlanks(text, quoted.next);
    if (text[at] === ",") at = skipBlanks(text, at + 1);
    else if (text[at] !== "}") return null;
  }
  return { labels, next: at + 1 };
}

/**
 * Parses what follows the name in one line: `{labels} value [timestamp ms]`; an OpenMetrics exemplar (`# {...}`) is left out.
 * Null when the line is not of this format.
 */
export function parseAfterName(text: string): RawSample | null {
  let at = skipBlanks(text, 0);
  let labels = new Map<string, string>();
  if (text[at] === "{") {
    const read = readLabels(text, at);
    if (read === null) return null;
    ({ labels, next: at } = read);
  }
  const exemplar = text.indexOf("#", at);
  const words = (exemplar === -1 ? text.slice(at) : text.slice(at, exemplar)).trim().split(/[ \t]+/);
  const value = parseNumber(words[0] ?? "");
  if (value === null || words.length > 2) return null;
  const stamp = words[1];
  if (stamp === undefined) return { labels, value, timestampMs: null };
  if (!/^-?\d{1,16}$/.test(stamp)) return null;
  return { labels, value, timestampMs: Number(stamp) };
}
