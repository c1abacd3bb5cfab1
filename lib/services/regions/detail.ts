import "server-only";
import { and, count, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases, operations } from "@/drizzle/schema/tables";
import { RegionInput } from "@/lib/contract/inputs";
import { CheckResult, type RegionDetail } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { capacityGrid } from "@/lib/domain/region/capacity-grid";
import { judgeStorageClass } from "@/lib/domain/region/capacity-checks";
import { credentialFacts } from "@/lib/services/regions/credential";
import { regionInOrganization, type RegionRow } from "@/lib/services/regions/find";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { regionSummary, type RegionCounts } from "@/lib/services/regions/summary";
import { defineRead } from "@/lib/services/verb";

const Checks = z.array(CheckResult).nullable();

const NOTHING: Pick<ClusterSnapshot, "nodes" | "pods" | "storageclasses" | "podsScope" | "unread"> = {
  nodes: [],
  pods: [],
  storageclasses: [],
  podsScope: "namespaces",
  unread: new Map(),
};

async function countsOf(regionId: string): Promise<RegionCounts> {
  const [[counted], [installing]] = await Promise.all([
    db()
      .select({ total: count() })
      .from(databases)
      .where(and(eq(databases.regionId, regionId), isNull(databases.deletedAt))),
    db()
      .select({ id: operations.id })
      .from(operations)
      .where(
        and(
          eq(operations.regionId, regionId),
          eq(operations.kind, "install-operator"),
          isNull(operations.endedAt),
        ),
      )
      .limit(1),
  ]);
  return { databases: counted?.total ?? 0, installing: installing !== undefined };
}

/** Everything that the page of a region shows: from its row, its stored checks and the newest snapshot. */
export async function regionDetail(row: RegionRow, now: number): Promise<RegionDetail> {
  const [runtime, counts, credential] = await Promise.all([
    regionRuntime(row.id).catch(() => null),
    countsOf(row.id),
    credentialFacts({ organizationId: row.organizationId, regionId: row.id }),
  ]);
  const snapshot = runtime?.hub.snapshot() ?? NOTHING;
  return {
    summary: regionSummary(row, runtime, counts, now),
    server: row.server,
    clusterUid: row.clusterUid,
    credential,
    capacity: capacityGrid(snapshot),
    storageClasses: snapshot.storageclasses.map((each) => {
      const { name, provisioner, badges, verdict } = judgeStorageClass(each);
      return { name, provisioner, badges, verdict };
    }),
    checks: Checks.parse(row.checks) ?? [],
    checkedAt: row.checkedAt?.getTime() ?? null,
  };
}

/** One region of the actor's organization with capacity, storage and its last preflight. */
export const getRegion = defineRead("region.read", RegionInput, async (ctx, input) =>
  regionDetail(await regionInOrganization(ctx, input.regionId), ctx.now().getTime()),
);
