import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { operations } from "@/drizzle/schema/tables";
import { RegionInput } from "@/lib/contract/inputs";
import type { OperationView } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { getOperation } from "@/lib/services/operations/read";
import { defineRead } from "@/lib/services/verb";

/** The newest installation of the operator in a region of this organization, or null. */
export const latestInstallation = defineRead(
  "operation.read",
  RegionInput,
  async (ctx, input): Promise<OperationView | null> => {
    const [row] = await db()
      .select({ id: operations.id })
      .from(operations)
      .where(
        and(
          eq(operations.regionId, input.regionId),
          eq(operations.organizationId, ctx.actor.organizationId),
          eq(operations.kind, "install-operator"),
        ),
      )
      .orderBy(desc(operations.createdAt))
      .limit(1);
    return row ? getOperation(ctx, { operationId: row.id }) : null;
  },
);
