import { personIn } from "@/app/o/[organization]/reads";
import { OperationsView } from "@/components/operation/operations-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { listOperations } from "@/lib/services/operations/read";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ show?: string | string[] }>;
}

export default async function OperationsPage({ params, searchParams }: PageProps) {
  const [{ organization }, { show }] = await Promise.all([params, searchParams]);
  const ctx = await personIn(organization);
  const operations = await readForPage(ctx, listOperations, { open: false });
  return (
    <PageFrame crumbs={[{ label: "Operations" }]}>
      <PageTitle of={["Operations"]} />
      <OperationsView initial={operations} openOnly={show === "running"} />
    </PageFrame>
  );
}
