import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import type { PersonContext } from "@/lib/services/context";
import { regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";

export type RegionRow = typeof regions.$inferSelect;

/** The region of the actor's organization, or `not_found`: foreign and missing look the same. */
export async function regionInOrganization(ctx: PersonContext, regionId: string): Promise<RegionRow> {
  const [row] = await db()
    .select()
    .from(regions)
    .where(
      and(
        eq(regions.id, regionId),
        eq(regions.organizationId, ctx.actor.organizationId),
        isNull(regions.disconnectedAt),
      ),
    );
  if (!row) throw new ServiceError("not_found", "There is no such region in this organization.");
  return row;
}

/** The region with its open connection; `region_unreachable` when its credential is gone. */
export async function openRegion(
  ctx: PersonContext,
  regionId: string,
): Promise<{ row: RegionRow; runtime: RegionRuntime }> {
  const row = await regionInOrganization(ctx, regionId);
  const runtime = await regionRuntime(row.id);
  if (!runtime)
    throw new ServiceError("region_unreachable", "Gantry holds no credential of this region any more.");
  return { row, runtime };
}
