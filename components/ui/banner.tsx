import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TONES, type StatusTone } from "@/components/ui/tone";

interface BannerProps {
  tone: StatusTone;
  state: ReactNode;
  because?: ReactNode;
  next?: ReactNode;
  /** At the right end: a link or a button. */
  action?: ReactNode;
}

const present = (part: ReactNode): boolean => part !== undefined && part !== null && part !== "";

/** The sentence that speaks for a page: state, because, next. */
export function Banner({ tone, state, because, next, action }: BannerProps) {
  const look = TONES[tone];
  return (
    <div
      className={classNames(
        "mb-3.5 grid items-start gap-x-2.5 gap-y-1 rounded-panel border px-3.5 py-2.25 mid:grid-cols-[auto_minmax(0,1fr)_auto]",
        look.box,
      )}
    >
      <span className={classNames("inline-flex items-baseline gap-1.5 font-head", look.text)}>
        <StatusGlyph shape={look.shape} className={classNames("translate-y-[1.5px]", look.mark)} />
        <span>{state}</span>
      </span>
      <p className="text-text-2">
        {present(because) ? because : null} {present(next) ? <>Next: {next}</> : null}
      </p>
      {action === undefined ? null : <span className="mid:text-right">{action}</span>}
    </div>
  );
}
