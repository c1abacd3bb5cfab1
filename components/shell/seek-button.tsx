"use client";

import { useShell } from "@/components/shell/shell-context";
import { Icon } from "@/components/ui/icon";
import { useHydrated } from "@/lib/client/clock-provider";

/** Looks like a field, opens the palette. */
export function SeekButton() {
  const { openPalette } = useShell();
  const mac = useHydrated() && /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <button
      type="button"
      onClick={openPalette}
      aria-keyshortcuts="Meta+K Control+K"
      className="ml-auto flex h-7.5 w-67 items-center gap-2 rounded-control border border-line-edge bg-panel pr-2 pl-2.25 text-text-3 hover:bg-hover max-desk:w-44 max-mid:hidden touch:h-11"
    >
      <Icon name="search" />
      Jump or act
      <kbd className="ml-auto rounded-mark border border-line-edge px-1 text-[11px]/4">
        {mac ? "⌘K" : "Ctrl K"}
      </kbd>
    </button>
  );
}
