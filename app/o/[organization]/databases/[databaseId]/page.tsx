import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { TopologyPageView } from "@/components/topology/topology-page-view";

export default async function DatabasePage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  return <TopologyPageView org={organization} initial={await databaseIn(organization, databaseId)} />;
}
