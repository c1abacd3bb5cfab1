import { personIn } from "@/app/o/[organization]/reads";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { OperationRows } from "@/components/operation/operation-rows";
import { PageTitle } from "@/components/shell/page-title";
import { Panel } from "@/components/ui/panel";
import { listOperations } from "@/lib/services/operations/read";
import { readForPage } from "@/lib/transport/read";

export default async function DatabaseOperationsPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const [database, operations] = await Promise.all([
    databaseIn(organization, databaseId),
    readForPage(await personIn(organization), listOperations, { open: false, databaseId }),
  ]);
  return (
    <>
      <PageTitle of={["Operations", database.summary.name]} />
      <Panel title="Operations" note={operations.length} end="newest first">
        {operations.length === 0 ? (
          <p className="px-3.5 py-3 text-text-2">No operation of this database yet.</p>
        ) : (
          <OperationRows org={organization} operations={operations} />
        )}
      </Panel>
    </>
  );
}
