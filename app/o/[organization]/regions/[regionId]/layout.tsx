import type { ReactNode } from "react";
import { RegionHead } from "./region-head";
import { can } from "@/lib/domain/roles";
import { getRegion } from "@/lib/services/regions/detail";
import { pageContext, readForPage } from "@/lib/transport/read";

interface LayoutProps {
  children: ReactNode;
  params: Promise<{ organization: string; regionId: string }>;
}

export default async function RegionLayout({ children, params }: LayoutProps) {
  const { organization, regionId } = await params;
  const ctx = await pageContext(organization);
  const region = await readForPage(ctx, getRegion, { regionId });
  return (
    <>
      <RegionHead
        org={organization}
        initial={region}
        mayCreate={can(ctx.actor.role, "database.create")}
        mayInstall={can(ctx.actor.role, "region.install")}
      />
      {children}
    </>
  );
}
