import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { StatusGlyph } from "@/components/ui/status-glyph";

interface PaneProps {
  number: number;
  title: string;
  state: "done" | "current" | "next";
  /** At the right: what it found, or what it waits for. */
  end?: ReactNode;
  /** Opens a done pane again. */
  onOpen?: () => void;
  children?: ReactNode;
}

/** One of the three panes of a registration: done and next are one line, the current one is open. */
export function Pane({ number, title, state, end, onOpen, children }: PaneProps) {
  const current = state === "current";
  return (
    <section
      aria-label={title}
      aria-current={current ? "step" : undefined}
      className="min-w-0 overflow-hidden rounded-panel border border-line bg-panel"
    >
      <div
        className={classNames(
          "flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2",
          current && "border-b border-line",
        )}
      >
        {state === "done" ? (
          <StatusGlyph shape="check" className="mx-1 size-3.5 text-serving-mark" label="done" />
        ) : (
          <span
            className={classNames(
              "grid size-5.5 flex-none place-items-center rounded-control border text-12 font-head",
              current ? "border-text-1 bg-text-1 text-panel" : "border-line-edge text-text-3",
            )}
          >
            {number}
          </span>
        )}
        <h2 className={state === "next" ? "text-text-3" : undefined}>{title}</h2>
        {end === undefined ? null : (
          <span className="ml-auto min-w-0 text-12 text-text-3 wrap-anywhere max-mid:ml-8.5 max-mid:basis-full">
            {end}
          </span>
        )}
        {state === "done" && onOpen !== undefined ? (
          <button type="button" className="link text-12 max-mid:ml-8.5" onClick={onOpen}>
            Show
          </button>
        ) : null}
      </div>
      {current ? children : null}
    </section>
  );
}
