import { readFileSync } from "node:fs";
import { isTest, isTypeScript, projectFiles } from "@/scripts/check/source-files";

const MAX_LINES = 300;
const VAGUE_NAME = /(^|[-.])(utils?|helpers?|common|misc|shared)\.tsx?$/;
const KEBAB_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.tsx?$/;
const SERVER_ONLY = /^lib\/(services|engine|transport|auth)\//;

/** One rule of the house that no tool checks: what it says of a file, or null. */
interface HouseRule {
  applies(path: string): boolean;
  finds(text: string, path: string): string | null;
}

const words = (...parts: readonly string[]): string => parts.join("");
/** Switches that silence a check or a case. Put together here, so that this file does not find itself. */
const SILENCERS = [
  words("@ts", "-ignore"),
  words("@ts", "-expect-error"),
  words("@ts", "-nocheck"),
  words("as un", "known as"),
  words(".on", "ly("),
];

/** A rule of the linter may be set aside for one line, by its name and with the reason. */
const SET_ASIDE = new RegExp(words("(ox|es)lint", "-disable(?!-next-line [\\w/, -]+ -- \\S)"));

function isBarrel(text: string): boolean {
  const statements = text
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
  return (
    statements.length > 0 &&
    statements.every((statement) => /^export\s[\s\S]*\sfrom\s*["'][^"']+["']$/.test(statement))
  );
}

const RULES: readonly HouseRule[] = [
  {
    applies: (path) => !isTest(path),
    finds(text) {
      const lines = text.split("\n").length - 1;
      return lines > MAX_LINES ? `has ${lines} lines, at most ${MAX_LINES} are allowed` : null;
    },
  },
  {
    applies: () => true,
    finds: (_, path) => (VAGUE_NAME.test(path) ? "has a name that says nothing of what it holds" : null),
  },
  {
    applies: (path) => !/\/\[|^app\/\(/.test(path),
    finds: (_, path) => (KEBAB_NAME.test(path.split("/").at(-1) ?? "") ? null : "is not named in kebab-case"),
  },
  {
    applies: () => true,
    finds: (text) => (isBarrel(text) ? "only exports what other files hold" : null),
  },
  {
    applies: (path) => SERVER_ONLY.test(path) && !isTest(path),
    finds: (text) => (/^import "server-only";$/m.test(text) ? null : 'lacks import "server-only"'),
  },
  {
    applies: () => true,
    finds(text) {
      const found = SILENCERS.find((silencer) => text.includes(silencer));
      return found === undefined ? null : `silences a check or a case with ${found}`;
    },
  },
  {
    applies: () => true,
    finds: (text) =>
      SET_ASIDE.test(text)
        ? "sets a lint rule aside without saying why: <linter>-disable-next-line <rule> -- <reason>"
        : null,
  },
];

/** What one file breaks of the rules of the house, in sentences. */
export function houseRuleProblems(path: string, text: string): string[] {
  return RULES.filter((rule) => rule.applies(path)).flatMap((rule) => {
    const found = rule.finds(text, path);
    return found === null ? [] : [`${path} ${found}.`];
  });
}

/** The rules of the house over all TypeScript of the project. */
export async function allHouseRuleProblems(): Promise<string[]> {
  const files = (await projectFiles()).filter(isTypeScript);
  return files.flatMap((path) => houseRuleProblems(path, readFileSync(path, "utf8")));
}
