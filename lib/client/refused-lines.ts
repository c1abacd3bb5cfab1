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

/** The refused lines of a pasted text with up to three around each, without what may be a secret. */
export function refusedLines(text: string, refused: readonly number[]): ShownLine[] {
  return text
    .split("\n")
    .map((line, index) => ({
      number: index + 1,
      text: plainText(line),
      isRefused: refused.includes(index + 1),
    }))
    .filter(({ number }) => refused.some((each) => Math.abs(each - number) <= AROUND));
}
