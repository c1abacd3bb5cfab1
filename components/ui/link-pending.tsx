"use client";

import { useLinkStatus } from "next/link";
import { StatusGlyph } from "@/components/ui/status-glyph";

/** Inside a Link: says after 300 ms that its page is on the way. Without it a slow page looks like a press that missed. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span className="ml-1.5 inline-block animate-appear align-[-1px]">
      <StatusGlyph shape="arc" className="animate-breathe text-starting-mark" label="opening" />
    </span>
  );
}
