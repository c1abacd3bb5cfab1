import { DatabasesView } from "@/components/database/databases-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function DatabasesPage() {
  return (
    <PageFrame crumbs={[{ label: "Databases" }]}>
      <PageTitle of={["Databases"]} />
      <DatabasesView />
    </PageFrame>
  );
}
