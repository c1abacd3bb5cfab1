"use client";

import { CreateDatabaseButton } from "@/components/database/create-database-button";
import { DatabaseTable } from "@/components/database/database-table";
import { SummarySentence } from "@/components/overview/summary-sentence";
import { useShell } from "@/components/shell/shell-context";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";

/** All databases of the organization over all regions, worst first. Live. */
export function DatabasesView() {
  const { viewer, overview } = useShell();
  const { databases } = overview;
  return (
    <>
      <PageHead
        title="Databases"
        line={databases.length === 0 ? undefined : <SummarySentence overview={overview} />}
        actions={databases.length === 0 ? undefined : <CreateDatabaseButton kind="primary" />}
      />
      <Panel title="All regions" note={databases.length} end="worst first">
        {databases.length === 0 ? (
          <Empty
            title="No databases yet."
            gain="A database is one VitessCluster: Gantry shows where it fits, puts it there and keeps it up."
            action={<CreateDatabaseButton kind="primary" />}
          />
        ) : (
          <DatabaseTable org={viewer.organization.slug} databases={databases} full />
        )}
      </Panel>
    </>
  );
}
