import { classNames } from "@/components/ui/class-names";

/** The gantry crane with its load; the word beside it is the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 18 18" className={classNames("block size-4.5 flex-none", className)} aria-hidden="true">
      <path d="M1.5 4.5h15M4 4.5V16M14 4.5V16M9 4.5V9" fill="none" stroke="currentColor" strokeWidth="2" />
      <rect x="6.5" y="9" width="5" height="4" className="fill-accent" />
    </svg>
  );
}
