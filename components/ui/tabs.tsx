"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { LinkPending } from "@/components/ui/link-pending";

export interface TabItem {
  href: string;
  label: ReactNode;
  current: boolean;
  /** Something to look at inside: a count in amber or red. */
  alert?: { count: number; tone: "reduced" | "down" };
}

/** On a phone the bar is wider than the screen: it begins at the tab that is open. */
function intoSight(tab: HTMLAnchorElement | null): void {
  const bar = tab?.parentElement;
  if (tab && bar) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.clientWidth) / 2;
}

/** Tabs are addresses: each can be linked, opened apart and gone back to. */
export function Tabs({ label, items }: { label: string; items: readonly TabItem[] }) {
  return (
    <nav
      aria-label={label}
      className="relative mb-4 flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none] max-mid:-mx-4 max-mid:px-4"
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          ref={item.current ? intoSight : null}
          aria-current={item.current ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent pb-2.25 whitespace-nowrap text-text-2 hover:text-text-1 focus-visible:-outline-offset-2 aria-[current]:border-text-1 aria-[current]:font-strong aria-[current]:text-text-1 touch:pt-2.5 touch:pb-3.5"
        >
          {item.label}
          <LinkPending />
          {item.alert === undefined ? null : (
            <span
              className={
                item.alert.tone === "down" ? "ml-1 font-head text-down" : "ml-1 font-head text-reduced"
              }
            >
              {item.alert.count}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
