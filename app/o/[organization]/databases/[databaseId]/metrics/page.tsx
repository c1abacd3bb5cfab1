import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { MetricsView } from "@/components/database/metrics-view";
import { PageTitle } from "@/components/shell/page-title";
import { metricWindow } from "@/lib/domain/database/metric-windows";

interface PageProps extends DatabasePageProps {
  searchParams: Promise<{ window?: string }>;
}

export default async function MetricsPage({ params, searchParams }: PageProps) {
  const [{ organization, databaseId }, { window }] = await Promise.all([params, searchParams]);
  const database = await databaseIn(organization, databaseId);
  const age = Date.now() - database.createdAt;
  return (
    <>
      <PageTitle of={["Metrics", database.summary.name]} />
      <MetricsView org={organization} initial={database} window={metricWindow(window, age)} />
    </>
  );
}
