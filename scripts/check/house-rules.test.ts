import { expect, test } from "vitest";
import { houseRuleProblems } from "@/scripts/check/house-rules";

const long = "const x = 1;\n".repeat(301);

test.each([
  ["lib/domain/a.ts", long, "has 301 lines"],
  ["lib/domain/string-utils.ts", "const x = 1;\n", "says nothing"],
  ["lib/domain/nameOf.ts", "const x = 1;\n", "kebab-case"],
  ["lib/domain/index.ts", '/** All. */\nexport * from "./a";\nexport { b } from "./b";\n', "only exports"],
  ["lib/services/list.ts", "export const x = 1;\n", 'lacks import "server-only"'],
  ["lib/domain/a.ts", ["const x = y as un", "known as string;\n"].join(""), "silences"],
  ["lib/domain/a.test.ts", ["test.on", 'ly("x", () => {});\n'].join(""), "silences"],
  ["lib/domain/a.ts", ["// oxlint", "-disable-next-line eslint/no-console\n"].join(""), "without saying why"],
  ["lib/domain/a.ts", ["/* oxlint", "-disable */\n"].join(""), "without saying why"],
])("%s is refused: %#", (path, text, reason) => {
  expect(houseRuleProblems(path, text).join()).toContain(reason);
});

test.each([
  ["lib/domain/a.test.ts", long],
  ["lib/services/list.ts", 'import "server-only";\nexport const x = 1;\n'],
  ["app/o/[organization]/page.tsx", "export default function Page() {}\n"],
  ["lib/domain/a.ts", ["// oxlint", "-disable-next-line eslint/x, b/c -- it blinks\n"].join("")],
  ["lib/domain/a.ts", 'export { b } from "./b";\nexport const c = 1;\n'],
])("%s is let through: %#", (path, text) => {
  expect(houseRuleProblems(path, text)).toEqual([]);
});
