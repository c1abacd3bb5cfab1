"use client";

import { useEffect, useId, useRef, type ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons, the safe one first. */
  footer?: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, gives it back, and closes by Escape. */
export function Dialog({ open, onClose, title, children, footer }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  // The open state of a <dialog> lives in the browser.
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open === open) return;
    if (open) dialog.showModal();
    else dialog.close();
  }, [open]);

  return (
    // Keyboard users close by Escape and by the button; the press on the ground is an extra for the mouse.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the ground is an extra for the mouse; Escape and the button close it
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="m-auto w-[min(560px,calc(100vw-32px))] rounded-panel border border-line-edge bg-raised p-0 text-text-1 shadow-high backdrop:bg-[var(--scrim)]"
    >
      {open ? (
        <div className="grid gap-3 p-4">
          <div className="flex items-start justify-between gap-3">
            <h2 id={titleId} className="text-16">
              {title}
            </h2>
            <button
              type="button"
              onClick={onClose}
              aria-label="Close"
              className="-m-1.5 grid size-7 flex-none place-items-center rounded-control text-text-2 hover:bg-hover touch:size-11"
            >
              <Icon name="close" />
            </button>
          </div>
          {children}
          {footer === undefined ? null : (
            <div className="flex flex-wrap items-center justify-end gap-2 pt-1">{footer}</div>
          )}
        </div>
      ) : null}
    </dialog>
  );
}
