"use client";

import { useRouter } from "next/navigation";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { Dock } from "@/components/shell/dock";
import { KeysDialog } from "@/components/shell/keys-dialog";
import { MoreSheet } from "@/components/shell/more-sheet";
import { Navigation } from "@/components/shell/navigation";
import { Palette } from "@/components/shell/palette";
import { ShellProvider, type ShellFacts } from "@/components/shell/shell-context";
import { KeySequence } from "@/lib/client/key-sequence";
import { SECTION } from "@/lib/client/sections";
import { useLive } from "@/lib/client/use-live";
import { Overview, type Viewer } from "@/lib/contract/views";

interface ShellProps {
  viewer: Viewer;
  overview: Overview;
  version: string;
  children: ReactNode;
}

type Open = "palette" | "keys" | "more" | null;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

function useShortcuts(org: string, open: (what: Open) => void): void {
  const router = useRouter();

  // Keys belong to the document.
  useEffect(() => {
    const keys = new KeySequence();
    const onKey = (event: KeyboardEvent) => {
      const shortcut = keys.press({
        key: event.key,
        command: event.metaKey || event.ctrlKey,
        alt: event.altKey,
        typing: isTyping(event.target) || document.querySelector("dialog[open]") !== null,
        at: event.timeStamp,
      });
      if (shortcut === null) return;
      event.preventDefault();
      if (shortcut.kind === "go") router.push(SECTION[shortcut.section].href(org));
      else open(shortcut.kind);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [org, open, router]);
}

/** The console around a page: navigation, the phone's dock, the palette and the keys. */
export function Shell({ viewer, overview, version, children }: ShellProps) {
  const [open, setOpen] = useState<Open>(null);
  const live = useLive("overview", Overview, overview).data;
  const facts = useMemo<ShellFacts>(
    () => ({ viewer, overview: live, openPalette: () => setOpen("palette") }),
    [viewer, live],
  );
  const close = () => setOpen(null);
  useShortcuts(viewer.organization.slug, setOpen);

  return (
    <ShellProvider value={facts}>
      <a
        href="#content"
        className="fixed top-2 left-2 z-30 -translate-y-16 rounded-control bg-accent-fill px-3 py-2 text-text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <div className="min-h-dvh max-mid:pb-14.5 mid:grid mid:grid-cols-[var(--nav)_minmax(0,1fr)]">
        <Navigation version={version} onKeys={() => setOpen("keys")} />
        <div className="min-w-0">{children}</div>
      </div>
      <Dock onMore={() => setOpen("more")} moreOpen={open === "more"} />
      <MoreSheet open={open === "more"} onClose={close} version={version} />
      <Palette open={open === "palette"} onClose={close} />
      <KeysDialog open={open === "keys"} onClose={close} />
    </ShellProvider>
  );
}
