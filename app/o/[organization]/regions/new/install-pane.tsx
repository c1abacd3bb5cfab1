"use client";

import { useEffect, useState } from "react";
import { dryRunInstallationAction, installOperatorAction, planInstallationAction } from "../actions";
import { InstallByHand } from "@/components/region/install-by-hand";
import { InstallObjects } from "@/components/region/install-objects";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { ErrorBox } from "@/components/ui/error-box";
import { Fold } from "@/components/ui/fold";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useAction } from "@/lib/client/use-action";
import type { InstallPlanView } from "@/lib/contract/views";

interface InstallPaneProps {
  org: string;
  regionId: string;
  onAccepted: (operationId: string) => void;
}

const newKey = (): string => `install-${crypto.randomUUID()}`;

function Words({ plan }: { plan: InstallPlanView }) {
  return (
    <dl className="grid gap-x-4 gap-y-1.5 mid:grid-cols-[auto_minmax(0,1fr)]">
      {plan.words.map((each) => (
        <div key={each.title} className="contents">
          <dt className="font-strong">{each.title}</dt>
          <dd className="text-text-2">{each.detail}</dd>
        </div>
      ))}
      <dt className="font-strong">Source</dt>
      <dd className="text-12 text-text-2 wrap-anywhere">
        {plan.source}
        <br />
        <span className="mono">sha256 {plan.sha256}</span>
      </dd>
    </dl>
  );
}

/** Pane 3: what will be applied in words and YAML, a dry run by the API server, then the installation. */
export function InstallPane({ org, regionId, onAccepted }: InstallPaneProps) {
  const [plan, setPlan] = useState<InstallPlanView | null>(null);
  const [key] = useState(newKey);
  const reading = useAction(planInstallationAction, org);
  const trying = useAction(dryRunInstallationAction, org);
  const installing = useAction(installOperatorAction, org);
  const read = reading.run;

  // The plan is read when the pane opens: it depends on what runs in the cluster now.
  useEffect(() => {
    void read({ regionId }).then((found) => {
      if (found) setPlan(found);
      return found;
    });
  }, [read, regionId]);

  const dryRun = async () => {
    const tried = await trying.run({ regionId });
    if (tried) setPlan(tried);
  };
  const install = async () => {
    if (plan === null) return;
    const accepted = await installing.run({ regionId, version: plan.version, key });
    if (accepted) onAccepted(accepted.operationId);
  };
  const failure = reading.failure ?? trying.failure ?? installing.failure;

  return (
    <div className="grid gap-4 p-4">
      {failure === null ? null : <ErrorBox title={failure.message}>{failure.next}</ErrorBox>}
      {plan === null ? (
        reading.pending ? (
          <SkeletonRows words="Reading what runs in the cluster, and the manifest." rows={4} />
        ) : null
      ) : (
        <>
          <Words plan={plan} />
          {plan.refusal === null ? null : (
            <ErrorBox title="Nothing will be installed here">{plan.refusal}</ErrorBox>
          )}
          <Fold summary="YAML" detail={`exactly what is applied, ${plan.objects.length} objects`}>
            <CodeBlock text={plan.yaml} what="the operator's manifest" />
          </Fold>
          <InstallByHand plan={plan} />
          <div className="overflow-hidden rounded-panel border border-line">
            <InstallObjects objects={plan.objects} />
          </div>
          <div className="flex flex-wrap items-center gap-3">
            <Button
              kind="primary"
              pending={installing.pending}
              disabledReason={plan.refusal === null ? null : "the reason stands above"}
              onClick={() => void install()}
            >
              Install operator {plan.version}
            </Button>
            <Button pending={trying.pending} onClick={() => void dryRun()}>
              Dry run
            </Button>
            <span className="text-12 text-text-3">
              Applies {plan.objects.length} objects. Databases that run are not touched.
            </span>
          </div>
        </>
      )}
    </div>
  );
}
