"use client";

import { useEffect, useRef } from "react";
import { checkRegionAction } from "../actions";
import { CheckList, RunningChecks } from "@/components/region/check-list";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { useAction } from "@/lib/client/use-action";
import type { CheckResult } from "@/lib/contract/views";

interface PreflightPaneProps {
  org: string;
  regionId: string;
  checks: readonly CheckResult[];
  onChecked: (checks: readonly CheckResult[]) => void;
}

/** Pane 2: the checks start by themselves once; each shows its evidence and its fix, and can be run again. */
export function PreflightPane({ org, regionId, checks, onChecked }: PreflightPaneProps) {
  const { run, pending, failure } = useAction(checkRegionAction, org);
  const started = useRef(checks.length > 0);

  const check = async () => {
    const found = await run({ regionId });
    if (found) onChecked(found);
  };
  const first = useRef(check);

  // The first run belongs to the arrival on this pane, not to a press.
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void first.current();
  }, []);

  return (
    <div className="grid">
      {failure === null ? null : (
        <div className="p-4 pb-0">
          <ErrorBox title={failure.message}>{failure.next}</ErrorBox>
        </div>
      )}
      {checks.length > 0 ? <CheckList checks={checks} /> : failure === null ? <RunningChecks /> : null}
      <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-2.5">
        <Button size="small" pending={pending} onClick={() => void check()}>
          {pending ? "Checking" : "Run all checks again"}
        </Button>
        <span className="text-12 text-text-3">10 checks, all read only. The score is the worst result.</span>
      </div>
    </div>
  );
}
