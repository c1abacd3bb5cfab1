import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

/** The padded inside of a panel; lists and tables stand in the panel without it. */
export function PanelBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={classNames("grid gap-3 px-3.5 pt-3 pb-3.5", className)}>{children}</div>;
}
