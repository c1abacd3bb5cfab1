import { classNames } from "@/components/ui/class-names";

export type ButtonKind = "primary" | "secondary" | "danger" | "quiet";
export type ButtonSize = "regular" | "small";

const KINDS: Record<ButtonKind, string> = {
  primary:
    "border-accent-fill bg-accent-fill font-strong text-text-on-accent hover:border-accent-fill-hover hover:bg-accent-fill-hover",
  secondary: "border-line-control bg-panel text-text-1 hover:bg-hover",
  danger: "border-down-mark bg-panel text-down hover:bg-down-soft",
  quiet: "border-line-edge bg-panel text-text-1 hover:bg-hover",
};
const SIZES: Record<ButtonSize, string> = {
  regular: "h-7.5 px-2.75 touch:h-11",
  small: "h-6.5 px-2.25 text-12 touch:h-11 touch:px-3",
};

/** The look that buttons and links share when they act as buttons. */
export function buttonLook(kind: ButtonKind, size: ButtonSize, className?: string): string {
  return classNames(
    "inline-flex items-center justify-center gap-1.5 rounded-control border whitespace-nowrap",
    "disabled:cursor-not-allowed disabled:border-line-edge disabled:bg-transparent disabled:font-text disabled:text-text-3 disabled:hover:bg-transparent",
    KINDS[kind],
    SIZES[size],
    className,
  );
}
