import { cache } from "react";
import { overviewOf, personIn } from "@/app/o/[organization]/reads";
import { ConnectPanel } from "@/components/operation/connect-panel";
import { OperationPageView } from "@/components/operation/operation-page-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { paths } from "@/lib/client/paths";
import { getConnect } from "@/lib/services/databases/connect";
import { getOperation } from "@/lib/services/operations/read";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string; operationId: string }>;
}

const operationOf = cache(async (organization: string, operationId: string) =>
  readForPage(await personIn(organization), getOperation, { operationId }),
);

/** How to reach the database of a creation, while it is there. */
async function Connect({ organization, databaseId }: { organization: string; databaseId: string }) {
  const connect = await readForPage(await personIn(organization), getConnect, { databaseId });
  return <ConnectPanel org={organization} databaseId={databaseId} connect={connect} />;
}

export default async function OperationPage({ params }: PageProps) {
  const { organization, operationId } = await params;
  const [operation, { databases }] = await Promise.all([
    operationOf(organization, operationId),
    overviewOf(organization),
  ]);
  const { databaseId, kind } = operation;
  const makes =
    kind === "create-database" && databases.some(({ id }) => id === databaseId) ? databaseId : null;
  return (
    <PageFrame
      crumbs={[{ label: "Operations", href: paths.operations(organization) }, { label: operation.title }]}
    >
      <PageTitle of={[operation.title]} />
      <OperationPageView
        org={organization}
        initial={operation}
        aside={makes === null ? undefined : <Connect organization={organization} databaseId={makes} />}
      />
    </PageFrame>
  );
}
