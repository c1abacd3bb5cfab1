import { StatusGlyph, type GlyphShape } from "@/components/ui/status-glyph";
import type { CheckResult } from "@/lib/contract/views";

const LOOKS: Record<CheckResult["state"], { shape: GlyphShape; mark: string; words: string }> = {
  pass: { shape: "check", mark: "text-serving-mark", words: "passes" },
  warn: { shape: "triangle", mark: "text-reduced-mark", words: "warns" },
  fail: { shape: "cross", mark: "text-down-mark", words: "fails" },
  "not-read": { shape: "broken", mark: "text-unknown-mark", words: "not read" },
};

/** The mark of a check's result; it names itself, since the words beside it are the check's own. */
export function CheckGlyph({ state, className = "" }: { state: CheckResult["state"]; className?: string }) {
  const look = LOOKS[state];
  return <StatusGlyph shape={look.shape} className={`${look.mark} ${className}`} label={look.words} />;
}
