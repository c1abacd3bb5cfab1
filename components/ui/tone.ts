import type { GlyphShape } from "@/components/ui/status-glyph";

export type StatusTone =
  | "serving"
  | "reduced"
  | "down"
  | "unknown"
  | "starting"
  | "leaving"
  | "deleting"
  | "done";

interface ToneLook {
  shape: GlyphShape;
  /** Colour of the words: a healthy thing is ink, only what differs has colour. */
  text: string;
  /** Colour of the glyph. */
  mark: string;
  /** Ground and edge of a box that speaks in this tone. */
  box: string;
}

const UNKNOWN: ToneLook = {
  shape: "broken",
  text: "text-unknown",
  mark: "text-unknown-mark",
  box: "border-unknown-line bg-unknown-soft",
};
const STARTING: ToneLook = {
  shape: "arc",
  text: "text-starting",
  mark: "text-starting-mark",
  box: "border-starting-line bg-starting-soft",
};

/** How each state looks: one glyph, one colour, everywhere. */
export const TONES: Record<StatusTone, ToneLook> = {
  serving: {
    shape: "disc",
    text: "text-text-1",
    mark: "text-serving-mark",
    box: "border-serving-line bg-serving-soft",
  },
  reduced: {
    shape: "half",
    text: "text-reduced",
    mark: "text-reduced-mark",
    box: "border-reduced-line bg-reduced-soft",
  },
  down: { shape: "cross", text: "text-down", mark: "text-down-mark", box: "border-down-line bg-down-soft" },
  unknown: UNKNOWN,
  starting: STARTING,
  /** Work that ended well is grey: green is for states. */
  done: { ...UNKNOWN, shape: "check", text: "text-text-1" },
  leaving: { ...STARTING, text: "text-text-2" },
  deleting: { ...STARTING, text: "text-text-2" },
};
