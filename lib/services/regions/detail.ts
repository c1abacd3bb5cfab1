import "server-only";
import { RegionInput } from "@/lib/contract/inputs";
import type { RegionDetail } from "@/lib/contract/views";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { capacityGrid } from "@/lib/domain/region/capacity-grid";
import { judgeStorageClass } from "@/lib/domain/region/capacity-checks";
import { credentialFacts } from "@/lib/services/regions/credential";
import { regionInOrganization, type RegionRow } from "@/lib/services/regions/find";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { storedChecks } from "@/lib/services/regions/stored-checks";
import { regionCounts, regionSummary } from "@/lib/services/regions/summary";
import { defineRead } from "@/lib/services/verb";

const NOTHING: Pick<ClusterSnapshot, "nodes" | "pods" | "storageclasses" | "podsScope" | "unread"> = {
  nodes: [],
  pods: [],
  storageclasses: [],
  podsScope: "namespaces",
  unread: new Map(),
};

/** Everything that the page of a region shows: from its row, its stored checks and the newest snapshot. */
export async function regionDetail(row: RegionRow, now: number): Promise<RegionDetail> {
  const [runtime, counts, credential] = await Promise.all([
    regionRuntime(row.id).catch(() => null),
    regionCounts(row.organizationId),
    credentialFacts({ organizationId: row.organizationId, regionId: row.id }),
  ]);
  const snapshot = runtime?.hub.snapshot() ?? NOTHING;
  return {
    summary: regionSummary(row, runtime, counts.get(row.id), now),
    server: row.server,
    clusterUid: row.clusterUid,
    credential,
    capacity: capacityGrid(snapshot),
    storageClasses: snapshot.storageclasses.map(judgeStorageClass),
    checks: storedChecks(row),
    checkedAt: row.checkedAt?.getTime() ?? null,
  };
}

/** One region of the actor's organization with capacity, storage and its last preflight. */
export const getRegion = defineRead("region.read", RegionInput, async (ctx, input) =>
  regionDetail(await regionInOrganization(ctx, input.regionId), ctx.now().getTime()),
);
