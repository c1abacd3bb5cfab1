"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { OrganizationMenu } from "@/components/shell/organization-menu";
import { SECTION_ICON, sectionCount } from "@/components/shell/section-counts";
import { useShell } from "@/components/shell/shell-context";
import { SignOutButton } from "@/components/shell/sign-out-button";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { LinkPending } from "@/components/ui/link-pending";
import { Logo } from "@/components/ui/logo";
import { SECTION, SECTIONS, sectionOf } from "@/lib/client/sections";

/** The column at the left: organization, sections with their counts, who is signed in. */
export function Navigation({ version, onKeys }: { version: string; onKeys: () => void }) {
  const { viewer, overview } = useShell();
  const org = viewer.organization.slug;
  const current = sectionOf(usePathname(), org);
  return (
    <nav aria-label="Main" className="border-r border-line max-mid:hidden">
      <div className="sticky top-0 flex h-dvh flex-col gap-px overflow-y-auto px-2.5 pt-2.5 pb-3">
        <div className="mb-2 flex h-7.5 items-center gap-2.25 px-2 text-14 font-head">
          <Logo />
          Gantry
        </div>
        <OrganizationMenu />
        {SECTIONS.map((section) => {
          const count = sectionCount(section, overview);
          return (
            <Link
              key={section}
              href={SECTION[section].href(org)}
              aria-current={section === current ? "page" : undefined}
              className="group flex h-7.5 items-center gap-2.25 rounded-control px-2 text-text-2 hover:bg-hover aria-[current]:bg-selected aria-[current]:font-strong aria-[current]:text-text-1 touch:h-11"
            >
              <Icon
                name={SECTION_ICON[section]}
                className="size-4 text-text-3 group-aria-[current]:text-accent"
              />
              {SECTION[section].label}
              <LinkPending />
              {count === null ? null : (
                <span
                  className={classNames(
                    "ml-auto text-12",
                    section === "needs-you" ? "font-head text-reduced" : "font-text text-text-3",
                  )}
                >
                  {count}
                </span>
              )}
            </Link>
          );
        })}
        <div className="mt-auto border-t border-line px-2 pt-2.5 text-12 leading-[18px] text-text-3">
          <p className="wrap-anywhere">Signed in as {viewer.email}</p>
          <SignOutButton />
          <p>
            Gantry {version} ·{" "}
            <button type="button" onClick={onKeys} className="hover:text-text-1">
              key <kbd className="mono">?</kbd>
            </button>
          </p>
        </div>
      </div>
    </nav>
  );
}
