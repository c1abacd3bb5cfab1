import "server-only";
import { and, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import { podHealth } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { PodCondition } from "@/lib/domain/database/pod-state";

/** One stretch of one pod. `to_at` of its row is the last moment at which the watch confirmed it. */
export interface Stretch extends PodCondition {
  databaseId: string;
  pod: string;
  component: string;
  from: number;
}

export type StretchRow = typeof podHealth.$inferSelect;

/** Begins stretches; one that exists already stays as it is, so that a retry changes nothing. */
export async function beginStretches(begun: readonly Stretch[]): Promise<void> {
  if (begun.length === 0) return;
  await db()
    .insert(podHealth)
    .values(
      begun.map(({ databaseId, pod, component, state, reason, from }) => ({
        databaseId,
        pod,
        component,
        state,
        reason: reason?.slice(0, 300) ?? null,
        fromAt: new Date(from),
        toAt: new Date(from),
      })),
    )
    .onConflictDoNothing();
}

/** Confirms stretches up to `until` (epoch ms), in one statement. */
export async function confirmStretches(
  stretches: readonly Pick<Stretch, "databaseId" | "pod" | "from">[],
  until: number,
): Promise<void> {
  if (stretches.length === 0) return;
  const list = sql.join(
    stretches.map(
      (one) => sql`(${one.databaseId}::text, ${one.pod}::text, ${new Date(one.from)}::timestamptz)`,
    ),
    sql`, `,
  );
  await db().execute(sql`
    update pod_health set to_at = ${new Date(until)}
    from (values ${list}) as seen(database_id, pod, from_at)
    where pod_health.database_id = seen.database_id and pod_health.pod = seen.pod
      and pod_health.from_at = seen.from_at and pod_health.to_at < ${new Date(until)}`);
}

/** The newest stretch of each pod of these databases that began before `before` and ended after `after`. */
export async function newestStretches(
  databaseIds: readonly string[],
  { after, before }: { after: number; before: number },
): Promise<StretchRow[]> {
  if (databaseIds.length === 0) return [];
  return db()
    .selectDistinctOn([podHealth.databaseId, podHealth.pod])
    .from(podHealth)
    .where(
      and(
        inArray(podHealth.databaseId, [...databaseIds]),
        gte(podHealth.toAt, new Date(after)),
        lt(podHealth.fromAt, new Date(before)),
      ),
    )
    .orderBy(podHealth.databaseId, podHealth.pod, desc(podHealth.fromAt));
}

/** All stretches of one database that were seen within a range, oldest first; at most 5000. */
export async function stretchesWithin(
  databaseId: string,
  range: { from: number; to: number },
): Promise<StretchRow[]> {
  return db()
    .select()
    .from(podHealth)
    .where(
      and(
        eq(podHealth.databaseId, databaseId),
        gte(podHealth.toAt, new Date(range.from)),
        lt(podHealth.fromAt, new Date(range.to)),
      ),
    )
    .orderBy(podHealth.fromAt)
    .limit(5000);
}

/** Forgets stretches that ended before `olderThan` (epoch ms). */
export async function prunePodHealth(olderThan: number): Promise<void> {
  await db()
    .delete(podHealth)
    .where(lt(podHealth.toAt, new Date(olderThan)));
}
