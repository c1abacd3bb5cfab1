import "server-only";
import { eq } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { ProtectDatabaseInput } from "@/lib/contract/inputs";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { defineVerb } from "@/lib/services/verb";

/** Switches delete protection; a protected database cannot be deleted by any path of Gantry. */
export const protectDatabase = defineVerb({
  name: "database.protect",
  input: ProtectDatabaseInput,
  prepare: (ctx, input) => databaseInOrganization(ctx, input.databaseId),
  run: async (tx, _ctx, input, row) => {
    await tx.update(databases).set({ deleteProtection: input.protected }).where(eq(databases.id, row.id));
    return { databaseId: row.id, protected: input.protected };
  },
  audit: (_input, result) => ({
    objectKind: "database",
    objectId: result.databaseId,
    detail: { protected: result.protected },
  }),
});
