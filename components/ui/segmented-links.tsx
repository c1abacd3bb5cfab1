import Link from "next/link";
import type { ReactNode } from "react";

interface SegmentedLinksProps {
  label: string;
  items: readonly { href: string; label: ReactNode; current: boolean }[];
}

/** The same look as Segmented for a choice that lives in the address. */
export function SegmentedLinks({ label, items }: SegmentedLinksProps) {
  return (
    <nav
      aria-label={label}
      className="inline-flex w-fit overflow-hidden rounded-control border border-line-control"
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? "true" : undefined}
          scroll={false}
          className="inline-flex h-7 items-center gap-1.5 border-l border-line-edge bg-panel px-2.5 whitespace-nowrap text-text-2 first:border-l-0 focus-visible:-outline-offset-2 aria-[current]:bg-selected aria-[current]:font-strong aria-[current]:text-text-1 aria-[current]:shadow-[inset_0_-2px_0_var(--accent)] touch:h-11"
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
