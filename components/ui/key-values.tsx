import { Fragment, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface KeyValuesProps {
  items: readonly { key: string; value: ReactNode }[];
  /** Another grid than names as wide as the longest and rows 6 px apart: `grid-cols-` and `gap-` classes. */
  grid?: string;
  className?: string;
}

const GRID = "grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5";

/** Facts with their names, aligned. */
export function KeyValues({ items, grid = GRID, className }: KeyValuesProps) {
  return (
    <dl className={classNames("grid", grid, className)}>
      {items.map((item) => (
        <Fragment key={item.key}>
          <dt className="text-text-3">{item.key}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
