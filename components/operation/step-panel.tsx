import { StepRow } from "@/components/operation/step-row";
import { Panel } from "@/components/ui/panel";
import { StateBecauseNext } from "@/components/ui/state-because-next";
import { stepCount } from "@/lib/client/operation-words";
import type { OperationView } from "@/lib/contract/views";

const COLUMN = "text-right";

/** All steps with their evidence. The one that needs a person is open in place. */
export function StepPanel({ operation }: { operation: OperationView }) {
  const { steps, attention } = operation;
  const opened =
    attention === null ? undefined : steps.find((step) => step.state === "stuck" || step.state === "failed");
  return (
    <Panel
      title="Steps"
      note={stepCount(operation)}
      end={
        <span className="grid grid-cols-[56px_56px_72px] gap-3 max-mid:hidden" aria-hidden="true">
          <span className={COLUMN}>start</span>
          <span className={COLUMN}>end</span>
          <span className={COLUMN}>took</span>
        </span>
      }
    >
      <ol className="divide-y divide-line">
        {steps.map((step, index) => (
          <StepRow key={step.id} step={step} last={index === steps.length - 1}>
            {step === opened && attention !== null ? (
              <StateBecauseNext
                state={<b>{attention.state}</b>}
                because={attention.because}
                next={attention.next}
              />
            ) : null}
          </StepRow>
        ))}
      </ol>
    </Panel>
  );
}
