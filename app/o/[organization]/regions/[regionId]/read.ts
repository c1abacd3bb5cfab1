import "server-only";
import { cache } from "react";
import { personIn } from "@/app/o/[organization]/reads";
import { getRegion } from "@/lib/services/regions/detail";
import { readForPage } from "@/lib/transport/read";

/** The region of this request, read once by layout and page alike. */
export const regionIn = cache(async (organization: string, regionId: string) =>
  readForPage(await personIn(organization), getRegion, { regionId }),
);

export interface RegionPageProps {
  params: Promise<{ organization: string; regionId: string }>;
}
