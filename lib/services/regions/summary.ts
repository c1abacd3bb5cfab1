import "server-only";
import { and, count, eq, isNull } from "drizzle-orm";
import { databases, operations } from "@/drizzle/schema/tables";
import type { RegionConnection, RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { nodesByZone } from "@/lib/domain/cluster/zones";
import type { RegionRow } from "@/lib/services/regions/find";
import { storedChecks } from "@/lib/services/regions/stored-checks";
import { OPERATOR_NAMESPACE, type RegionRuntime } from "@/lib/services/regions/runtime";

const OPERATOR_LABEL = { key: "app", value: "vitess-operator" } as const;

/** What PostgreSQL knows of a region beside its row. */
export interface RegionCounts {
  databases: number;
  installing: boolean;
}

/** Counts of all regions of an organization in two queries; a region that is not in the map has none. */
export async function regionCounts(organizationId: string): Promise<Map<string, RegionCounts>> {
  const [counted, installs] = await Promise.all([
    db()
      .select({ regionId: databases.regionId, total: count() })
      .from(databases)
      .where(and(eq(databases.organizationId, organizationId), isNull(databases.deletedAt)))
      .groupBy(databases.regionId),
    db()
      .select({ regionId: operations.regionId })
      .from(operations)
      .where(
        and(
          eq(operations.organizationId, organizationId),
          eq(operations.kind, "install-operator"),
          isNull(operations.endedAt),
        ),
      ),
  ]);
  const result = new Map<string, RegionCounts>();
  for (const row of counted) result.set(row.regionId, { databases: row.total, installing: false });
  for (const { regionId } of installs) {
    result.set(regionId, { databases: result.get(regionId)?.databases ?? 0, installing: true });
  }
  return result;
}

export function connectionOf(snapshot: ClusterSnapshot | null, now: number): RegionConnection {
  if (!snapshot)
    return {
      kind: "stale",
      since: now,
      checkedAt: null,
      cause: "Gantry holds no credential of this region.",
    };
  const { kind, since, checkedAt, cause } = snapshot.state;
  return { kind, since, checkedAt, cause };
}

/** `2.17.0` of `planetscale/vitess-operator:v2.17.0`; null for an image without a version tag. */
export function versionOfImage(image: string): string | null {
  return /:v?(\d+\.\d+\.\d+[\w.-]*)$/.exec(image)?.[1] ?? null;
}

const isOperatorPod = (pod: PodFact): boolean =>
  pod.namespace === OPERATOR_NAMESPACE &&
  pod.labels[OPERATOR_LABEL.key] === OPERATOR_LABEL.value &&
  pod.deletionAt === null;

function operatorOf(
  row: RegionRow,
  snapshot: ClusterSnapshot | null,
  installing: boolean,
): RegionSummary["operator"] {
  if (snapshot?.state.kind !== "live") return { state: "unknown", version: row.operatorVersion };
  const pods = snapshot.pods.filter(isOperatorPod);
  const ready = pods.find((pod) => pod.ready);
  const version = versionOfImage((ready ?? pods[0])?.containers[0]?.image ?? "") ?? row.operatorVersion;
  if (ready) return { state: "ready", version };
  if (installing) return { state: "installing", version };
  if (pods.length > 0 || row.operatorVersion !== null) return { state: "not-ready", version };
  // Another operator's pods need not be where Gantry may look: the last preflight knows.
  const isForeign = storedChecks(row).some((check) => check.id === "P5" && check.state === "fail");
  return { state: isForeign ? "foreign" : "absent", version: null };
}

/** The region in one line, from its row, its counts and the newest snapshot of this process. */
export function regionSummary(
  row: RegionRow,
  runtime: RegionRuntime | null,
  counts: RegionCounts | undefined,
  now: number,
): RegionSummary {
  const snapshot = runtime?.hub.snapshot() ?? null;
  return {
    id: row.id,
    name: row.name,
    simulated: row.simulated,
    clusterName: row.clusterName,
    provider: row.provider,
    cloudRegion: row.cloudRegion,
    kubernetesVersion: row.kubernetesVersion,
    operator: operatorOf(row, snapshot, counts?.installing ?? false),
    connection: connectionOf(snapshot, now),
    nodes: snapshot?.nodes.length ?? 0,
    zones: nodesByZone(snapshot?.nodes ?? []).size,
    databases: counts?.databases ?? 0,
  };
}
