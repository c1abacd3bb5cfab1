import "server-only";
import { z } from "zod";
import type { PodHealthView } from "@/lib/contract/views";
import { stripOf, type PodState, type SeenStretch } from "@/lib/domain/database/pod-state";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { newestStretches, stretchesWithin, type StretchRow } from "@/lib/services/databases/pod-health-store";
import { defineRead } from "@/lib/services/verb";

const DAY_MS = 86_400_000;
const KnownState = z.enum(["ready", "not-ready", "restarting", "pending", "evicted", "gone"]);

/** Which part of a database comes first in the list of strips. */
const ORDER = ["vttablet", "vtgate", "etcd", "vtorc", "vtctld"];

const PodHealthQuery = z
  .strictObject({ databaseId: z.string().max(64), from: z.number().int(), to: z.number().int() })
  .refine((range) => range.to > range.from, { path: ["to"], message: "The range ends before it begins." })
  .refine((range) => range.to - range.from <= DAY_MS, { path: ["from"], message: "At most 24 hours." });

const toStretch = (row: StretchRow): SeenStretch => ({
  from: row.fromAt.getTime(),
  seenUntil: row.toAt?.getTime() ?? row.fromAt.getTime(),
  state: KnownState.parse(row.state) satisfies PodState,
  reason: row.reason,
});

const rank = (component: string): number => {
  const at = ORDER.indexOf(component);
  return at === -1 ? ORDER.length : at;
};

/**
 * One strip for each pod that the database had within the range (epoch ms, at most 24 h), from what the watch
 * saw: time that nobody watched is `unseen`, never the last state.
 */
export const getPodHealth = defineRead(
  "database.read",
  PodHealthQuery,
  async (ctx, { databaseId, from, to }): Promise<PodHealthView[]> => {
    const row = await databaseInOrganization(ctx, databaseId);
    const now = ctx.now().getTime();
    const [before, within] = await Promise.all([
      newestStretches([row.id], { after: from - DAY_MS, before: from }),
      stretchesWithin(row.id, { from, to }),
    ]);
    const pods = new Map<string, { component: string; stretches: Map<number, SeenStretch> }>();
    for (const each of [...before, ...within]) {
      const pod = pods.get(each.pod) ?? {
        component: each.component,
        stretches: new Map<number, SeenStretch>(),
      };
      pod.stretches.set(each.fromAt.getTime(), toStretch(each));
      pods.set(each.pod, pod);
    }
    return [...pods]
      .map(([pod, { component, stretches }]) => ({
        pod,
        component,
        segments: stripOf(
          [...stretches.values()].toSorted((a, b) => a.from - b.from),
          { from, to },
          now,
        ),
      }))
      .filter((one) => one.segments.length > 0)
      .toSorted((a, b) => rank(a.component) - rank(b.component) || a.pod.localeCompare(b.pod));
  },
);
