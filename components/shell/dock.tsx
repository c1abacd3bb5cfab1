"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { SECTION_ICON, sectionCount } from "@/components/shell/section-counts";
import { useShell } from "@/components/shell/shell-context";
import { Icon } from "@/components/ui/icon";
import { SECTION, sectionOf, type Section } from "@/lib/client/sections";

const PLACES: readonly Section[] = ["overview", "databases", "needs-you", "operations"];
const PLACE =
  "relative grid content-center justify-items-center gap-0.75 text-12 leading-[14px] text-text-3 aria-[current]:font-strong aria-[current]:text-text-1 aria-[current]:[&>svg]:text-accent focus-visible:-outline-offset-2";

/** The phone's five places, Needs you in the middle. */
export function Dock({ onMore, moreOpen }: { onMore: () => void; moreOpen: boolean }) {
  const { viewer, overview } = useShell();
  const org = viewer.organization.slug;
  const current = sectionOf(usePathname(), org);
  return (
    <nav
      aria-label="Main, short"
      className="fixed inset-x-0 bottom-0 z-10 hidden h-14.5 auto-cols-fr grid-flow-col border-t border-line-edge bg-panel max-mid:grid"
    >
      {PLACES.map((section) => {
        const count = section === "needs-you" ? sectionCount(section, overview) : null;
        return (
          <Link
            key={section}
            href={SECTION[section].href(org)}
            aria-current={section === current ? "page" : undefined}
            className={PLACE}
          >
            <Icon name={SECTION_ICON[section]} className="size-4.5" />
            {SECTION[section].label}
            {count === null ? null : (
              <span className="absolute top-1.5 left-[calc(50%+7px)] h-4 min-w-4 rounded-[8px] bg-reduced-mark px-1 text-center text-[11px]/4 font-head text-page">
                {count}
              </span>
            )}
          </Link>
        );
      })}
      <button
        type="button"
        aria-expanded={moreOpen}
        aria-current={current === "regions" || current === "settings" ? "page" : undefined}
        onClick={onMore}
        className={PLACE}
      >
        <Icon name="more" className="size-4.5" />
        More
      </button>
    </nav>
  );
}
