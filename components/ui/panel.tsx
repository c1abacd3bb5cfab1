import { useId, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface PanelProps {
  title: ReactNode;
  /** After the title, in grey: a count or a few words. */
  note?: ReactNode;
  /** At the right end of the head. */
  end?: ReactNode;
  children: ReactNode;
  id?: string;
  className?: string;
}

/** A titled part of a page: a head of 40 px and whatever stands in it. */
export function Panel({ title, note, end, children, id, className }: PanelProps) {
  const headingId = useId();
  return (
    <section
      id={id}
      aria-labelledby={headingId}
      className={classNames("min-w-0 overflow-hidden rounded-panel border border-line bg-panel", className)}
    >
      <div className="flex min-h-10 flex-wrap items-center gap-x-2 border-b border-line px-3.5 py-1">
        <h2 id={headingId}>{title}</h2>
        {note === undefined ? null : <span className="text-text-3">{note}</span>}
        {end === undefined ? null : (
          <span className="ml-auto flex items-center gap-3 text-12 text-text-3">{end}</span>
        )}
      </div>
      {children}
    </section>
  );
}
