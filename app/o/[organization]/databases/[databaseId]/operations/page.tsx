import type { Metadata } from "next";
import { personIn } from "@/app/o/[organization]/reads";
import type { DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { OperationRows } from "@/components/operation/operation-rows";
import { Panel } from "@/components/ui/panel";
import { listOperations } from "@/lib/services/operations/read";
import { readForPage } from "@/lib/transport/read";

export const metadata: Metadata = { title: "Operations" };

export default async function DatabaseOperationsPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const operations = await readForPage(await personIn(organization), listOperations, {
    open: false,
    databaseId,
  });
  return (
    <Panel title="Operations" note={operations.length} end="newest first">
      {operations.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">No operation of this database yet.</p>
      ) : (
        <OperationRows org={organization} operations={operations} />
      )}
    </Panel>
  );
}
