import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { regions } from "@/drizzle/schema/tables";
import type { RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { regionCounts, regionSummary } from "@/lib/services/regions/summary";
import { defineRead } from "@/lib/services/verb";

/** Every region of an organization, by name. A region that cannot be opened is shown as unknown, not left out. */
export async function regionsOf(organizationId: string, now: number): Promise<RegionSummary[]> {
  const [rows, counts] = await Promise.all([
    db()
      .select()
      .from(regions)
      .where(and(eq(regions.organizationId, organizationId), isNull(regions.disconnectedAt)))
      .orderBy(regions.name),
    regionCounts(organizationId),
  ]);
  return Promise.all(
    rows.map(async (row) =>
      regionSummary(row, await regionRuntime(row.id).catch(() => null), counts.get(row.id), now),
    ),
  );
}

/** The regions of the actor's organization with health, cause and when they were checked. */
export const listRegions = defineRead("region.read", z.strictObject({}), (ctx) =>
  regionsOf(ctx.actor.organizationId, ctx.now().getTime()),
);
