"use client";

import { Dialog } from "@/components/ui/dialog";
import { SECTION, SECTIONS } from "@/lib/client/sections";

const KEY = "rounded-mark border border-line-edge px-1.5 text-12";

/** The keys that work on every page. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-2">
        <dt>
          <kbd className={KEY}>⌘K</kbd> or <kbd className={KEY}>Ctrl K</kbd>
        </dt>
        <dd className="text-text-2">Jump to anything by name, or begin an action</dd>
        {SECTIONS.map((section) => (
          <div key={section} className="contents">
            <dt>
              <kbd className={KEY}>g</kbd> <kbd className={KEY}>{SECTION[section].key}</kbd>
            </dt>
            <dd className="text-text-2">{SECTION[section].label}</dd>
          </div>
        ))}
        <dt>
          <kbd className={KEY}>?</kbd>
        </dt>
        <dd className="text-text-2">This list</dd>
      </dl>
    </Dialog>
  );
}
