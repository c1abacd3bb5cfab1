"use client";

import { useState } from "react";
import { dryRunDatabaseAction } from "../actions";
import type { Choice } from "./draft";
import { PlanView } from "@/components/database/plan-view";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { CodeBlock } from "@/components/ui/code-block";
import { ClockTime } from "@/components/ui/clock-time";
import { ErrorBox } from "@/components/ui/error-box";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { StatusLine } from "@/components/ui/status-line";
import { useAction, type ActionFailure } from "@/lib/client/use-action";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { DryRunAnswer, PlanAnswer } from "@/lib/contract/plan";

interface PlanPanelProps {
  id: string;
  org: string;
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  pending: boolean;
  failure: ActionFailure | null;
  onChange: (part: Choice) => void;
}

const TABS = [
  { id: "plan", label: "Plan" },
  { id: "yaml", label: "YAML" },
  { id: "dry-run", label: "Dry run" },
] as const;
type TabId = (typeof TABS)[number]["id"];

function DryRun({ org, draft }: { org: string; draft: DatabaseDraft }) {
  const [said, setSaid] = useState<DryRunAnswer | null>(null);
  const { run, pending, failure } = useAction(dryRunDatabaseAction, org);
  const ask = async () => setSaid(await run(draft));
  return (
    <div className="grid gap-3 p-3.5">
      <p className="text-text-2">
        The API server judges the VitessCluster as if it were applied, and keeps nothing.
      </p>
      <div>
        <Button pending={pending} onClick={() => void ask()}>
          Run it on the server
        </Button>
      </div>
      {failure === null ? null : <ErrorBox title={failure.message}>{failure.next}</ErrorBox>}
      {said === null ? null : (
        <div className="grid gap-2" aria-live="polite">
          <StatusLine tone={said.ok ? "serving" : "down"}>
            {said.ok ? "Accepted" : "Refused"} at <ClockTime at={said.at} seconds />
          </StatusLine>
          <CodeBlock text={said.words.join("\n")} what="the server's words" wrap />
        </div>
      )}
    </div>
  );
}

/** Beside the form: the plan, the YAML that will be applied, and the server's own verdict. */
export function PlanPanel({ id, org, draft, answer, pending, failure, onChange }: PlanPanelProps) {
  const [tab, setTab] = useState<TabId>("plan");
  return (
    <section
      id={id}
      aria-label="Placement plan"
      aria-busy={pending}
      className="min-w-0 scroll-mt-14 overflow-hidden rounded-panel border border-line bg-panel min-[1300px]:sticky min-[1300px]:top-4"
    >
      <h2 className="sr-only">Placement plan</h2>
      <div
        role="tablist"
        aria-label="Plan, YAML or dry run"
        className="flex gap-4.5 border-b border-line px-3.5 pt-2.75"
      >
        {TABS.map((each) => (
          <button
            key={each.id}
            type="button"
            role="tab"
            id={`tab-${each.id}`}
            aria-selected={tab === each.id}
            aria-controls={`panel-${each.id}`}
            onClick={() => setTab(each.id)}
            className={classNames(
              "-mb-px border-b-2 pb-2.25 touch:min-h-11",
              tab === each.id
                ? "border-text-1 font-strong"
                : "border-transparent text-text-2 hover:text-text-1",
            )}
          >
            {each.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${tab}`} aria-labelledby={`tab-${tab}`}>
        {failure === null ? null : (
          <div className="p-3.5">
            <ErrorBox title={failure.message}>{failure.next}</ErrorBox>
          </div>
        )}
        {tab === "dry-run" ? (
          <DryRun org={org} draft={draft} />
        ) : answer === null ? (
          failure === null ? (
            <SkeletonRows words="Reading the free room of each node." rows={5} />
          ) : null
        ) : tab === "plan" ? (
          <PlanView answer={answer} onChange={onChange} />
        ) : (
          <div className="grid gap-2 p-3.5">
            <p className="text-12 text-text-3">
              Exactly what will be applied, without the secrets. Copy it for Git if you like.
            </p>
            <CodeBlock text={answer.yaml} what="the manifest" />
          </div>
        )}
      </div>
    </section>
  );
}
