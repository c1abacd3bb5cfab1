import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { RegionDatabases } from "@/components/region/region-databases";
import { PageTitle } from "@/components/shell/page-title";

export default async function RegionDatabasesPage({ params }: RegionPageProps) {
  const { organization, regionId } = await params;
  const region = await regionIn(organization, regionId);
  return (
    <>
      <PageTitle of={["Databases", region.summary.name]} />
      <RegionDatabases regionId={regionId} />
    </>
  );
}
