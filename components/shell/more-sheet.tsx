"use client";

import Link from "next/link";
import { SECTION_ICON } from "@/components/shell/section-counts";
import { useShell } from "@/components/shell/shell-context";
import { SignOutButton } from "@/components/shell/sign-out-button";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { MENU_ITEM } from "@/components/ui/menu";
import { paths } from "@/lib/client/paths";
import { SECTION, type Section } from "@/lib/client/sections";

const PLACES: readonly Section[] = ["regions", "settings"];

interface MoreSheetProps {
  open: boolean;
  onClose: () => void;
  version: string;
}

/** What the dock has no place for: search, the other sections, organizations, sign out. */
export function MoreSheet({ open, onClose, version }: MoreSheetProps) {
  const { viewer, openPalette } = useShell();
  const org = viewer.organization.slug;
  const search = () => {
    onClose();
    openPalette();
  };
  return (
    <Dialog open={open} onClose={onClose} title={viewer.organization.name}>
      <div className="grid">
        <button type="button" onClick={search} className={MENU_ITEM}>
          <Icon name="search" />
          Jump or act
        </button>
        {PLACES.map((section) => (
          <Link key={section} href={SECTION[section].href(org)} onClick={onClose} className={MENU_ITEM}>
            <Icon name={SECTION_ICON[section]} />
            {SECTION[section].label}
          </Link>
        ))}
        {viewer.organizations
          .filter((each) => each.slug !== org)
          .map((each) => (
            <Link key={each.slug} href={paths.overview(each.slug)} onClick={onClose} className={MENU_ITEM}>
              <Icon name="right" />
              Switch to {each.name}
            </Link>
          ))}
      </div>
      <p className="border-t border-line pt-3 text-12 wrap-anywhere text-text-3">
        Signed in as {viewer.email} · Gantry {version}
      </p>
      <SignOutButton className="min-h-11 justify-self-start" />
    </Dialog>
  );
}
