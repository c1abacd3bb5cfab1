import type { DatabaseSummary, RegionSummary } from "@/lib/contract/views";

const HEALTH_ORDER: Record<DatabaseSummary["health"]["kind"], number> = {
  down: 0,
  reduced: 1,
  unknown: 2,
  starting: 3,
  deleting: 4,
  serving: 5,
};

/** Worst state first, then the longest lag, then the name. */
export function databasesWorstFirst(databases: readonly DatabaseSummary[]): DatabaseSummary[] {
  return databases.toSorted(
    (a, b) =>
      HEALTH_ORDER[a.health.kind] - HEALTH_ORDER[b.health.kind] ||
      (b.worstLagSeconds ?? -1) - (a.worstLagSeconds ?? -1) ||
      a.name.localeCompare(b.name),
  );
}

const CONNECTION_ORDER: Record<RegionSummary["connection"]["kind"], number> = {
  "identity-changed": 0,
  "auth-failed": 1,
  stale: 2,
  connecting: 3,
  live: 4,
};

/** Unreachable first, then those without a ready operator, then the name. */
export function regionsWorstFirst(regions: readonly RegionSummary[]): RegionSummary[] {
  return regions.toSorted(
    (a, b) =>
      CONNECTION_ORDER[a.connection.kind] - CONNECTION_ORDER[b.connection.kind] ||
      Number(a.operator.state === "ready") - Number(b.operator.state === "ready") ||
      a.name.localeCompare(b.name),
  );
}
