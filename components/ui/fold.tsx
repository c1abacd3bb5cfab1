import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

interface FoldProps {
  summary: ReactNode;
  /** Contents in one line, so that a folded part still speaks. */
  detail?: ReactNode;
  children: ReactNode;
  open?: boolean;
  className?: string;
}

/** A part that opens in place, without script. */
export function Fold({ summary, detail, children, open, className }: FoldProps) {
  return (
    <details className={classNames("group", className)} open={open}>
      <summary className="flex items-start gap-1.5 text-text-2 hover:text-text-1 touch:min-h-11 touch:items-center">
        <Icon name="right" className="mt-0.5 group-open:rotate-90 touch:mt-0" />
        <span className="grid min-w-0">
          <span>{summary}</span>
          {detail === undefined ? null : <span className="text-12 text-text-3">{detail}</span>}
        </span>
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
