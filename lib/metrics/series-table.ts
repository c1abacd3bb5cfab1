import "server-only";

export type MetricComponent = "vttablet" | "vtgate";
export type SeriesUnit = "seconds" | "state" | "per-second" | "connections" | "epoch-seconds";

/**
 * One series that Gantry keeps.
 * `labels` are the labels that stay; raw series that differ only in others are added up (counters) or the last one wins (gauges).
 * `fold` says which value stands for a step that holds several samples.
 */
export interface SeriesDefinition {
  readonly id: string;
  readonly prometheusName: string;
  readonly component: MetricComponent;
  readonly type: "gauge" | "counter" | "bucket";
  readonly labels: readonly string[];
  readonly unit: SeriesUnit;
  readonly fold: "last" | "max" | "min";
  readonly feeds: string;
}

/** Both programs serve their metrics here, in every tablet and gateway pod that the operator makes. */
export const METRICS_PORT = 15_000;
export const METRICS_PATH = "/metrics";

function row(
  id: string,
  component: MetricComponent,
  prometheusName: string,
  type: SeriesDefinition["type"],
  rest: Omit<SeriesDefinition, "id" | "component" | "prometheusName" | "type">,
): SeriesDefinition {
  return { id, component, prometheusName, type, ...rest };
}

/**
 * The one list of what is kept of a `/metrics` page. Names and labels are those of Vitess 21 to 24.
 * The lag gauge is written on good readings only: alone it cannot tell a stop, so state and role are kept beside it.
 */
export const SERIES: readonly SeriesDefinition[] = [
  row("replication-lag", "vttablet", "vttablet_replication_lag_sec", "gauge", {
    labels: [],
    unit: "seconds",
    fold: "max",
    feeds: "replication lag by tablet",
  }),
  row("tablet-state", "vttablet", "vttablet_tablet_state", "gauge", {
    labels: [],
    unit: "state",
    fold: "min",
    feeds: "replication lag: 0 is not connected or replication unhealthy",
  }),
  row("tablet-role", "vttablet", "vttablet_tablet_server_state", "gauge", {
    labels: ["type", "name"],
    unit: "state",
    fold: "last",
    feeds: "role of the tablet, and whether it serves",
  }),
  row("tablet-queries", "vttablet", "vttablet_queries_count", "counter", {
    labels: ["plan_type"],
    unit: "per-second",
    fold: "last",
    feeds: "queries by plan",
  }),
  row("tablet-transactions", "vttablet", "vttablet_transactions_count", "counter", {
    labels: ["operation"],
    unit: "per-second",
    fold: "last",
    feeds: "transactions by how they end",
  }),
  row("pool-in-use", "vttablet", "vttablet_conn_pool_in_use", "gauge", {
    labels: [],
    unit: "connections",
    fold: "max",
    feeds: "connection pool in use by tablet",
  }),
  row("pool-capacity", "vttablet", "vttablet_conn_pool_capacity", "gauge", {
    labels: [],
    unit: "connections",
    fold: "last",
    feeds: "limit of the connection pool",
  }),
  row("tablet-start", "vttablet", "process_start_time_seconds", "gauge", {
    labels: [],
    unit: "epoch-seconds",
    fold: "last",
    feeds: "restart detection for counters of vttablet",
  }),
  row("requests", "vtgate", "vtgate_api_count", "counter", {
    labels: ["db_type"],
    unit: "per-second",
    fold: "last",
    feeds: "queries by role of the tablet asked for",
  }),
  row("request-errors", "vtgate", "vtgate_api_error_counts", "counter", {
    labels: ["code"],
    unit: "per-second",
    fold: "last",
    feeds: "errors by code",
  }),
  row("request-buckets", "vtgate", "vtgate_api_bucket", "bucket", {
    labels: ["le"],
    unit: "per-second",
    fold: "last",
    feeds: "latency p50, p95, p99 at vtgate",
  }),
  row("client-connections", "vtgate", "vtgate_mysql_server_conn_count", "gauge", {
    labels: [],
    unit: "connections",
    fold: "last",
    feeds: "client connections by vtgate",
  }),
  row("vtgate-start", "vtgate", "process_start_time_seconds", "gauge", {
    labels: [],
    unit: "epoch-seconds",
    fold: "last",
    feeds: "restart detection for counters of vtgate",
  }),
];

const BY_ID = new Map(SERIES.map((one) => [one.id, one]));

/** The definition with this id, or undefined: ids come from URLs too. */
export function seriesById(id: string): SeriesDefinition | undefined {
  return BY_ID.get(id);
}

/** What to keep of a page of this component. */
export function seriesOf(component: MetricComponent): readonly SeriesDefinition[] {
  return SERIES.filter((one) => one.component === component);
}

/** The series whose change means that the process of this component began anew. */
export function startSeriesOf(component: MetricComponent): string {
  return component === "vttablet" ? "tablet-start" : "vtgate-start";
}
