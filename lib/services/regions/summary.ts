import "server-only";
import { and, count, eq, isNull } from "drizzle-orm";
import { databases, operations } from "@/drizzle/schema/tables";
import type { RegionConnection, RegionRoom, RegionSummary } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { operatorState } from "@/lib/domain/region/operator";
import { regionRoom } from "@/lib/domain/region/region-room";
import { nodesByZone } from "@/lib/domain/cluster/zones";
import type { RegionRow } from "@/lib/services/regions/find";
import { storedChecks } from "@/lib/services/regions/stored-checks";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

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

function operatorOf(
  row: RegionRow,
  snapshot: ClusterSnapshot | null,
  installing: boolean,
): RegionSummary["operator"] {
  const { operatorVersion: installedVersion } = row;
  if (snapshot?.state.kind !== "live") return { state: "unknown", version: installedVersion };
  const isForeign = storedChecks(row).some((check) => check.id === "P5" && check.state === "fail");
  return operatorState(snapshot.pods, { installedVersion, installing, isForeign });
}

const NO_ROOM: RegionRoom = { known: false, cpuByZone: [], largestFit: null };

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
    kubernetesVersion: row.kubernetesVersion?.replace(/^v/, "") ?? null,
    operator: operatorOf(row, snapshot, counts?.installing ?? false),
    connection: connectionOf(snapshot, now),
    nodes: snapshot?.nodes.length ?? 0,
    zones: nodesByZone(snapshot?.nodes ?? []).size,
    room: snapshot === null ? NO_ROOM : regionRoom(snapshot),
    databases: counts?.databases ?? 0,
  };
}
