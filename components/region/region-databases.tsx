"use client";

import { CreateDatabaseButton } from "@/components/database/create-database-button";
import { DatabaseTable } from "@/components/database/database-table";
import { useShell } from "@/components/shell/shell-context";
import { Empty } from "@/components/ui/empty";
import { Panel } from "@/components/ui/panel";

/** The databases that live in one region, worst first. Live. */
export function RegionDatabases({ regionId }: { regionId: string }) {
  const { viewer, overview } = useShell();
  const databases = overview.databases.filter((database) => database.regionId === regionId);
  if (databases.length === 0) {
    return (
      <Panel title="Databases">
        <Empty
          title="No database here yet."
          gain="The tab Capacity says how large a tablet may be in each zone."
          action={<CreateDatabaseButton kind="secondary" />}
        />
      </Panel>
    );
  }
  return (
    <Panel title="Databases" note={databases.length} end="worst first">
      <DatabaseTable org={viewer.organization.slug} databases={databases} full />
    </Panel>
  );
}
