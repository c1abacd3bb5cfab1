import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import { databases, operations } from "@/drizzle/schema/tables";
import type { Tx } from "@/lib/db/connection";
import type { RegionFacts } from "@/lib/domain/placement/capacity";
import { pendingPods } from "@/lib/domain/placement/reserved";
import type { PodAsk } from "@/lib/domain/placement/pods";
import { CLUSTER_LABEL, COMPONENT_LABEL } from "@/lib/services/databases/region-databases";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import type { OperationRow } from "@/lib/services/operations/record";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

/**
 * What the watch knows of a region, with the room that creations will take which were accepted and are not all there
 * yet: of all, or of those that were accepted before `than`.
 */
export async function factsWithReserved(
  tx: Pick<Tx, "select">,
  runtime: RegionRuntime,
  than: Pick<OperationRow, "id"> | null,
): Promise<RegionFacts> {
  const rows = await tx
    .select({
      operationId: operations.id,
      id: databases.id,
      name: databases.name,
      namespace: databases.namespace,
      spec: databases.spec,
    })
    .from(operations)
    .innerJoin(databases, eq(databases.id, operations.databaseId))
    .where(
      and(
        eq(operations.regionId, runtime.regionId),
        eq(operations.kind, "create-database"),
        isNull(operations.endedAt),
        eq(databases.desired, "present"),
        isNull(databases.deletedAt),
      ),
    )
    .orderBy(asc(operations.createdAt), asc(operations.id));
  const own = rows.findIndex((row) => row.operationId === than?.id);
  const snapshot = runtime.hub.snapshot();
  const reserved = (own < 0 ? rows : rows.slice(0, own)).flatMap((row): PodAsk[] => {
    const pods = snapshot.pods.filter(
      (pod) => pod.namespace === row.namespace && pod.labels[CLUSTER_LABEL] === row.name,
    );
    const visible = new Map<string, number>();
    for (const { labels } of pods) {
      const component = labels[COMPONENT_LABEL] ?? "";
      visible.set(component, (visible.get(component) ?? 0) + 1);
    }
    return pendingPods(row.id, DatabaseSpecSchema.parse(row.spec), visible);
  });
  return { ...snapshot, reserved };
}
