import type { Metadata } from "next";
import { personIn } from "@/app/o/[organization]/reads";
import { RegionCapacity } from "./region-capacity";
import { can } from "@/lib/domain/roles";
import { getRegion } from "@/lib/services/regions/detail";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string; regionId: string }>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { organization, regionId } = await params;
  const region = await readForPage(await personIn(organization), getRegion, { regionId });
  return { title: region.summary.name };
}

export default async function RegionPage({ params }: PageProps) {
  const { organization, regionId } = await params;
  const ctx = await personIn(organization);
  const region = await readForPage(ctx, getRegion, { regionId });
  return (
    <RegionCapacity org={organization} initial={region} mayCheck={can(ctx.actor.role, "region.check")} />
  );
}
