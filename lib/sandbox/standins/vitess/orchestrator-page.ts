import {
  type MetricFamily,
  type MetricSample,
  renderMetrics,
} from "@/lib/sandbox/standins/vitess/metrics-page";
import { processMetrics } from "@/lib/sandbox/standins/vitess/process-metrics";

/** What one vtorc has seen of its shard since it started. */
export interface OrchestratorState {
  keyspace: string;
  shard: string;
  startedAt: number;
  /** Tablets of the shard by cell. */
  tabletsByCell: ReadonlyMap<string, number>;
  /** Dead primaries by alias: true while the problem lasts. */
  deadPrimaries: ReadonlyMap<string, boolean>;
  recoveries: { tried: number; succeeded: number };
}

function family(
  name: string,
  help: string,
  type: "gauge" | "counter",
  samples: readonly MetricSample[],
): MetricFamily {
  return { name, help, type, samples };
}

const once = (value: number, labels: Record<string, string>): MetricSample[] =>
  value === 0 ? [] : [{ labels, value }];

/** `/metrics` of a vtorc (24.0): problems, recoveries and what it watches. Recoveries appear with the first one. */
export function orchestratorPage(state: OrchestratorState, now: number): string {
  const { keyspace, shard, recoveries } = state;
  const labels = { keyspace, recovery_type: "RecoverDeadPrimary", shard };
  const failed = recoveries.tried - recoveries.succeeded;
  const tablets = [...state.tabletsByCell.values()].reduce((sum, one) => sum + one, 0);
  return renderMetrics([
    ...processMetrics(state.startedAt, now, 0),
    family(
      "vtorc_detected_problems",
      "Count of the different detected problems",
      "gauge",
      [...state.deadPrimaries].map(([tablet_alias, lasts]) => ({
        labels: { analysis: "DeadPrimary", keyspace, shard, tablet_alias },
        value: lasts ? 1 : 0,
      })),
    ),
    family(
      "vtorc_recoveries_count",
      "Count of the different recoveries performed",
      "counter",
      once(recoveries.tried, labels),
    ),
    family(
      "vtorc_successful_recoveries",
      "Count of the different successful recoveries performed",
      "counter",
      once(recoveries.succeeded, labels),
    ),
    family(
      "vtorc_failed_recoveries",
      "Count of the different failed recoveries performed",
      "counter",
      once(failed, labels),
    ),
    family(
      "vtorc_emergency_reparent_counts",
      "Number of times Emergency Reparent Shard has been run",
      "counter",
      [
        ...once(recoveries.succeeded, { keyspace, result: "success", shard }),
        ...once(failed, { keyspace, result: "failure", shard }),
      ],
    ),
    family("vtorc_pending_recoveries", "Count of the number of pending recoveries", "gauge", [{ value: 0 }]),
    family("vtorc_errant_gtid_tablet_count", "Number of tablets with errant GTIDs", "gauge", [{ value: 0 }]),
    family(
      "vtorc_tablets_watched_by_cell",
      "Number of tablets watched by cell",
      "gauge",
      [...state.tabletsByCell].map(([cell, value]) => ({ labels: { cell }, value })),
    ),
    family("vtorc_tablets_watched_by_shard", "Number of tablets watched by keyspace/shard", "gauge", [
      { labels: { keyspace, shard }, value: tablets },
    ]),
  ]);
}
