import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface PanelBodyProps {
  children: ReactNode;
  /** Another distance between the parts: a `gap-` class. */
  gap?: string;
  className?: string;
}

/** The padded inside of a panel; lists and tables stand in the panel without it. */
export function PanelBody({ children, gap = "gap-3", className }: PanelBodyProps) {
  return <div className={classNames("grid px-3.5 pt-3 pb-3.5", gap, className)}>{children}</div>;
}
