import { useId } from "react";
import type { PodHealthView } from "@/lib/contract/views";

type Segment = PodHealthView["segments"][number];

interface PodStripProps {
  segments: readonly Segment[];
  from: number;
  to: number;
  label: string;
  className?: string;
}

const WIDTH = 1000;
const HEIGHT = 16;

/** Ready is a quiet line; trouble grows in height and changes pattern, so that it shows without colour. */
function shapeOf(state: Segment["state"], x: number, width: number, hatch: string, stripes: string) {
  const mid = HEIGHT / 2;
  switch (state) {
    case "ready":
      return <rect x={x} y={mid - 1} width={width} height={2} className="fill-serving-mark" />;
    case "not-ready":
      return <rect x={x} y={mid - 5} width={width} height={10} className="fill-reduced-mark" />;
    case "restarting":
      return <rect x={x} y={mid - 5} width={width} height={10} fill={`url(#${stripes})`} />;
    case "pending":
      return (
        <rect
          x={x}
          y={mid - 4}
          width={width}
          height={8}
          className="fill-none stroke-starting-mark"
          strokeDasharray="3 2"
          vectorEffect="non-scaling-stroke"
        />
      );
    case "evicted":
      return <rect x={x} y={0} width={width} height={HEIGHT} className="fill-down-mark" />;
    case "gone":
      return null;
    case "unseen":
      return <rect x={x} y={mid - 6} width={width} height={12} fill={`url(#${hatch})`} />;
  }
}

/** One pod's states over a range. The least width of a stretch is one unit, so that a short one is seen. */
export function PodStrip({ segments, from, to, label, className = "w-full" }: PodStripProps) {
  const id = useId();
  const [hatch, stripes] = [`${id}h`, `${id}s`];
  const place = (at: number): number =>
    ((Math.min(to, Math.max(from, at)) - from) / Math.max(1, to - from)) * WIDTH;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`h-4 ${className}`}
      {...(label === "" ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      <defs>
        <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="8" className="fill-unknown-line" />
        </pattern>
        <pattern
          id={stripes}
          width="8"
          height="8"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="4" height="8" className="fill-starting-mark" />
        </pattern>
      </defs>
      {segments.map((segment) => {
        const x = place(segment.from);
        const width = Math.max(segment.state === "ready" ? 0 : 3, place(segment.to ?? to) - x);
        return (
          <g key={`${segment.from} ${segment.state}`}>
            <title>{segment.reason === null ? segment.state : `${segment.state}: ${segment.reason}`}</title>
            {shapeOf(segment.state, x, width, hatch, stripes)}
          </g>
        );
      })}
    </svg>
  );
}
