import {
  type MetricFamily,
  type MetricSample,
  renderMetrics,
} from "@/lib/sandbox/standins/vitess/metrics-page";
import { processMetrics } from "@/lib/sandbox/standins/vitess/process-metrics";
import type { TabletRuntime } from "@/lib/sandbox/standins/vitess/tablet-runtime";

const ERROR_CODES = [
  "ABORTED",
  "ALREADY_EXISTS",
  "CANCELED",
  "CLUSTER_EVENT",
  "DATA_LOSS",
  "DEADLINE_EXCEEDED",
  "FAILED_PRECONDITION",
  "INTERNAL",
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "OK",
  "OUT_OF_RANGE",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "UNAUTHENTICATED",
  "UNAVAILABLE",
  "UNIMPLEMENTED",
  "UNKNOWN",
] as const;

const POOL_HELP = "Tablet server conn pool";

function single(name: string, help: string, type: "gauge" | "counter", value: number): MetricFamily {
  return { name, help, type, samples: [{ value }] };
}

function pool(name: string, capacity: number, inUse: number, gets: number): MetricFamily[] {
  const of = (suffix: string, words: string, value: number, type: "gauge" | "counter" = "gauge") =>
    single(`vttablet_${name}_${suffix}`, words, type, value);
  return [
    of("active", `${POOL_HELP} active`, Math.min(capacity, Math.max(1, inUse))),
    of("available", `${POOL_HELP} available`, capacity - inUse),
    of("capacity", `${POOL_HELP} capacity`, capacity),
    of("in_use", `${POOL_HELP} in use`, inUse),
    of("max_cap", `${POOL_HELP} max cap`, capacity),
    of("get", `${POOL_HELP} get count`, gets, "counter"),
    of("wait_count", `${POOL_HELP} wait count`, 0, "counter"),
    of("wait_time", "Tablet server wait time", 0, "counter"),
    of("idle_closed", `${POOL_HELP} idle closed`, 0, "counter"),
  ];
}

function queryFamilies(tablet: TabletRuntime): MetricFamily[] {
  const plans = [...tablet.queries].filter(([, timings]) => timings.count > 0);
  const perTable = (
    value: (plan: string) => number,
    of = plans.map(([plan]) => plan as string),
  ): MetricSample[] => of.map((plan) => ({ labels: { plan, table: "app" }, value: value(plan) }));
  const countOf = new Map(plans.map(([plan, timings]) => [plan as string, timings.count]));
  return [
    {
      name: "vttablet_queries",
      help: "MySQL query timings",
      type: "histogram",
      samples: plans.flatMap(([plan_type, timings]) => timings.samples({ plan_type })),
    },
    {
      name: "vttablet_query_timings_by_tablet_type",
      help: "Query timings broken down by active tablet type",
      type: "histogram",
      samples: [...tablet.queriesByType]
        .filter(([, timings]) => timings.count > 0)
        .flatMap(([tablet_type, timings]) => timings.samples({ tablet_type })),
    },
    {
      name: "vttablet_query_counts",
      help: "query counts",
      type: "counter",
      samples: perTable((plan) => countOf.get(plan) ?? 0),
    },
    {
      name: "vttablet_query_rows_affected",
      help: "query rows affected",
      type: "counter",
      samples: perTable(
        (plan) => tablet.rowsAffected.get(plan),
        tablet.rowsAffected.entries().map(([plan]) => plan),
      ),
    },
    {
      name: "vttablet_query_rows_returned",
      help: "query rows returned",
      type: "counter",
      samples: perTable(
        (plan) => tablet.rowsReturned.get(plan),
        tablet.rowsReturned.entries().map(([plan]) => plan),
      ),
    },
    {
      name: "vttablet_mysql",
      help: "MySQL query time",
      type: "histogram",
      samples: tablet.mysqlTime.count === 0 ? [] : tablet.mysqlTime.samples({ operation: "Exec" }),
    },
    {
      name: "vttablet_transactions",
      help: "Transaction stats",
      type: "histogram",
      samples: [...tablet.transactions]
        .filter(([, timings]) => timings.count > 0)
        .flatMap(([operation, timings]) => timings.samples({ operation })),
    },
  ];
}

function stateFamilies(tablet: TabletRuntime): MetricFamily[] {
  const { keyspace, shard } = tablet.identity;
  const name = tablet.state === 2 ? "SERVING" : "NOT_SERVING";
  return [
    single("vttablet_replication_lag_sec", "replication lag in seconds", "gauge", tablet.lagGauge),
    single("vttablet_tablet_state", "Tablet server state", "gauge", tablet.state),
    {
      name: "vttablet_tablet_server_state",
      help: "Tablet server state with dimensions",
      type: "gauge",
      samples: [{ labels: { keyspace, name, shard, type: tablet.type }, value: 1 }],
    },
    {
      name: "vttablet_tablet_type_count",
      help: "Number of times the tablet changed to the labeled type",
      type: "counter",
      samples: tablet.typeChanges.entries().map(([type, value]) => ({ labels: { type }, value })),
    },
    single(
      "vttablet_is_in_srv_keyspace",
      "Whether the vttablet is in the serving keyspace (1 = true / 0 = false)",
      "gauge",
      tablet.serving ? 1 : 0,
    ),
    {
      name: "vttablet_errors",
      help: "Critical errors",
      type: "counter",
      samples: ERROR_CODES.map((error_code) => ({
        labels: { error_code },
        value: tablet.errors.get(error_code),
      })),
    },
    {
      name: "vttablet_kills",
      help: "Number of connections being killed",
      type: "counter",
      samples: ["Queries", "ReservedConnection", "Transactions"].map((query_type) => ({
        labels: { query_type },
        value: 0,
      })),
    },
  ];
}

/** `/metrics` of a vttablet (24.0): the series that Gantry keeps and their neighbours. */
export function tabletPage(tablet: TabletRuntime, now: number): string {
  const gets = tablet.mysqlTime.count;
  return renderMetrics([
    ...processMetrics(tablet.identity.startedAt, now, tablet.poolInUse),
    ...pool("conn_pool", 96, tablet.poolInUse, gets),
    ...pool("stream_conn_pool", 96, 0, 0),
    ...pool("transaction_pool", 300, tablet.transactionsInUse, tablet.transactions.get("commit")?.count ?? 0),
    ...queryFamilies(tablet),
    ...stateFamilies(tablet),
  ]);
}
