import "server-only";
import { eq, sql } from "drizzle-orm";
import { databases, operations, regionLeases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { OperationRow } from "@/lib/services/operations/record";

/**
 * A fenced write is sent within this time of its fence or not at all, and the lease lasts at least as long: no other
 * process can take the region over in between.
 */
export const FENCED_MS = 4000;
/** An answer of the database that took longer may be of before a stop of this process, and is asked for again. */
const FRESH_MS = 1000;

/** Asked when a write is about to leave; throws WriteRefused, and then nothing was written. */
export type Fence = () => Promise<void>;

/** `lost`: another process drives the operation, or it ended. `later`: the lease is too short, or nothing is wanted any more. */
export class WriteRefused extends Error {
  constructor(readonly reason: "lost" | "later") {
    super(`a write was held back: ${reason}`);
    this.name = "WriteRefused";
  }
}

async function ask(op: OperationRow): Promise<"held" | WriteRefused["reason"]> {
  const [row] = await db()
    .select({
      epoch: operations.leaseEpoch,
      endedAt: operations.endedAt,
      desired: databases.desired,
      deletedAt: databases.deletedAt,
      leaseEpoch: regionLeases.epoch,
      isLong: sql<boolean>`${regionLeases.expiresAt} > now() + make_interval(secs => ${FENCED_MS / 1000})`,
    })
    .from(operations)
    .leftJoin(databases, eq(databases.id, operations.databaseId))
    .leftJoin(regionLeases, eq(regionLeases.regionId, operations.regionId))
    .where(eq(operations.id, op.id));
  if (row === undefined || row.endedAt !== null || row.epoch !== op.leaseEpoch) return "lost";
  if (row.desired === "absent" || row.deletedAt !== null) return "later";
  // Nobody else can hold a region that has no lease.
  if (row.leaseEpoch === null) return "held";
  if (row.leaseEpoch !== op.leaseEpoch) return "lost";
  return row.isLong ? "held" : "later";
}

/** The fence of an operation that makes things: it holds while this process drives it and the database is wanted. */
export function fenceOf(op: OperationRow): Fence {
  return async () => {
    for (;;) {
      const askedAt = performance.now();
      const answer = await ask(op);
      if (answer !== "held") throw new WriteRefused(answer);
      if (performance.now() - askedAt < FRESH_MS) return;
    }
  };
}
