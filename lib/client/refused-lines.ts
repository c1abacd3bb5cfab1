/** Fields of a kubeconfig whose value may stand on a screen that others see. */
const PLAIN = new Set([
  "apiVersion",
  "auth-provider",
  "cluster",
  "clusters",
  "command",
  "context",
  "contexts",
  "current-context",
  "exec",
  "insecure-skip-tls-verify",
  "interactiveMode",
  "kind",
  "name",
  "namespace",
  "proxy-url",
  "server",
  "tls-server-name",
  "tokenFile",
  "user",
  "users",
]);
const KEYED = /^(\s*(?:- +)*["']?([\w-]+)["']?\s*:)(.*)$/;
const AROUND = 3;
const BLOCK_MAX = 8;

export interface ShownLine {
  /** From 1. */
  number: number;
  text: string;
  isRefused: boolean;
}

/** The key of a line, with its value only where that is never a secret; a line without a key may be part of one. */
function plainText(line: string): string {
  const [, head = "", key = "", value = ""] = KEYED.exec(line) ?? [];
  if (key === "") return line.trim() === "" ? "" : "…";
  const isPlain = PLAIN.has(key) && !value.includes("{");
  return isPlain || value.trim() === "" ? line : `${head} …`;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** The refused lines, each with what belongs to it: the lines right below that are indented deeper, up to eight. */
function withBlocks(lines: readonly string[], refused: readonly number[]): Set<number> {
  const all = new Set<number>();
  for (const first of refused) {
    const indent = indentOf(lines[first - 1] ?? "");
    const below = lines.slice(first, first + BLOCK_MAX);
    const end = below.findIndex((line) => line.trim() === "" || indentOf(line) <= indent);
    const length = end === -1 ? below.length : end;
    for (let step = 0; step <= length; step += 1) all.add(first + step);
  }
  return all;
}

/** The refused lines of a pasted text with up to three around each, without what may be a secret. */
export function refusedLines(text: string, refused: readonly number[]): ShownLine[] {
  const lines = text.split("\n");
  const marked = withBlocks(lines, refused);
  return lines
    .map((line, index) => ({
      number: index + 1,
      text: plainText(line),
      isRefused: marked.has(index + 1),
    }))
    .filter(
      ({ number, isRefused }) => isRefused || refused.some((each) => Math.abs(each - number) <= AROUND),
    );
}
