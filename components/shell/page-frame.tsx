import Link from "next/link";
import type { ReactNode } from "react";
import { LiveMark } from "@/components/shell/live-mark";
import { SeekButton } from "@/components/shell/seek-button";
import { LinkPending } from "@/components/ui/link-pending";

export interface Crumb {
  label: string;
  /** Absent on the last one: it is the page itself. */
  href?: string;
}

interface PageFrameProps {
  crumbs: readonly Crumb[];
  children: ReactNode;
}

/** The bar of 48 px (where am I, jump, live) and the page below it. Every page of the console stands in one. */
export function PageFrame({ crumbs, children }: PageFrameProps) {
  return (
    <>
      <header className="flex h-(--bar) items-center gap-3 border-b border-line bg-page px-6 max-mid:sticky max-mid:top-0 max-mid:z-5 max-mid:gap-2.5 max-mid:px-4">
        <nav aria-label="Where this is" className="min-w-0">
          <ol className="flex min-w-0 items-center gap-1.75 text-text-3">
            {crumbs.map((crumb, index) => (
              <li key={crumb.label} className="flex min-w-0 items-center gap-1.75">
                {index === 0 ? null : <span aria-hidden="true">/</span>}
                {crumb.href === undefined ? (
                  <b aria-current="page" className="cut text-text-1">
                    {crumb.label}
                  </b>
                ) : (
                  <Link href={crumb.href} className="cut hover:text-text-1 touch:py-3">
                    {crumb.label}
                    <LinkPending />
                  </Link>
                )}
              </li>
            ))}
          </ol>
        </nav>
        <SeekButton />
        <span className="max-mid:ml-auto">
          <LiveMark />
        </span>
      </header>
      <main
        id="content"
        className="mx-auto max-w-[1680px] px-6 pt-5 pb-8 max-mid:px-4 max-mid:pt-3.5 max-mid:pb-6"
      >
        {children}
      </main>
    </>
  );
}
