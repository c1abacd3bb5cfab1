import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { StatusGlyph } from "@/components/ui/status-glyph";

export type TagTone = "plain" | "good" | "warn" | "bad";

const LOOKS: Record<TagTone, string> = {
  plain: "border-line-edge text-text-2",
  good: "border-serving-line text-serving",
  warn: "border-reduced-line text-reduced",
  bad: "border-down-line text-down",
};

/** A short fact in an outline. What warns carries a glyph as well as a colour. */
export function Tag({ tone = "plain", children }: { tone?: TagTone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex min-h-4.5 items-center gap-1 rounded-mark border px-1.25 align-middle text-12 font-text whitespace-nowrap",
        LOOKS[tone],
      )}
    >
      {tone === "warn" ? <StatusGlyph shape="triangle" className="size-2.5" /> : null}
      {tone === "bad" ? <StatusGlyph shape="cross" className="size-2.5" /> : null}
      {children}
    </span>
  );
}
