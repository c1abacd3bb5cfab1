"use client";

import { useState } from "react";
import { CheckGlyph } from "@/components/region/check-glyph";
import { classNames } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { CheckResult } from "@/lib/contract/views";
import { CHECK_TITLES } from "@/lib/domain/region/check-result";

const ORDER: Record<CheckResult["state"], number> = { fail: 0, "not-read": 1, warn: 2, pass: 3 };
const TEXT: Record<CheckResult["state"], string> = {
  fail: "text-down",
  warn: "text-reduced",
  "not-read": "text-unknown",
  pass: "text-text-1",
};

function Fix({ check }: { check: CheckResult }) {
  if (check.fix === null) return null;
  return (
    <div className="grid gap-2">
      <p>
        <b>Fix</b> <span className="text-text-2">{check.fix.words}</span>
      </p>
      {check.fix.command === null ? null : (
        <CodeBlock text={check.fix.command} what={`the fix of ${check.id}`} />
      )}
    </div>
  );
}

function Detail({ check }: { check: CheckResult }) {
  return (
    <div className="grid content-start gap-3 p-4" aria-live="polite">
      <h3 className="flex items-start gap-2">
        <CheckGlyph state={check.state} className="mt-0.75" />
        <span className={TEXT[check.state]}>
          {check.id} {check.title}: {check.result}
        </span>
      </h3>
      {check.evidence.length === 0 ? null : (
        <ul className="grid gap-1 text-12 text-text-2">
          {check.evidence.map((line) => (
            <li key={line} className="wrap-anywhere">
              {line}
            </li>
          ))}
        </ul>
      )}
      <Fix check={check} />
      {check.state === "pass" ? <p className="text-12 text-text-3">Nothing to do.</p> : null}
    </div>
  );
}

const ROW =
  "grid w-full grid-cols-[12px_30px_minmax(0,1fr)] gap-x-2.5 px-4 py-1.5 mid:grid-cols-[12px_30px_148px_minmax(0,1fr)] touch:min-h-11 touch:items-center";

/** The checks of a first run, before their results: all of them run in one go. */
export function RunningChecks() {
  return (
    <ul className="py-1" aria-label="Checks that run">
      {Object.entries(CHECK_TITLES).map(([id, title]) => (
        <li key={id} className={ROW}>
          <StatusGlyph shape="arc" className="mt-0.75 animate-breathe text-starting-mark touch:mt-0" />
          <span className="text-text-3">{id}</span>
          <span className="text-text-3">{title}</span>
          <span className="text-12 leading-[18px] text-text-3 max-mid:col-start-3">
            asking the API server
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Checks with the worst first; the chosen one shows its evidence and its fix beside the list, on a phone below it. */
export function CheckList({ checks }: { checks: readonly CheckResult[] }) {
  const sorted = checks.toSorted((a, b) => ORDER[a.state] - ORDER[b.state]);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const chosen = sorted.find((check) => check.id === chosenId) ?? sorted[0];
  return (
    <div className="grid desk:grid-cols-[minmax(0,1fr)_minmax(0,472px)]">
      <ul className="py-1">
        {sorted.map((check) => (
          <li key={check.id}>
            <button
              type="button"
              aria-pressed={check === chosen}
              onClick={() => setChosenId(check.id)}
              className={classNames(
                ROW,
                "text-left hover:bg-hover focus-visible:-outline-offset-2",
                check === chosen && "bg-selected shadow-[inset_2px_0_0_var(--accent)] hover:bg-selected",
              )}
            >
              <CheckGlyph state={check.state} className="mt-0.75 touch:mt-0" />
              <span className="text-text-3">{check.id}</span>
              <span className={classNames(check.state !== "pass" && "font-strong", TEXT[check.state])}>
                {check.title}
              </span>
              <span className="text-12 leading-[18px] text-text-2 max-mid:col-start-3">{check.result}</span>
            </button>
            {check === chosen ? (
              <div className="border-b border-line desk:hidden">
                <Detail check={check} />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      <div className="border-l border-line max-desk:hidden">
        {chosen === undefined ? null : <Detail check={chosen} />}
      </div>
    </div>
  );
}
