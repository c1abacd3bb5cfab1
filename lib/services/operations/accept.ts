import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { operations, operationSteps, regions } from "@/drizzle/schema/tables";
import type { Tx } from "@/lib/db/connection";
import { enqueue } from "@/lib/db/jobs";
import { ServiceError } from "@/lib/domain/errors";
import { isId, type OperationId } from "@/lib/domain/ids";
import { stepsOf, type OperationKind } from "@/lib/domain/operation/steps";
import type { PersonContext } from "@/lib/services/context";
import { newId } from "@/lib/services/new-id";

export const OPERATION_QUEUE = "operation";

export interface Acceptance {
  kind: OperationKind;
  key: string;
  regionId: string;
  databaseId: string | null;
  input: unknown;
  /** Seals the secret part for the id that the operation gets. */
  sealInput?: (operationId: string) => string;
}

/**
 * Lets the acceptances of one region come one after the other until this transaction ends, and holds a disconnection
 * up: what was looked at stays so until the operation is there. Throws `not_found` when the region is gone.
 */
export async function holdRegion(tx: Tx, ctx: PersonContext, regionId: string): Promise<void> {
  const [held] = await tx
    .select({ id: regions.id })
    .from(regions)
    .where(
      and(
        eq(regions.id, regionId),
        eq(regions.organizationId, ctx.actor.organizationId),
        isNull(regions.disconnectedAt),
      ),
    )
    .for("no key update");
  if (!held) throw new ServiceError("not_found", "There is no such region in this organization.");
}

/** The operation that this key named before, or null. A key of another kind is refused. */
export async function findAccepted(
  tx: Tx,
  ctx: PersonContext,
  kind: OperationKind,
  key: string,
): Promise<{ id: OperationId; databaseId: string | null } | null> {
  const [row] = await tx
    .select({ id: operations.id, kind: operations.kind, databaseId: operations.databaseId })
    .from(operations)
    .where(and(eq(operations.organizationId, ctx.actor.organizationId), eq(operations.idempotencyKey, key)));
  if (!row || !isId("op", row.id)) return null;
  if (row.kind !== kind)
    throw new ServiceError("conflict", "This form was used for something else. Reload the page.");
  return { id: row.id, databaseId: row.databaseId };
}

/** Operation, steps and job in the caller's transaction: accepted all at once or not at all. */
export async function acceptOperation(tx: Tx, ctx: PersonContext, wanted: Acceptance): Promise<OperationId> {
  await holdRegion(tx, ctx, wanted.regionId);
  const id = newId("op");
  await tx.insert(operations).values({
    id,
    organizationId: ctx.actor.organizationId,
    kind: wanted.kind,
    idempotencyKey: wanted.key,
    regionId: wanted.regionId,
    databaseId: wanted.databaseId,
    actorId: ctx.actor.userId,
    actor: ctx.actor.email,
    input: wanted.input,
    sealedInput: wanted.sealInput?.(id) ?? null,
  });
  await tx
    .insert(operationSteps)
    .values(stepsOf(wanted.kind).map((step, position) => ({ operationId: id, stepId: step.id, position })));
  await enqueue(tx, OPERATION_QUEUE, { operationId: id });
  return id;
}
