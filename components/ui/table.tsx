import type { ComponentProps, ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface TableProps {
  /** Names the table for those who cannot see it. */
  caption: string;
  head: ReactNode;
  children: ReactNode;
  className?: string;
}

/** Rules between rows only. `head` is a row of Th, `children` are rows of Td. */
export function Table({ caption, head, children, className }: TableProps) {
  return (
    <table className={classNames("w-full border-collapse", className)}>
      <caption className="sr-only">{caption}</caption>
      <thead className="border-b border-line">{head}</thead>
      <tbody className="divide-y divide-line">{children}</tbody>
    </table>
  );
}

interface CellProps {
  /** Figures stand right. */
  figure?: boolean;
}

/** Head of a column. */
export function Th({ figure = false, className, ...rest }: ComponentProps<"th"> & CellProps) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        "py-1.75 pr-2.5 text-12 font-text whitespace-nowrap text-text-3 first:pl-3.5 last:pr-3.5",
        figure ? "text-right" : "text-left",
        className,
      )}
    />
  );
}

/** A cell: a fact in ink, below it at most one line of evidence in a Sub. */
export function Td({ figure = false, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return (
    <td
      {...rest}
      className={classNames(
        "py-2 pr-2.5 align-top first:pl-3.5 last:pr-3.5",
        figure && "text-right",
        className,
      )}
    />
  );
}

/** The grey line below a fact. */
export function Sub({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={classNames("mt-px block text-12 text-text-3", className)}>{children}</span>;
}
