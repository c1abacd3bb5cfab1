import type { ReactNode } from "react";

interface PageHeadProps {
  title: ReactNode;
  /** Beside the title, for example the simulated tag. */
  mark?: ReactNode;
  /** The line below: state, place, age. */
  line?: ReactNode;
  actions?: ReactNode;
}

/** The one h1 of a page with its line and its actions. */
export function PageHead({ title, mark, line, actions }: PageHeadProps) {
  return (
    <div className="mb-3.5 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 max-mid:basis-full">
        <h1 className="flex flex-wrap items-center gap-2 wrap-anywhere">
          {title}
          {mark}
        </h1>
        {line === undefined ? null : <div className="mt-0.5 text-text-2">{line}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}
