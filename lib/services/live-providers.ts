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
import { reportFailure } from "@/lib/services/report";

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

/** A topic whose reading fails keeps its last frame: only the log can say why it stands still. */
function told(read: (ref: TopicRef) => Promise<unknown>): (ref: TopicRef) => Promise<unknown> {
  return async (ref) => {
    try {
      return await read(ref);
    } catch (error) {
      const { kind, id } = ref;
      reportFailure(error, kind === "overview" || id === null ? {} : { [`${kind}Id`]: id });
      throw error;
    }
  };
}

/** Says who knows what each kind of live topic shows; what is not of the reader's organization does not exist. */
export function registerLiveProviders(): void {
  const hub = liveHub();
  hub.register("overview", {
    everyMs: OVERVIEW_EVERY_MS,
    snapshot: told(async ({ organizationId }) => (await overviewOf(organizationId, Date.now())) ?? undefined),
  });
  hub.register("region", { everyMs: REGION_EVERY_MS, snapshot: told(region) });
  hub.register("database", { snapshot: told(database) });
  hub.register("operation", {
    snapshot: told(
      async ({ organizationId, id }) => (await operationView(organizationId, id ?? "")) ?? undefined,
    ),
  });
}
