"use client";

import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface MenuProps {
  /** Read for the button when its content is only a mark. */
  label?: string;
  button: ReactNode;
  buttonClassName?: string;
  /** Links and buttons; a press on any of them closes the menu. */
  children: ReactNode;
  align?: "start" | "end";
  className?: string;
}

/** A button that opens a small list below it. Escape and a press elsewhere close it; the focus returns. */
export function Menu({ label, button, buttonClassName, children, align = "start", className }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const listId = useId();

  // Presses outside and the Escape key belong to the document.
  useEffect(() => {
    if (!open) return undefined;
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      trigger.current?.focus();
    };
    document.addEventListener("pointerdown", onPress);
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      document.removeEventListener("keydown", onKey);
    };
  }, [open]);

  return (
    <div ref={root} className={classNames("relative", className)}>
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        onClick={() => setOpen(!open)}
        className={buttonClassName}
      >
        {button}
      </button>
      {open ? (
        // The press bubbles up from the links and buttons inside, which keyboards reach by themselves.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the ground is an extra for the mouse; Escape closes it
        <div
          id={listId}
          onClick={() => setOpen(false)}
          className={classNames(
            "absolute top-full z-20 mt-1 grid min-w-full rounded-control border border-line-edge bg-raised p-1 shadow-mid",
            align === "end" ? "right-0" : "left-0",
          )}
        >
          {children}
        </div>
      ) : null}
    </div>
  );
}

/** The look of a link or button inside a menu. */
export const MENU_ITEM =
  "flex min-h-7.5 items-center gap-2 rounded-mark px-2 text-left whitespace-nowrap text-text-1 hover:bg-hover touch:min-h-11 aria-[current]:font-strong";
