"use client";

import { OperationState } from "@/components/operation/operation-state";
import { StepListShort } from "@/components/operation/step-list-short";
import { CopyLine } from "@/components/ui/copy-line";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { OperationView } from "@/lib/contract/views";

interface CreatedPanelProps {
  org: string;
  created: { operationId: string; databaseId: string; name: string; user: string; password: string | null };
}

/** Nothing is known of the operation until its first frame comes. */
const Steps = OperationView.nullable();

function Password({ created }: Pick<CreatedPanelProps, "created">) {
  if (created.password === null) {
    return (
      <p>
        This form was accepted before, and its password was shown then. It is not kept, so it cannot be shown
        again.
      </p>
    );
  }
  return (
    <>
      <p>
        Password of the user <code>{created.user}</code>. It is shown this once: only its hash is kept.
      </p>
      <CopyLine text={created.password} what={`the password of ${created.user}`} large />
      <p className="text-12 text-text-3">
        It is gone when you leave this page; lost means a new one. The addresses stand on the tab Connect.
      </p>
    </>
  );
}

/** The acceptance: the password this once, and beside it the steps as they are done. */
export function CreatedPanel({ org, created }: CreatedPanelProps) {
  const { data: operation } = useLive(`operation:${created.operationId}`, Steps, null);
  return (
    <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,560px)_minmax(0,1fr)]">
      <Panel title={`${created.name} is accepted`} note="Gantry creates it now">
        <PanelBody>
          <Password created={created} />
          <div className="flex flex-wrap gap-2">
            <LinkButton kind="primary" href={paths.database(org, created.databaseId)}>
              Watch it come alive
            </LinkButton>
            <LinkButton href={paths.operation(org, created.operationId)}>Steps</LinkButton>
          </div>
        </PanelBody>
      </Panel>
      <Panel title="So far" end={operation === null ? undefined : <OperationState operation={operation} />}>
        {operation === null ? (
          <SkeletonRows words="Waiting for the first step." rows={4} />
        ) : (
          <PanelBody>
            <StepListShort steps={operation.steps} />
          </PanelBody>
        )}
      </Panel>
    </div>
  );
}
