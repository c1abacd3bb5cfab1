import { StepListShort } from "@/components/operation/step-list-short";
import { ClockTime } from "@/components/ui/clock-time";
import { LinkButton } from "@/components/ui/link-button";
import { PanelBody } from "@/components/ui/panel-body";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { paths } from "@/lib/client/paths";
import type { OperationView } from "@/lib/contract/views";

/** One operation that runs, with its steps; what waits for a person has the button. */
export function RunningOperation({ org, operation }: { org: string; operation: OperationView }) {
  const waits = operation.attention !== null;
  return (
    <PanelBody gap="gap-0">
      <b>
        {operation.title} {operation.simulated ? <SimulatedTag /> : null}
      </b>
      <p className="text-12 text-text-3">
        {operation.regionName === null ? "" : `${operation.regionName} · `}started by {operation.actor},{" "}
        <ClockTime at={operation.startedAt} />
      </p>
      <div className="mt-2.5">
        <StepListShort steps={operation.steps} />
      </div>
      {operation.attention === null ? null : <p className="mt-2 text-text-2">{operation.attention.state}</p>}
      <div className="mt-3">
        <LinkButton
          size="small"
          href={paths.operation(org, operation.id)}
          kind={waits ? "secondary" : "quiet"}
        >
          {waits ? "Decide" : "Follow it"}
        </LinkButton>
      </div>
    </PanelBody>
  );
}
