import "server-only";
import { eq } from "drizzle-orm";
import { regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { readObject } from "@/lib/kube/read-object";
import type { StepContext, StepOutcome } from "@/lib/services/operations/step-runner";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

/** The last run that found the registered cluster, so that its steps do not ask once each. */
const confirmed = new WeakMap<RegionRuntime, { run: string; at: number }>();
const RUN_MS = 5000;

/**
 * Compares the cluster's identity with the registered one before anything is written. Null when it is the same;
 * else an outcome that waits for a person: writes to another cluster are frozen.
 */
export async function refuseOtherCluster({ op, runtime, now }: StepContext): Promise<StepOutcome | null> {
  const run = `${op.id}/${op.leaseEpoch}`;
  const known = confirmed.get(runtime);
  if (known?.run === run && Math.abs(now.getTime() - known.at) < RUN_MS) return null;
  const [region] = await db()
    .select({ uid: regions.clusterUid })
    .from(regions)
    .where(eq(regions.id, op.regionId));
  const system = await readObject(runtime.client, {
    apiVersion: "v1",
    kind: "Namespace",
    name: "kube-system",
  });
  if (system !== null && system.metadata.uid === region?.uid) {
    confirmed.set(runtime, { run, at: now.getTime() });
    return null;
  }
  return {
    kind: "waiting",
    evidence: "another cluster answers at this region's address",
    attention: {
      state: "Nothing is written to this region.",
      because: `Its kube-system namespace has the UID ${system?.metadata.uid ?? "of nothing"}, registered was ${region?.uid ?? "nothing"}.`,
      next: "If the cluster was rebuilt, disconnect the region and register it again.",
    },
  };
}
