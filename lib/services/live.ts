import "server-only";
import type { HubChange } from "@/lib/domain/cluster/snapshot";
import { notifyLive } from "@/lib/live/process-hub";
import { regionDatabases } from "@/lib/services/databases/region-databases";
import type { OperationRow } from "@/lib/services/operations/record";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { reportFailure } from "@/lib/services/report";

type Place = Pick<RegionRuntime, "regionId" | "organizationId">;

/** Says that an operation moved: its own topic, its database's, its region's and the overview. */
export function notifyOperation(row: OperationRow): void {
  notifyLive(row.organizationId, "operation", row.id);
  notifyLive(row.organizationId, "region", row.regionId);
  if (row.databaseId !== null) notifyLive(row.organizationId, "database", row.databaseId);
}

/** Says that these databases of a region have news, such as fresh samples. */
export function notifyDatabases({ organizationId }: Place, databaseIds: readonly string[]): void {
  for (const id of databaseIds) notifyLive(organizationId, "database", id);
}

/** Everything of a region has news: its connection changed, or time passed. */
function notifyRegion(place: Place): void {
  notifyLive(place.organizationId, "region", place.regionId);
  const all = regionDatabases(place.regionId).all();
  notifyDatabases(
    place,
    all.map((one) => one.id),
  );
}

/**
 * Maps each change that the watch of a region sees to the topics that show it, in constant time for the parts of a
 * database. Topics that nobody reads cost one look-up. Answers what the hub is to be told.
 */
export function liveFeed(runtime: RegionRuntime): (change: HubChange) => void {
  const databases = regionDatabases(runtime.regionId);
  const { organizationId, regionId } = runtime;
  const onRefreshed = (): void => notifyRegion(runtime);
  databases
    .refresh()
    .then(onRefreshed)
    .catch((error: unknown) => reportFailure(error, { regionId }));

  return (change) => {
    if (change.kind === "state") return notifyRegion(runtime);
    if (change.kind === "synced") {
      const { pods, shards, clusters } = runtime.hub.snapshot();
      for (const fact of [...pods, ...shards, ...clusters]) databases.of(fact);
      return notifyRegion(runtime);
    }
    const { fact } = change;
    const database = databases.of(fact);
    if (change.type === "deleted") databases.forget(fact.uid);
    if (database !== null) notifyLive(organizationId, "database", database.id);
    if (fact.kind === "nodes") return notifyRegion(runtime);
    if (fact.kind === "pods" || fact.kind === "storageclasses")
      notifyLive(organizationId, "region", regionId);
  };
}
