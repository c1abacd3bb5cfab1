"use client";

import { classNames } from "@/components/ui/class-names";
import { Settle } from "@/components/ui/settle";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { lagWords, type LagWords } from "@/components/topology/lag-words";
import { useServerNow } from "@/lib/client/clock-provider";
import type { LagView } from "@/lib/contract/topology";

interface LagNumberProps {
  lag: LagView | null;
  /** Below a healthy figure: "semi-sync", "read-only". */
  note?: string | null;
  /** 20 on an edge, 28 in the tree and when over the limit. */
  large?: boolean;
  /** Space between figure and note, where a line runs between them. */
  gap?: "line" | "none";
  /** The note takes as many lines as it needs, where its place is narrow. */
  wraps?: boolean;
  /** Without the note, where there is no room for it. */
  bare?: boolean;
  className?: string;
}

export const LAG_TONES: Record<LagWords["tone"], string> = {
  ok: "text-text-1",
  over: "text-reduced",
  stopped: "text-down",
  unknown: "text-unknown",
};
const BIG = "text-28 leading-[30px]";
const MIDDLE = "text-20 leading-[24px]";
/** "2 m 32 s" is long: it takes the smaller size, and its mark stands with the note. */
const LONG = 5;

/** The lag of a replica with what stands below it. A number that changes fades across, it never counts up. */
export function LagNumber({
  lag,
  note = null,
  large = false,
  gap = "none",
  wraps = false,
  bare = false,
  className,
}: LagNumberProps) {
  const words = lagWords(lag, useServerNow());
  if (words === null) return null;
  const isFigure = words.tone === "ok" || words.tone === "over";
  const isLong = words.figure.length > LONG;
  const size = !isFigure
    ? bare
      ? "text-12"
      : wraps
        ? "text-13"
        : "text-14"
    : (large || words.tone === "over") && !isLong
      ? BIG
      : MIDDLE;
  const mark = <StatusGlyph shape="half" className="self-center text-reduced-mark" label="over the limit" />;
  return (
    <span
      className={classNames(
        "grid",
        wraps && bare ? "min-w-0" : "flex-none",
        LAG_TONES[words.tone],
        className,
      )}
    >
      <span
        className={classNames(
          "flex gap-1.25 font-head tracking-[-0.02em]",
          wraps && !isFigure ? "leading-[15px]" : "whitespace-nowrap",
          gap === "line" ? "h-7.5 items-end" : "items-center",
          size,
        )}
      >
        {words.tone === "over" && !isLong ? mark : null}
        <Settle value={words.figure}>{words.figure}</Settle>
      </span>
      <span
        className={classNames(
          "inline-flex items-center gap-1 text-12 leading-[14px]",
          !wraps && "whitespace-nowrap",
          words.tone === "ok" && "text-text-3",
          gap === "line" && "mt-5",
        )}
      >
        {words.tone === "over" && isLong ? mark : null}
        {bare ? null : (words.note ?? note)}
      </span>
    </span>
  );
}
