import { classNames } from "@/components/ui/class-names";
import { StatusGlyph, type GlyphShape } from "@/components/ui/status-glyph";
import type { StepView } from "@/lib/contract/views";

const MARKS: Record<StepView["state"], { shape: GlyphShape; colour: string; words: string }> = {
  done: { shape: "check", colour: "text-unknown-mark", words: "done" },
  running: { shape: "arc", colour: "animate-breathe text-starting-mark", words: "running" },
  stuck: { shape: "triangle", colour: "text-reduced-mark", words: "needs you" },
  failed: { shape: "cross", colour: "text-down-mark", words: "failed" },
  "to-come": { shape: "ring", colour: "text-line-control", words: "to come" },
};

/** Done is grey: green is for states, not for work. */
export function StepMark({ state, className }: { state: StepView["state"]; className?: string }) {
  const mark = MARKS[state];
  return (
    <span className={classNames("relative z-1 bg-panel", className)}>
      <StatusGlyph shape={mark.shape} className={mark.colour} label={mark.words} />
    </span>
  );
}
