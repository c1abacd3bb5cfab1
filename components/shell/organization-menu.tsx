"use client";

import Link from "next/link";
import { useShell } from "@/components/shell/shell-context";
import { Icon } from "@/components/ui/icon";
import { Menu, MENU_ITEM } from "@/components/ui/menu";
import { paths } from "@/lib/client/paths";
import { can } from "@/lib/domain/roles";

/** Which organization this is, the others that are open to the person, and a new one. */
export function OrganizationMenu() {
  const { viewer } = useShell();
  const current = viewer.organization;
  return (
    <Menu
      className="mb-2.5"
      buttonClassName="flex h-8 w-full items-center gap-2 rounded-control border border-line-edge bg-panel px-2 text-left text-text-2 hover:bg-hover touch:h-11"
      button={
        <>
          <span className="sr-only">Organization: </span>
          <span className="cut flex-1">{current.name}</span>
          <Icon name="down" />
        </>
      }
    >
      {viewer.organizations.map((each) => (
        <Link
          key={each.slug}
          href={paths.overview(each.slug)}
          aria-current={each.slug === current.slug ? "true" : undefined}
          className={MENU_ITEM}
        >
          <span className="cut flex-1">{each.name}</span>
          {each.slug === current.slug ? <Icon name="check" /> : null}
        </Link>
      ))}
      {can(viewer.role, "organization.create") ? (
        <Link
          href={paths.createOrganization(current.slug)}
          className={`${MENU_ITEM} mt-1 border-t border-line`}
        >
          <Icon name="plus" />
          New organization
        </Link>
      ) : null}
    </Menu>
  );
}
