import { StepMark } from "@/components/operation/step-mark";
import { classNames } from "@/components/ui/class-names";
import { RunningTime } from "@/components/ui/running-time";
import type { StepView } from "@/lib/contract/views";

const TITLE: Record<StepView["state"], string> = {
  done: "text-text-2",
  running: "font-strong text-text-1",
  stuck: "font-strong text-reduced",
  failed: "font-strong text-down",
  "to-come": "text-text-3",
};

/** Steps without their evidence: mark, name, how long. */
export function StepListShort({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol>
      {steps.map((step, index) => (
        <li
          key={step.id}
          className={classNames(
            "relative grid grid-cols-[14px_minmax(0,1fr)_auto] gap-2.25 py-1",
            index < steps.length - 1 &&
              "before:absolute before:top-4.75 before:-bottom-1.75 before:left-[5.5px] before:w-px before:bg-line-edge",
          )}
        >
          <StepMark state={step.state} className="mt-0.75 self-start" />
          <span className={TITLE[step.state]}>{step.title}</span>
          <span className="text-12 text-text-3">
            {step.startedAt === null ? null : (
              <RunningTime startedAt={step.startedAt} endedAt={step.endedAt} />
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
