import { classNames } from "@/components/ui/class-names";

/** The look of everything that a person types into or chooses from. */
export function inputLook(mono: boolean, className?: string): string {
  return classNames(
    "w-full min-w-0 rounded-control border border-line-control bg-panel px-2.5 text-text-1",
    "placeholder:text-text-3 aria-invalid:border-down-mark disabled:border-line-edge disabled:text-text-3 touch:text-16",
    "focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0",
    mono ? "font-mono text-14" : "text-13",
    className,
  );
}
