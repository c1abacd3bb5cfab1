import "server-only";
import type { EventView } from "@/lib/contract/views";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { clusterOfEvent, foldEvents } from "@/lib/domain/database/events";
import type { DatabaseRow } from "@/lib/services/databases/find";
import { regionDatabases } from "@/lib/services/databases/region-databases";

const MOST_EVENTS = 200;

/** The events of one database in plain sentences, newest first, repeats folded; at most 200. */
export function eventsOf(row: DatabaseRow, { events, clusters }: ClusterSnapshot): EventView[] {
  const names = new Set([
    row.name,
    ...regionDatabases(row.regionId)
      .all()
      .map((one) => one.name),
    ...clusters.flatMap((fact) => (fact.namespace === row.namespace ? [fact.name] : [])),
  ]);
  const known = [...names];
  const its = events.filter((event) => clusterOfEvent(event, row.namespace, known) === row.name);
  return foldEvents(its, MOST_EVENTS);
}
