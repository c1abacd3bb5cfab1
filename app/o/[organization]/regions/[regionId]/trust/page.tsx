import { personIn } from "@/app/o/[organization]/reads";
import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { TrustPanel } from "@/components/region/trust-panel";
import { PageTitle } from "@/components/shell/page-title";
import { getRegionTrust } from "@/lib/services/regions/trust";
import { readForPage } from "@/lib/transport/read";

export default async function TrustPage({ params }: RegionPageProps) {
  const { organization, regionId } = await params;
  const [region, trust] = await Promise.all([
    regionIn(organization, regionId),
    readForPage(await personIn(organization), getRegionTrust, { regionId }),
  ]);
  return (
    <>
      <PageTitle of={["Trust", region.summary.name]} />
      <TrustPanel trust={trust} />
    </>
  );
}
