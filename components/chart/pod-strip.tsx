import type { CSSProperties } from "react";
import { classNames } from "@/components/ui/class-names";
import type { PodHealthView } from "@/lib/contract/views";

type Segment = PodHealthView["segments"][number];

interface PodStripProps {
  segments: readonly Segment[];
  from: number;
  to: number;
  /** What it is of; empty for a swatch beside its own words. */
  label: string;
  /** Where the crosshair of the charts stands (epoch ms). */
  at?: number | null;
  className?: string;
}

/** Ready is a quiet line; trouble grows in height and changes pattern, so that it shows without colour. */
const SHAPES: Record<Segment["state"], string> = {
  ready: "h-0.5 bg-serving-mark",
  "not-ready": "h-2.5 min-w-0.75 bg-reduced-mark",
  restarting: "h-2.5 min-w-0.75 striped",
  pending: "h-2 min-w-1 border border-dashed border-starting-mark",
  evicted: "h-4 min-w-1 bg-down-mark",
  gone: "hidden",
  unseen: "h-3 unsampled",
};

/** One pod's states over a range, from left to right. A short stretch keeps a least width, so that it is seen. */
export function PodStrip({ segments, from, to, label, at = null, className = "w-full" }: PodStripProps) {
  const share = (time: number): number =>
    ((Math.min(to, Math.max(from, time)) - from) / Math.max(1, to - from)) * 100;
  const placeOf = (segment: Segment): CSSProperties => ({
    left: `${share(segment.from)}%`,
    width: `${share(segment.to ?? to) - share(segment.from)}%`,
  });
  return (
    <span
      className={classNames("relative block h-4", className)}
      {...(label === "" ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {segments.map((segment) => (
        <i
          key={`${segment.from} ${segment.state}`}
          title={segment.reason === null ? segment.state : `${segment.state}: ${segment.reason}`}
          style={placeOf(segment)}
          className={classNames("absolute top-1/2 -translate-y-1/2", SHAPES[segment.state])}
        />
      ))}
      {at === null || at < from || at > to ? null : (
        <i className="absolute inset-y-0 w-px bg-text-1" style={{ left: `${share(at)}%` }} />
      )}
    </span>
  );
}
