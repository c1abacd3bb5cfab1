"use client";

import { useShell } from "@/components/shell/shell-context";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/client/paths";
import { can, whoMay } from "@/lib/domain/roles";

/** Leads to the create page; off, with the reason, where it could not end well. */
export function CreateDatabaseButton({ kind }: { kind: "primary" | "secondary" }) {
  const { viewer, overview } = useShell();
  const ready = overview.regions.some((region) => region.operator.state === "ready");
  const reason = can(viewer.role, "database.create")
    ? ready
      ? null
      : overview.regions.length === 0
        ? "no region is registered."
        : "no region has a ready operator."
    : `only ${whoMay("database.create")} creates databases.`;
  if (reason !== null) return <Button disabledReason={reason}>Create database</Button>;
  return (
    <LinkButton kind={kind} icon="plus" href={paths.createDatabase(viewer.organization.slug)}>
      Create database
    </LinkButton>
  );
}
