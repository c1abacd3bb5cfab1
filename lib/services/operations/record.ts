import "server-only";
import { channel } from "node:diagnostics_channel";
import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { z } from "zod";
import { operations, operationSteps } from "@/drizzle/schema/tables";
import { db, inTransaction, type Tx } from "@/lib/db/connection";
import { writeAudit } from "@/lib/services/audit";

export type OperationRow = typeof operations.$inferSelect;
export type StepRow = typeof operationSteps.$inferSelect;

/** Crash tests listen here and kill the process at a named point (decision 19). */
const points = channel("gantry:operation");

export function passPoint(operationId: string, point: string): void {
  points.publish({ operationId, point });
}

export interface LoadedOperation {
  row: OperationRow;
  steps: StepRow[];
}

/**
 * Takes an unfinished operation for this lease epoch; null when it ended or a newer epoch holds it.
 * From here on writes of older epochs fail.
 */
export async function takeOperation(id: string, epoch: number): Promise<LoadedOperation | null> {
  const [row] = await db()
    .update(operations)
    .set({
      leaseEpoch: epoch,
      state: sql`case when ${operations.state} = 'queued' then 'running' else ${operations.state} end`,
    })
    .where(
      and(
        eq(operations.id, id),
        isNull(operations.endedAt),
        lte(operations.leaseEpoch, epoch),
        or(
          eq(operations.state, "queued"),
          eq(operations.state, "running"),
          eq(operations.state, "needs-attention"),
        ),
      ),
    )
    .returning();
  if (!row) return null;
  const steps = await db()
    .select()
    .from(operationSteps)
    .where(eq(operationSteps.operationId, id))
    .orderBy(operationSteps.position);
  return { row, steps };
}

/** Stores a step by compare-and-set on the lease epoch; false when another process has taken over or it was cancelled. */
export async function storeStep(
  op: OperationRow,
  stepId: string,
  to: { state: StepRow["state"]; evidence: string | null; now: Date },
): Promise<boolean> {
  const ended = to.state === "done" || to.state === "failed" ? to.now : null;
  return inTransaction(async (tx) => {
    const [held] = await tx
      .select({ id: operations.id })
      .from(operations)
      .where(
        and(eq(operations.id, op.id), eq(operations.leaseEpoch, op.leaseEpoch), isNull(operations.endedAt)),
      )
      .for("update");
    if (!held) return false;
    const [before] = await tx
      .select({ startedAt: operationSteps.startedAt })
      .from(operationSteps)
      .where(and(eq(operationSteps.operationId, op.id), eq(operationSteps.stepId, stepId)));
    await tx
      .update(operationSteps)
      .set({ state: to.state, evidence: to.evidence, startedAt: before?.startedAt ?? to.now, endedAt: ended })
      .where(and(eq(operationSteps.operationId, op.id), eq(operationSteps.stepId, stepId)));
    return true;
  });
}

/** What needs a person: never a bare status word. */
export const Attention = z.object({ state: z.string(), because: z.string(), next: z.string() });
export type Attention = z.infer<typeof Attention>;

/** Sets or clears what needs a person; the operation goes on beside it. */
export async function storeAttention(op: OperationRow, attention: Attention | null): Promise<void> {
  await db()
    .update(operations)
    .set({ attention, state: attention ? "needs-attention" : "running" })
    .where(
      and(eq(operations.id, op.id), eq(operations.leaseEpoch, op.leaseEpoch), isNull(operations.endedAt)),
    );
}

/** Ends an operation with its audit row; the sealed input goes with it. */
export async function endOperation(
  op: OperationRow,
  state: "succeeded" | "failed",
  now: Date,
  attention: Attention | null = null,
): Promise<void> {
  await inTransaction(async (tx) => {
    const [ended] = await tx
      .update(operations)
      .set({ state, endedAt: now, sealedInput: null, attention })
      .where(
        and(eq(operations.id, op.id), eq(operations.leaseEpoch, op.leaseEpoch), isNull(operations.endedAt)),
      )
      .returning({ id: operations.id });
    if (!ended) return;
    await writeAudit(tx, {
      organizationId: op.organizationId,
      actorId: op.actorId,
      actor: op.actor,
      verb: `operation.${state}`,
      objectKind: "operation",
      objectId: op.id,
      detail: { kind: op.kind, databaseId: op.databaseId, regionId: op.regionId },
      requestId: op.id,
    });
  });
}

/** What an operation says that outlived its region. */
export const REGION_GONE: Attention = {
  state: "The region is gone.",
  because: "It was disconnected while this operation ran.",
  next: "Register the cluster again; its databases kept running.",
};

/** Ends what is open in a region that is being disconnected, since nobody drives it after that; answers the ids. */
export async function cancelOperations(
  tx: Tx,
  regionId: string,
  by: { actorId: string; actor: string; requestId: string; now: Date },
): Promise<string[]> {
  const ended = await tx
    .update(operations)
    .set({ state: "cancelled", endedAt: by.now, sealedInput: null, attention: REGION_GONE })
    .where(and(eq(operations.regionId, regionId), isNull(operations.endedAt)))
    .returning();
  for (const op of ended) {
    await writeAudit(tx, {
      organizationId: op.organizationId,
      actorId: by.actorId,
      actor: by.actor,
      verb: "operation.cancelled",
      objectKind: "operation",
      objectId: op.id,
      detail: { kind: op.kind, databaseId: op.databaseId, regionId },
      requestId: by.requestId,
    });
  }
  return ended.map((op) => op.id);
}
