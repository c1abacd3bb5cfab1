import type { ReactNode } from "react";
import { Fold } from "@/components/ui/fold";
import { StatusGlyph } from "@/components/ui/status-glyph";

interface ErrorBoxProps {
  /** What failed or was refused, and what was not done. */
  title: ReactNode;
  children?: ReactNode;
  /** The raw words of the other side, folded. */
  words?: string | null;
  /** Buttons that lead out. */
  actions?: ReactNode;
}

/** A refusal or a failure: red, with the why, the raw words folded and the way out. */
export function ErrorBox({ title, children, words = null, actions }: ErrorBoxProps) {
  return (
    <div
      role="alert"
      className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 gap-y-2 rounded-[6px] border border-down-line bg-down-soft px-3 pt-2.75 pb-3"
    >
      <StatusGlyph shape="cross" className="mt-0.75 text-down-mark" />
      <div className="grid gap-2">
        <div>
          <p className="font-head text-down">{title}</p>
          {children === undefined || children === null ? null : (
            <div className="mt-0.5 text-text-2">{children}</div>
          )}
        </div>
        {words === null || words === "" ? null : (
          <Fold summary="Its own words">
            <pre className="whitespace-pre-wrap wrap-anywhere text-text-2">{words}</pre>
          </Fold>
        )}
        {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </div>
  );
}
