import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { PageTitle } from "@/components/shell/page-title";
import { TopologyPageView } from "@/components/topology/topology-page-view";

export default async function DatabasePage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const database = await databaseIn(organization, databaseId);
  return (
    <>
      <PageTitle of={[database.summary.name]} />
      <TopologyPageView org={organization} initial={database} />
    </>
  );
}
