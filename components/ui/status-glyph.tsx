import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

const CHECK = "M3.5 6.2l1.7 1.7 3.3-3.6";

/** The shapes differ without colour, at 12 px, in print and in grey. */
const SHAPES = {
  disc: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.75a4.25 4.25 0 0 0 0 8.5z" fill="currentColor" />
    </>
  ),
  cross: (
    <>
      <rect x=".5" y=".5" width="11" height="11" rx="2" fill="currentColor" />
      <path
        d="M3.8 3.8l4.4 4.4M8.2 3.8L3.8 8.2"
        className="stroke-panel"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
    </>
  ),
  broken: (
    <circle
      cx="6"
      cy="6"
      r="4.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray="2.2 2.6"
    />
  ),
  arc: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeOpacity=".3" strokeWidth="1.7" />
      <path
        d="M6 1.6a4.4 4.4 0 0 1 4.4 4.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </>
  ),
  check: (
    <>
      <circle cx="6" cy="6" r="5.5" fill="currentColor" />
      <path
        d={CHECK}
        className="fill-none stroke-panel"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  triangle: (
    <>
      <path
        d="M6 1L11.3 10.5H.7z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <path d="M6 4.6v2.6" stroke="currentColor" strokeWidth="1.4" />
      <circle cx="6" cy="8.8" r=".8" fill="currentColor" />
    </>
  ),
  ring: <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.2" />,
} satisfies Record<string, ReactNode>;

export type GlyphShape = keyof typeof SHAPES;

/**
 * A status mark of 12 px in the colour of its text unless `className` says another. Decorative: words always stand
 * beside it, unless `label` names it for those who cannot see it.
 */
export function StatusGlyph({
  shape,
  className,
  label,
}: {
  shape: GlyphShape;
  className?: string;
  label?: string;
}) {
  return (
    <svg
      viewBox="0 0 12 12"
      className={classNames("block size-3 flex-none", className)}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {SHAPES[shape]}
    </svg>
  );
}
