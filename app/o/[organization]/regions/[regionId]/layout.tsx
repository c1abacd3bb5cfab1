import type { ReactNode } from "react";
import { RegionHead } from "./region-head";
import { personIn } from "@/app/o/[organization]/reads";
import { PageFrame } from "@/components/shell/page-frame";
import { paths } from "@/lib/client/paths";
import { can } from "@/lib/domain/roles";
import { getRegion } from "@/lib/services/regions/detail";
import { readForPage } from "@/lib/transport/read";

interface LayoutProps {
  children: ReactNode;
  params: Promise<{ organization: string; regionId: string }>;
}

export default async function RegionLayout({ children, params }: LayoutProps) {
  const { organization, regionId } = await params;
  const ctx = await personIn(organization);
  const region = await readForPage(ctx, getRegion, { regionId });
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
