import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import type { PersonContext } from "@/lib/services/context";

export type DatabaseRow = typeof databases.$inferSelect;

/** The database of the actor's organization, or `not_found`: foreign and missing look the same. */
export async function databaseInOrganization(ctx: PersonContext, databaseId: string): Promise<DatabaseRow> {
  const [row] = await db()
    .select()
    .from(databases)
    .where(
      and(
        eq(databases.id, databaseId),
        eq(databases.organizationId, ctx.actor.organizationId),
        isNull(databases.deletedAt),
      ),
    );
  if (!row) throw new ServiceError("not_found", "There is no such database in this organization.");
  return row;
}

/** For engine steps, which act for the system: the row by id, deleted or not. */
export async function databaseById(databaseId: string | null): Promise<DatabaseRow> {
  const [row] = await db()
    .select()
    .from(databases)
    .where(eq(databases.id, databaseId ?? ""));
  if (!row) throw new Error("The operation names a database that does not exist.");
  return row;
}
