import { cache } from "react";
import { personIn } from "@/app/o/[organization]/reads";
import { OperationPageView } from "@/components/operation/operation-page-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { paths } from "@/lib/client/paths";
import { getOperation } from "@/lib/services/operations/read";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string; operationId: string }>;
}

const operationOf = cache(async (organization: string, operationId: string) =>
  readForPage(await personIn(organization), getOperation, { operationId }),
);

export default async function OperationPage({ params }: PageProps) {
  const { organization, operationId } = await params;
  const operation = await operationOf(organization, operationId);
  return (
    <PageFrame
      crumbs={[{ label: "Operations", href: paths.operations(organization) }, { label: operation.title }]}
    >
      <PageTitle of={[operation.title]} />
      <OperationPageView org={organization} initial={operation} />
    </PageFrame>
  );
}
