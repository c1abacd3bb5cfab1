import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface PageHeadProps {
  title: ReactNode;
  /** Beside the title, for example the simulated tag. */
  mark?: ReactNode;
  /** The line below: state, place, age. */
  line?: ReactNode;
  actions?: ReactNode;
  /** The actions are reached otherwise on a phone. */
  wideActions?: boolean;
}

/** The reason of a button that is off stands below it, so that the title keeps its room. */
const OFF =
  "items-start mid:[&_span:has(>button:disabled)]:flex-col mid:[&_span:has(>button:disabled)]:items-end";

/** The one h1 of a page with its line and its actions. */
export function PageHead({ title, mark, line, actions, wideActions = false }: PageHeadProps) {
  return (
    <div className="mb-3.5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 max-mid:basis-full">
        <h1 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          {title}
          {mark}
        </h1>
        {line === undefined ? null : <div className="mt-0.5 text-text-2">{line}</div>}
      </div>
      {actions === undefined ? null : (
        <div className={classNames("flex flex-wrap gap-2", OFF, wideActions && "max-mid:hidden")}>
          {actions}
        </div>
      )}
    </div>
  );
}
