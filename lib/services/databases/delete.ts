import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import type { Tx } from "@/lib/db/connection";
import { DeleteDatabaseInput } from "@/lib/contract/inputs";
import { ServiceError } from "@/lib/domain/errors";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { acceptOperation, findAccepted, holdRegion } from "@/lib/services/operations/accept";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { defineVerb } from "@/lib/services/verb";
import { wakeOperations } from "@/lib/services/wake";

const PROTECTED = "Delete protection is on. Switch it off first.";

/** Locks the row, so that neither a second deletion nor a switch of the protection comes in between. */
async function wantAbsent(tx: Tx, databaseId: string): Promise<void> {
  const [now] = await tx
    .select({ desired: databases.desired, deleteProtection: databases.deleteProtection })
    .from(databases)
    .where(and(eq(databases.id, databaseId), isNull(databases.deletedAt)))
    .for("no key update");
  if (now?.desired !== "present") {
    throw new ServiceError("conflict", "This database is being deleted already.");
  }
  if (now.deleteProtection) throw new ServiceError("precondition", PROTECTED);
  await tx
    .update(databases)
    .set({ desired: "absent", generation: sql`${databases.generation} + 1` })
    .where(eq(databases.id, databaseId));
}

/**
 * Accepts the deletion: protection must be off and the name typed. Refused while the region is unreachable,
 * since nobody could see what it did. Everything goes within seconds of the delete in the cluster.
 */
export const deleteDatabase = defineVerb({
  name: "database.delete",
  input: DeleteDatabaseInput,
  prepare: async (ctx, input) => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    if (row.deleteProtection) throw new ServiceError("precondition", PROTECTED);
    if (input.typedName.trim() !== row.name) {
      throw new ServiceError("invalid", "The typed name is not the database's.", {
        fields: { typedName: `Type ${row.name}.` },
      });
    }
    const runtime = await regionRuntime(row.regionId);
    if (runtime?.hub.snapshot().state.kind !== "live") {
      throw new ServiceError(
        "region_unreachable",
        "The region is not reachable now. Deleting waits until it is.",
      );
    }
    return row;
  },
  run: async (tx, ctx, input, row) => {
    await holdRegion(tx, ctx, row.regionId);
    const known = await findAccepted(tx, ctx, "delete-database", input.key);
    if (known) return { operationId: known.id, databaseId: row.id, name: row.name };
    await wantAbsent(tx, row.id);
    const operationId = await acceptOperation(tx, ctx, {
      kind: "delete-database",
      key: input.key,
      regionId: row.regionId,
      databaseId: row.id,
      input: { name: row.name },
    });
    return { operationId, databaseId: row.id, name: row.name };
  },
  audit: (_input, result) => ({
    objectKind: "database",
    objectId: result.databaseId,
    detail: { name: result.name, operationId: result.operationId },
  }),
  after: (_ctx, result) => wakeOperations(result.operationId),
});
