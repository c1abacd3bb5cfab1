import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases } from "@/drizzle/schema/tables";
import type { LagLines } from "@/lib/contract/series";
import { db } from "@/lib/db/connection";
import { samplingOf } from "@/lib/services/metrics/sampling-state";
import { metricStore } from "@/lib/services/metrics/store";
import { defineRead } from "@/lib/services/verb";

const HOUR_MS = 3_600_000;
const STEP_MS = 60_000;
/** A step holds at least two rounds of the slowest sampler, so that a slow one makes no gaps. */
const ROUNDS_A_STEP = 2;
/** What was read serves all readers for so long. */
const FRESH_MS = 10_000;
/** The step that runs, and the one that its last samples may have come too late for. */
const STEPS_READ_AGAIN = 2;
const ORGANIZATIONS_HELD = 50;

type Lines = Map<string, (number | null)[]>;

interface Held {
  at: number;
  stepMs: number;
  last: number;
  lines: Lines;
}

const held = new Map<string, Promise<Held>>();

async function idsOf(organizationId: string): Promise<string[]> {
  const rows = await db()
    .select({ id: databases.id })
    .from(databases)
    .where(and(eq(databases.organizationId, organizationId), isNull(databases.deletedAt)));
  return rows.map((row) => row.id);
}

function stepOf(ids: readonly string[]): number {
  const slowest = Math.max(0, ...ids.map((id) => samplingOf(id, null).everyMs ?? 0));
  return Math.ceil(Math.max(STEP_MS, slowest * ROUNDS_A_STEP) / STEP_MS) * STEP_MS;
}

const rounded = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10;

/** Steps that ended do not change: only the newest are read anew, and the rest of what is held moves on. */
async function readOn(organizationId: string, known: Held | null, now: number): Promise<Held> {
  if (known !== null && now >= known.at && now - known.at < FRESH_MS) return known;
  const ids = await idsOf(organizationId);
  const stepMs = stepOf(ids);
  const count = Math.max(1, Math.floor(HOUR_MS / stepMs));
  const last = Math.floor(now / stepMs);
  const moved = known !== null && known.stepMs === stepMs ? last - known.last : count;
  const isFar = moved < 0 || moved + STEPS_READ_AGAIN >= count;
  const first = isFar ? last - count + 1 : last - moved - STEPS_READ_AGAIN + 1;
  const fresh = await metricStore().worstLag({ databaseIds: ids, first, last, stepMs });
  const kept = count - (last - first + 1);
  const lines: Lines = new Map();
  for (const id of ids) {
    const before = isFar ? undefined : known?.lines.get(id);
    const after = fresh.get(id);
    if (before === undefined && after === undefined) continue;
    const old = before?.slice(moved, moved + kept) ?? Array.from({ length: kept }, () => null);
    lines.set(id, [...old, ...(after?.map(rounded) ?? Array.from({ length: count - kept }, () => null))]);
  }
  return { at: now, stepMs, last, lines };
}

/**
 * The last hour of the worst replication lag of every database of the actor's organization, a point a minute. All readers
 * share one reading in 10 s, which is one query for all databases: the first reads the hour, later ones its newest two
 * or three steps. With 200 databases of 3 tablets that is 1.3 s once and 85 ms then; O(tablets x new samples).
 */
export const getLagLines = defineRead("database.read", z.strictObject({}), async (ctx): Promise<LagLines> => {
  const { organizationId } = ctx.actor;
  const before = held.get(organizationId);
  const next = (async () =>
    readOn(organizationId, (await before?.catch(() => null)) ?? null, ctx.now().getTime()))();
  held.delete(organizationId);
  held.set(organizationId, next);
  const [oldest] = held.keys();
  if (held.size > ORGANIZATIONS_HELD && oldest !== undefined) held.delete(oldest);
  const { stepMs, lines } = await next;
  return { stepMs, lines: Object.fromEntries(lines) };
});
