import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { databases, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { liveHub } from "@/lib/live/process-hub";
import type { TopicRef } from "@/lib/live/topics";
import { databaseLive } from "@/lib/services/databases/live-view";
import { operationView } from "@/lib/services/operations/read";
import { overviewOf } from "@/lib/services/overview";
import { regionDetail } from "@/lib/services/regions/detail";
import { regionRuntime } from "@/lib/services/regions/runtime";

/** The overview joins everything of an organization, so it is read less often than the rest. */
const OVERVIEW_EVERY_MS = 500;
const REGION_EVERY_MS = 250;

async function region({ organizationId, id }: TopicRef): Promise<unknown> {
  const [row] = await db()
    .select()
    .from(regions)
    .where(
      and(
        eq(regions.id, id ?? ""),
        eq(regions.organizationId, organizationId),
        isNull(regions.disconnectedAt),
      ),
    );
  return row && regionDetail(row, Date.now());
}

async function database({ organizationId, id }: TopicRef): Promise<unknown> {
  const [row] = await db()
    .select()
    .from(databases)
    .where(
      and(
        eq(databases.id, id ?? ""),
        eq(databases.organizationId, organizationId),
        isNull(databases.deletedAt),
      ),
    );
  return row && databaseLive(row, await regionRuntime(row.regionId), Date.now());
}

/** Says who knows what each kind of live topic shows; what is not of the reader's organization does not exist. */
export function registerLiveProviders(): void {
  const hub = liveHub();
  hub.register("overview", {
    everyMs: OVERVIEW_EVERY_MS,
    snapshot: async ({ organizationId }) => (await overviewOf(organizationId, Date.now())) ?? undefined,
  });
  hub.register("region", { everyMs: REGION_EVERY_MS, snapshot: region });
  hub.register("database", { snapshot: database });
  hub.register("operation", {
    snapshot: async ({ organizationId, id }) => (await operationView(organizationId, id ?? "")) ?? undefined,
  });
}
