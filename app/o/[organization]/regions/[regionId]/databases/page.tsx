import type { Metadata } from "next";
import { RegionDatabases } from "@/components/region/region-databases";

export const metadata: Metadata = { title: "Databases" };

interface PageProps {
  params: Promise<{ regionId: string }>;
}

export default async function RegionDatabasesPage({ params }: PageProps) {
  const { regionId } = await params;
  return <RegionDatabases regionId={regionId} />;
}
