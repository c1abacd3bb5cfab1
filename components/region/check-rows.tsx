import { CheckCounts } from "@/components/region/check-counts";
import { CheckGlyph } from "@/components/region/check-glyph";
import { classNames } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import type { CheckResult } from "@/lib/contract/views";

const ORDER: Record<CheckResult["state"], number> = { fail: 0, "not-read": 1, warn: 2, pass: 3 };
const EDGE: Record<CheckResult["state"], string> = {
  fail: "shadow-[inset_2px_0_0_var(--down-mark)]",
  "not-read": "shadow-[inset_2px_0_0_var(--unknown-mark)]",
  warn: "",
  pass: "",
};
const TITLE: Record<CheckResult["state"], string> = {
  fail: "font-strong text-down",
  "not-read": "font-strong text-unknown",
  warn: "font-strong",
  pass: "",
};

function Row({ check }: { check: CheckResult }) {
  const passes = check.state === "pass";
  return (
    <li
      className={classNames(
        "grid grid-cols-[12px_30px_minmax(0,1fr)] items-start gap-x-2.25 px-3.5 py-1.75",
        EDGE[check.state],
      )}
    >
      <CheckGlyph state={check.state} className="mt-0.75" />
      <span className="text-text-3">{check.id}</span>
      <div className="grid min-w-0 gap-1.5">
        <p>
          <span className={TITLE[check.state]}>{check.title}</span>{" "}
          <span className="text-12 text-text-2">{check.result}</span>
        </p>
        {passes ? null : (
          <>
            {check.evidence.map((line) => (
              <p key={line} className="text-12 text-text-2 wrap-anywhere">
                {line}
              </p>
            ))}
            {check.fix === null ? null : (
              <p className="text-12">
                <b>Fix</b> <span className="text-text-2">{check.fix.words}</span>
              </p>
            )}
            {check.fix === null || check.fix.command === null ? null : (
              <CodeBlock text={check.fix.command} what={`the fix of ${check.id}`} wrap />
            )}
          </>
        )}
      </div>
    </li>
  );
}

/** The last preflight: worst first, trouble opened in place with evidence and fix, what passes in one line. */
export function CheckRows({ checks }: { checks: readonly CheckResult[] }) {
  if (checks.length === 0) return <p className="px-3.5 py-3 text-text-2">No check has run yet.</p>;
  const sorted = checks.toSorted((a, b) => ORDER[a.state] - ORDER[b.state]);
  return (
    <>
      <p className="border-b border-line px-3.5 py-1.75">
        <b>
          <CheckCounts checks={checks} />.
        </b>{" "}
        <span className="text-text-2">The score is the worst one.</span>
      </p>
      <ul className="divide-y divide-line">
        {sorted.map((check) => (
          <Row key={check.id} check={check} />
        ))}
      </ul>
    </>
  );
}
