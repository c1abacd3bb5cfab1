import type { ReactNode } from "react";
import { StepMark } from "@/components/operation/step-mark";
import { classNames } from "@/components/ui/class-names";
import { ClockTime } from "@/components/ui/clock-time";
import { RunningTime } from "@/components/ui/running-time";
import type { StepView } from "@/lib/contract/views";

const TITLE: Record<StepView["state"], string> = {
  done: "",
  running: "font-head",
  stuck: "font-head text-reduced",
  failed: "font-head text-down",
  "to-come": "text-text-3",
};
const TOOK: Record<StepView["state"], string> = {
  done: "text-text-3",
  running: "text-starting",
  stuck: "text-reduced",
  failed: "text-down",
  "to-come": "text-text-3",
};
const EDGE: Partial<Record<StepView["state"], string>> = {
  stuck: "shadow-[inset_2px_0_0_var(--reduced-mark)]",
  failed: "shadow-[inset_2px_0_0_var(--down-mark)]",
};

/** The evidence; before there is any, what its failure would mean. */
function evidenceOf(step: StepView): string {
  if (step.evidence !== null) return step.evidence;
  return step.state === "to-come" ? `If it fails: ${step.ifFails}` : "";
}

interface StepRowProps {
  step: StepView;
  last: boolean;
  /** Opened in place below the row: what is stuck, why, what to do. */
  children?: ReactNode;
}

/** One step: mark, name, evidence, start, end, how long. On a phone the times but the last give way. */
export function StepRow({ step, last, children }: StepRowProps) {
  const opened = children !== undefined && children !== null;
  const time = "text-right text-12 leading-[18px] whitespace-nowrap text-text-3 max-mid:hidden";
  return (
    <li
      className={classNames(
        "relative grid grid-cols-[14px_minmax(0,208px)_minmax(0,1fr)_56px_56px_72px] gap-x-3 px-3.5 py-2",
        "max-mid:grid-cols-[14px_minmax(0,1fr)_auto] max-mid:gap-x-2.5 max-mid:py-2.5",
        opened && "max-mid:before:hidden",
        !last &&
          "before:absolute before:top-6.25 before:-bottom-2.5 before:left-[19.5px] before:w-px before:bg-line-edge max-mid:before:top-7 max-mid:before:-bottom-3",
        EDGE[step.state],
      )}
    >
      <StepMark state={step.state} className="mt-0.75 self-start max-mid:mt-1" />
      <span className={TITLE[step.state]}>{step.title}</span>
      <span
        className={classNames(
          "text-12 leading-[18px] max-mid:col-span-2 max-mid:col-start-2 max-mid:row-start-2",
          step.state === "to-come" ? "text-text-3" : "text-text-2",
        )}
      >
        {evidenceOf(step)}
      </span>
      <span className={time}>
        {step.startedAt === null ? null : <ClockTime at={step.startedAt} seconds />}
      </span>
      <span className={time}>{step.endedAt === null ? null : <ClockTime at={step.endedAt} seconds />}</span>
      <span
        className={classNames(
          "text-right text-12 leading-[18px] max-mid:col-start-3 max-mid:row-start-1",
          TOOK[step.state],
        )}
      >
        {step.startedAt === null ? null : <RunningTime startedAt={step.startedAt} endedAt={step.endedAt} />}
      </span>
      {!opened ? null : (
        <div className="col-span-full col-start-2 grid gap-3 pt-2 pb-1.5 max-mid:col-start-1">{children}</div>
      )}
    </li>
  );
}
