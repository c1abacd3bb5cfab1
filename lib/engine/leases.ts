import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { regionLeases, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";

const TTL_SECONDS = 7;
const RENEW_MS = 2000;

export interface Leases {
  /** The epoch under which this process may write to a region, or null. */
  epochOf(regionId: string): number | null;
  stop(): Promise<void>;
}

interface Held {
  epoch: number;
  /** performance.now() after which the lease must be taken as lost, whatever the wall clock does. */
  until: number;
}

async function takeOne(regionId: string, holder: string): Promise<number | null> {
  const expires = sql`now() + make_interval(secs => ${TTL_SECONDS})`;
  const [row] = await db()
    .insert(regionLeases)
    .values({ regionId, holder, epoch: 1, expiresAt: expires })
    .onConflictDoUpdate({
      target: regionLeases.regionId,
      set: {
        epoch: sql`case when ${regionLeases.holder} = ${holder} then ${regionLeases.epoch} else ${regionLeases.epoch} + 1 end`,
        holder,
        expiresAt: expires,
      },
      setWhere: sql`${regionLeases.holder} = ${holder} or ${regionLeases.expiresAt} < now()`,
    })
    .returning({ epoch: regionLeases.epoch });
  return row?.epoch ?? null;
}

/**
 * Holds one lease row per region: one UPDATE takes or renews it, the database's clock decides, every
 * change of holder raises the epoch. Another process takes over within 7 + 2 s of a death, and within 2 s of a
 * `stop`. `onTaken` is told of a lease that lapsed here and came back, too: its work was let go meanwhile.
 */
export function holdLeases(
  onTaken: (regionId: string, epoch: number) => void,
  onError: (error: unknown) => void,
): Leases {
  const holder = randomUUID();
  const held = new Map<string, Held>();
  let stopped = false;

  const round = async (): Promise<void> => {
    const rows = await db().select({ id: regions.id }).from(regions).where(isNull(regions.disconnectedAt));
    const open = new Set(rows.map((row) => row.id));
    for (const id of held.keys()) if (!open.has(id)) held.delete(id);
    for (const id of open) {
      const asked = performance.now();
      const epoch = await takeOne(id, holder);
      if (epoch === null) {
        held.delete(id);
        continue;
      }
      const before = held.get(id);
      const isNew = before?.epoch !== epoch || asked >= before.until;
      held.set(id, { epoch, until: asked + TTL_SECONDS * 1000 });
      if (isNew) onTaken(id, epoch);
    }
  };

  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const loop = (): void => {
    running = round()
      .catch(onError)
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, RENEW_MS);
      });
  };
  loop();

  return {
    epochOf(regionId) {
      const lease = held.get(regionId);
      return lease && performance.now() < lease.until ? lease.epoch : null;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      const ids = [...held.keys()];
      held.clear();
      if (ids.length > 0) {
        await db()
          .update(regionLeases)
          .set({ expiresAt: sql`now() - interval '1 second'` })
          .where(and(inArray(regionLeases.regionId, ids), eq(regionLeases.holder, holder)));
      }
    },
  };
}
