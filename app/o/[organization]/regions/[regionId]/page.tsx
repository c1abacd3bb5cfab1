import { personIn } from "@/app/o/[organization]/reads";
import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { RegionCapacity } from "./region-capacity";
import { PageTitle } from "@/components/shell/page-title";
import { can } from "@/lib/domain/roles";
import { getRegionTrust } from "@/lib/services/regions/trust";
import { readForPage } from "@/lib/transport/read";

export default async function RegionPage({ params }: RegionPageProps) {
  const { organization, regionId } = await params;
  const ctx = await personIn(organization);
  const [region, trust] = await Promise.all([
    regionIn(organization, regionId),
    readForPage(ctx, getRegionTrust, { regionId }),
  ]);
  return (
    <>
      <PageTitle of={[region.summary.name]} />
      <RegionCapacity
        org={organization}
        initial={region}
        calls={trust.calls}
        mayCheck={can(ctx.actor.role, "region.check")}
      />
    </>
  );
}
