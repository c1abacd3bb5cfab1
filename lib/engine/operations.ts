import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { operations } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { enqueue, work } from "@/lib/db/jobs";
import type { Leases } from "@/lib/engine/leases";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { advanceOperation } from "@/lib/services/operations/advance";
import { onWake } from "@/lib/services/wake";

const AGAIN_MS = 1000;
/** A burst of changes in the cluster is one look. */
const LOOK_MS = 150;

interface Driven {
  regionId: string;
  busy: boolean;
  wanted: boolean;
  timer: NodeJS.Timeout | undefined;
}

export interface OperationDriver {
  /** Looks again at the open operations of a region, after a change there or a new lease. */
  look(regionId: string): void;
  recover(regionId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Drives open operations of the regions whose lease this process holds. The durable job brings an operation
 * here after any crash; changes seen by the watch and a timer bring it back while it waits.
 */
export async function driveOperations(
  leases: Leases,
  onError: (error: unknown, id: string) => void,
): Promise<OperationDriver> {
  const driven = new Map<string, Driven>();
  const looks = new Map<string, NodeJS.Timeout>();
  let stopped = false;

  const drive = async (id: string, state: Driven): Promise<void> => {
    if (state.busy || stopped) {
      state.wanted = true;
      return;
    }
    const epoch = leases.epochOf(state.regionId);
    if (epoch === null) {
      driven.delete(id);
      return;
    }
    state.busy = true;
    state.wanted = false;
    clearTimeout(state.timer);
    const progress = await advanceOperation(id, epoch, () => new Date()).catch((error: unknown) => {
      onError(error, id);
      return "again" as const;
    });
    state.busy = false;
    if (progress !== "again" || stopped) {
      driven.delete(id);
      return;
    }
    state.timer = setTimeout(() => void drive(id, state), state.wanted ? 0 : AGAIN_MS);
  };

  const begin = async (id: string): Promise<void> => {
    const known = driven.get(id);
    if (known) return drive(id, known);
    const [row] = await db()
      .select({ regionId: operations.regionId })
      .from(operations)
      .where(and(eq(operations.id, id), isNull(operations.endedAt)));
    if (!row) return;
    // A wake and the job often come together: whoever read the row second drives what the first began.
    const meanwhile = driven.get(id);
    if (meanwhile) return drive(id, meanwhile);
    const state: Driven = { regionId: row.regionId, busy: false, wanted: false, timer: undefined };
    driven.set(id, state);
    await drive(id, state);
  };

  onWake((id) => void begin(id).catch((error: unknown) => onError(error, id)));
  await work(OPERATION_QUEUE, async (data) => begin(data.operationId ?? ""));

  return {
    look(regionId) {
      if (stopped || driven.size === 0 || looks.has(regionId)) return;
      const timer = setTimeout(() => {
        looks.delete(regionId);
        for (const [id, state] of driven) if (state.regionId === regionId) void drive(id, state);
      }, LOOK_MS);
      looks.set(regionId, timer);
    },
    async recover(regionId) {
      const rows = await db()
        .select({ id: operations.id })
        .from(operations)
        .where(and(eq(operations.regionId, regionId), isNull(operations.endedAt)));
      for (const row of rows) await enqueue(null, OPERATION_QUEUE, { operationId: row.id });
    },
    async stop() {
      stopped = true;
      onWake(null);
      for (const timer of looks.values()) clearTimeout(timer);
      for (const state of driven.values()) clearTimeout(state.timer);
      for (let tries = 0; tries < 40 && [...driven.values()].some((state) => state.busy); tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
