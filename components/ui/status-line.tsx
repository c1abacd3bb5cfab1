import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { StatusGlyph, type GlyphShape } from "@/components/ui/status-glyph";
import { TONES, type StatusTone } from "@/components/ui/tone";

interface StatusLineProps {
  tone: StatusTone;
  children: ReactNode;
  /** Evidence below the words, in grey. */
  detail?: ReactNode;
  /** Another glyph than the tone's own, for example the triangle of a stuck step. */
  shape?: GlyphShape;
  className?: string;
}

/** Glyph and words, always both. */
export function StatusLine({ tone, children, detail, shape, className }: StatusLineProps) {
  const look = TONES[tone];
  const alone = detail === undefined || detail === null;
  return (
    <span className={classNames(alone ? "inline" : "block min-w-0", className)}>
      <span className={classNames("inline-flex items-baseline gap-1.5", look.text)}>
        <StatusGlyph shape={shape ?? look.shape} className={classNames("translate-y-[1.5px]", look.mark)} />
        <span className="min-w-0">{children}</span>
      </span>
      {alone ? null : <span className="mt-px block pl-4.5 text-12 text-text-3">{detail}</span>}
    </span>
  );
}
