import type { CheckResult } from "@/lib/contract/views";

const WORDS: { state: CheckResult["state"]; one: string; many: string; look: string }[] = [
  { state: "fail", one: "fails", many: "fail", look: "font-strong text-down" },
  { state: "not-read", one: "not read", many: "not read", look: "text-unknown" },
  { state: "warn", one: "warns", many: "warn", look: "text-reduced" },
  { state: "pass", one: "passes", many: "pass", look: "" },
];

/** "1 fails, 2 warn, 7 pass": the worst first, in its colour. */
export function CheckCounts({ checks }: { checks: readonly CheckResult[] }) {
  const parts = WORDS.map((word) => ({
    ...word,
    count: checks.filter((check) => check.state === word.state).length,
  }));
  return (
    <span>
      {parts
        .filter((part) => part.count > 0)
        .map((part, index) => (
          <span key={part.state}>
            {index === 0 ? "" : ", "}
            <span className={part.look}>
              {part.count} {part.count === 1 ? part.one : part.many}
            </span>
          </span>
        ))}
    </span>
  );
}
