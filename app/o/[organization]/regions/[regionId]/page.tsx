import { personIn } from "@/app/o/[organization]/reads";
import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { RegionCapacity } from "./region-capacity";
import { PageTitle } from "@/components/shell/page-title";
import { can } from "@/lib/domain/roles";

export default async function RegionPage({ params }: RegionPageProps) {
  const { organization, regionId } = await params;
  const [ctx, region] = await Promise.all([personIn(organization), regionIn(organization, regionId)]);
  return (
    <>
      <PageTitle of={[region.summary.name]} />
      <RegionCapacity org={organization} initial={region} mayCheck={can(ctx.actor.role, "region.check")} />
    </>
  );
}
