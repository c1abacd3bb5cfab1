import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases, regionCredentials, regions } from "@/drizzle/schema/tables";
import { DisconnectRegionInput, RegionInput } from "@/lib/contract/inputs";
import { db } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import { notifyLive } from "@/lib/live/process-hub";
import { holdRegion } from "@/lib/services/operations/accept";
import { cancelOperations } from "@/lib/services/operations/record";
import { regionInOrganization } from "@/lib/services/regions/find";
import { closeRegion } from "@/lib/services/regions/runtime";
import { reportFailure } from "@/lib/services/report";
import { defineRead, defineVerb } from "@/lib/services/verb";

export const DisconnectPreview = z.object({ stays: z.array(z.string()), goes: z.array(z.string()) });
export type DisconnectPreview = z.infer<typeof DisconnectPreview>;

async function openDatabases(regionId: string): Promise<string[]> {
  const rows = await db()
    .select({ name: databases.name })
    .from(databases)
    .where(and(eq(databases.regionId, regionId), isNull(databases.deletedAt)));
  return rows.map((row) => row.name);
}

/** What stays in the cluster and what Gantry forgets, before anything is done. */
export const previewDisconnect = defineRead(
  "region.read",
  RegionInput,
  async (ctx, input): Promise<DisconnectPreview> => {
    const row = await regionInOrganization(ctx, input.regionId);
    const names = await openDatabases(row.id);
    return {
      stays: [
        names.length === 0
          ? "No database runs here."
          : `${names.join(", ")}: keep running, with their volumes and secrets.`,
        "The operator, its namespace and its roles stay installed.",
      ],
      goes: [
        "Gantry forgets the credential of this cluster at once.",
        "Its pages, charts and history of this region are no longer shown.",
      ],
    };
  },
);

/** Disconnects a region: nothing in the cluster is touched, the credential is erased, what was under way ends. */
export const disconnectRegion = defineVerb({
  name: "region.disconnect",
  input: DisconnectRegionInput,
  prepare: async (ctx, input) => {
    const row = await regionInOrganization(ctx, input.regionId);
    if (row.name !== input.typedName.trim()) {
      throw new ServiceError("invalid", "The typed name is not the region's.", {
        fields: { typedName: `Type ${row.name}.` },
      });
    }
    return row;
  },
  run: async (tx, ctx, _input, row) => {
    const now = ctx.now();
    await holdRegion(tx, ctx, row.id);
    await tx.delete(regionCredentials).where(eq(regionCredentials.regionId, row.id));
    await tx.update(regions).set({ disconnectedAt: now }).where(eq(regions.id, row.id));
    const { userId, email } = ctx.actor;
    const by = { actorId: userId, actor: email, requestId: ctx.requestId, now };
    const operationsCancelled = await cancelOperations(tx, row.id, by);
    const left = await tx
      .update(databases)
      .set({ deletedAt: now })
      .where(and(eq(databases.regionId, row.id), isNull(databases.deletedAt)))
      .returning({ name: databases.name });
    const databasesLeftRunning = left.map((each) => each.name);
    return { regionId: row.id, name: row.name, databasesLeftRunning, operationsCancelled };
  },
  audit: (_input, result) => ({ objectKind: "region", objectId: result.regionId, detail: { ...result } }),
  after: async (ctx, { regionId, operationsCancelled }) => {
    notifyLive(ctx.actor.organizationId, "region", regionId);
    for (const id of operationsCancelled) notifyLive(ctx.actor.organizationId, "operation", id);
    await closeRegion(regionId).catch((error: unknown) => reportFailure(error, { regionId }));
  },
});
