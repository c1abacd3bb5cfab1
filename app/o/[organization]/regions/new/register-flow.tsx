"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { InstallPane } from "./install-pane";
import { InstallingPane } from "./installing-pane";
import { PreflightPane } from "./preflight-pane";
import { CheckCounts } from "@/components/region/check-counts";
import { Pane } from "@/components/region/pane";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { RegionDetail, type CheckResult, type OperationView } from "@/lib/contract/views";
import { whoMay } from "@/lib/domain/roles";

interface RegisterFlowProps {
  org: string;
  region: RegionDetail;
  /** The newest installation of this region, if there is one. */
  operation: OperationView | null;
  mayInstall: boolean;
}

function installEnd(operator: RegionDetail["summary"]["operator"]): string {
  return operator.state === "ready"
    ? `operator ${operator.version ?? ""} is here`
    : "you see each object before";
}

/** Panes 2 and 3 of a connected region. A reload comes back to the same place: all of it lies on the server. */
export function RegisterFlow({ org, region, operation, mayInstall }: RegisterFlowProps) {
  const router = useRouter();
  const [checks, setChecks] = useState<readonly CheckResult[]>(region.checks);
  const [step, setStep] = useState<"preflight" | "install">(operation === null ? "preflight" : "install");
  const failed = checks.some((check) => check.state === "fail");
  // Somebody may install it by hand while this stands open: its coming is pushed.
  const live = useLive(`region:${region.summary.id}`, RegionDetail, region).data.summary.operator;
  const operator = live.state === "ready" ? live : region.summary.operator;
  const ready = operator.state === "ready";
  // What an installation met may be mended, and what it brought may be gone: then it can be tried again.
  const isDone = operation?.state === "succeeded" && region.summary.operator.state !== "absent";
  const mayTry = operation === null || (operation.endedAt !== null && !isDone);
  const regionId = region.summary.id;

  return (
    <div className="grid gap-4">
      <Pane
        number={2}
        title="Preflight"
        state={step === "preflight" ? "current" : "done"}
        end={checks.length === 0 ? "10 checks, read only" : <CheckCounts checks={checks} />}
        onOpen={() => setStep("preflight")}
      >
        <PreflightPane org={org} regionId={regionId} checks={checks} onChecked={setChecks} />
        <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-3">
          <Button
            kind="primary"
            disabledReason={
              checks.length === 0
                ? "the checks run"
                : failed && !ready
                  ? "a check fails; mend it or choose another cluster"
                  : null
            }
            onClick={() => setStep("install")}
          >
            Continue to install
          </Button>
        </div>
      </Pane>
      <Pane
        number={3}
        title="Install"
        state={step === "install" ? "current" : "next"}
        end={installEnd(operator)}
      >
        {operation === null ? null : <InstallingPane org={org} regionId={regionId} initial={operation} />}
        {ready || !mayTry ? null : mayInstall ? (
          <InstallPane org={org} regionId={regionId} onAccepted={() => router.refresh()} />
        ) : (
          <p className="p-4 text-text-2">
            Only {whoMay("region.install")} can install the operator. Ask one of this organization.
          </p>
        )}
        {operation === null && ready ? (
          <div className="flex flex-wrap items-center gap-3 p-4">
            <span>The operator {operator.version} runs here already.</span>
            <LinkButton kind="primary" icon="plus" href={paths.createDatabase(org, regionId)}>
              Create a database here
            </LinkButton>
          </div>
        ) : null}
      </Pane>
    </div>
  );
}
