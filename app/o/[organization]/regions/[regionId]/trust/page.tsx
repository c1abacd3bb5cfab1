import type { Metadata } from "next";
import { personIn } from "@/app/o/[organization]/reads";
import { TrustPanel } from "@/components/region/trust-panel";
import { getRegionTrust } from "@/lib/services/regions/trust";
import { readForPage } from "@/lib/transport/read";

export const metadata: Metadata = { title: "Trust" };

interface PageProps {
  params: Promise<{ organization: string; regionId: string }>;
}

export default async function TrustPage({ params }: PageProps) {
  const { organization, regionId } = await params;
  const trust = await readForPage(await personIn(organization), getRegionTrust, { regionId });
  return <TrustPanel trust={trust} />;
}
