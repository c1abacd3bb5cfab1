import "server-only";

const SHOWN_MAX = 500;
const HIDDEN = "[secret]";

/** Terminal colour sequences go whole, so that `[31m` is not left behind. */
const [ESC, CSI] = [String.fromCodePoint(0x1b), String.fromCodePoint(0x9b)];
const ANSI = new RegExp(`(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`, "g");
/** Control characters, bidirectional and zero-width marks, line and paragraph separators. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const BLANK = new Set(["\n", "\r", "\t", "\u2028", "\u2029"]);

/** Names of fields whose value is a secret. */
const KEYS = "(?:access|id|refresh)?[-_]?token|password|passwd|authorization|client-key-data|client_secret";

const PATTERNS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|$)/g, HIDDEN],
  [/\beyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)?/g, HIDDEN],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/(:\/\/)[^\s/@:]{1,256}:[^\s/@]{1,1024}@/g, `$1${HIDDEN}@`],
  [new RegExp(`\\b(${KEYS})(=["']?)[^\\s"',;}]+`, "gi"), `$1$2${HIDDEN}`],
  [new RegExp(`"(${KEYS})"(\\s*:\\s*)"[^"]*"`, "gi"), `"$1"$2"${HIDDEN}"`],
  // After a colon only what is long enough to be a secret: "invalid continue token: key is not valid" stays.
  [new RegExp(`\\b(${KEYS})(:\\s*)[^\\s"',;}]{12,}`, "gi"), `$1$2${HIDDEN}`],
];

function visible(text: string): string {
  return text
    .replace(ANSI, "")
    .replace(UNPRINTABLE, (mark) => (BLANK.has(mark) ? " " : ""))
    .replace(/ {2,}/g, " ")
    .trim();
}

/** Cuts by whole characters, with an ellipsis that says so. */
function cut(text: string): string {
  if (text.length <= SHOWN_MAX) return text;
  // Never between the halves of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(text.charAt(SHOWN_MAX - 2)) ? SHOWN_MAX - 2 : SHOWN_MAX - 1;
  return `${text.slice(0, end)}…`;
}

/**
 * Makes words of a cluster fit to show: one line of at most 500 characters, without control or
 * bidirectional characters, tokens, keys or passwords. `known` are secrets of this very call.
 */
export function scrub(text: string, known: readonly string[] = []): string {
  let shown = visible(text);
  for (const secret of known) {
    if (secret.length >= 4) shown = shown.replaceAll(secret, HIDDEN);
  }
  for (const [pattern, replacement] of PATTERNS) shown = shown.replace(pattern, replacement);
  return cut(shown);
}
