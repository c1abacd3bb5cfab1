"use client";

import { useEffect, useId, useRef, type ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

interface SideCardProps {
  title: ReactNode;
  /** Before the title, for example a role glyph. */
  glyph?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** The card of a chosen thing: 336 px beside the picture, a sheet from below on a phone. Escape closes it. */
export function SideCard({ title, glyph, onClose, children }: SideCardProps) {
  const ref = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  const titleId = useId();

  // Escape and the focus belong to the document; the focus goes back to where it came from.
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) close.current();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-labelledby={titleId}
      className="overflow-hidden rounded-panel border border-line-edge bg-raised shadow-mid outline-none max-mid:fixed max-mid:inset-x-0 max-mid:bottom-0 max-mid:z-20 max-mid:max-h-[92dvh] max-mid:overflow-y-auto max-mid:rounded-b-none max-mid:shadow-high"
    >
      <span
        className="mx-auto mt-2 hidden h-1 w-9 rounded-mark bg-line-control max-mid:block"
        aria-hidden="true"
      />
      <div className="flex min-h-10 items-center gap-2 border-b border-line px-3.5">
        {glyph}
        <h2 id={titleId} className="cut flex-1">
          {title}
        </h2>
        <button
          type="button"
          onClick={onClose}
          aria-label="Close"
          className="-mr-1.5 grid size-7 flex-none place-items-center rounded-control text-text-2 hover:bg-hover touch:size-11"
        >
          <Icon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}
