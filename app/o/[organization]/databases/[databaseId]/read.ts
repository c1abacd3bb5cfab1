import "server-only";
import { cache } from "react";
import { personIn } from "@/app/o/[organization]/reads";
import { getDatabase } from "@/lib/services/databases/live-view";
import { readForPage } from "@/lib/transport/read";

/** The database of this request, read once by layout and page alike. */
export const databaseIn = cache(async (organization: string, databaseId: string) =>
  readForPage(await personIn(organization), getDatabase, { databaseId }),
);

export interface DatabasePageProps {
  params: Promise<{ organization: string; databaseId: string }>;
}
