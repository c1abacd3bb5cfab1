import type { ReactNode } from "react";
import { RegionHead } from "./region-head";
import { personIn } from "@/app/o/[organization]/reads";
import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { PageFrame } from "@/components/shell/page-frame";
import { paths } from "@/lib/client/paths";
import { can } from "@/lib/domain/roles";

export default async function RegionLayout({ children, params }: RegionPageProps & { children: ReactNode }) {
  const { organization, regionId } = await params;
  const [ctx, region] = await Promise.all([personIn(organization), regionIn(organization, regionId)]);
  return (
    <PageFrame
      crumbs={[{ label: "Regions", href: paths.regions(organization) }, { label: region.summary.name }]}
    >
      <RegionHead
        org={organization}
        initial={region}
        mayCreate={can(ctx.actor.role, "database.create")}
        mayInstall={can(ctx.actor.role, "region.install")}
      />
      {children}
    </PageFrame>
  );
}
