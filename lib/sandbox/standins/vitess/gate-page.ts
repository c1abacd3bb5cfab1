import type { GateRuntime } from "@/lib/sandbox/standins/vitess/gate-runtime";
import {
  type MetricFamily,
  type MetricSample,
  renderMetrics,
} from "@/lib/sandbox/standins/vitess/metrics-page";
import { processMetrics } from "@/lib/sandbox/standins/vitess/process-metrics";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

function single(name: string, help: string, type: "gauge" | "counter", value: number): MetricFamily {
  return { name, help, type, samples: [{ value }] };
}

const OPERATION = "Execute";

function labels(key: string): Record<string, string> {
  const [keyspace = "", db_type = ""] = key.split("/");
  return { db_type, keyspace, operation: OPERATION };
}

function apiFamilies(gate: GateRuntime): MetricFamily[] {
  const used = [...gate.calls].filter(([, timings]) => timings.count > 0);
  return [
    {
      name: "vtgate_api",
      help: "VtgateApi timings",
      type: "histogram",
      samples: used.flatMap(([key, timings]) => timings.samples(labels(key))),
    },
    {
      name: "vtgate_api_error_counts",
      help: "Vtgate API error counts per error type",
      type: "counter",
      samples: gate.errors.entries().map(([key, value]) => ({
        labels: { code: key.split("/")[2] ?? "", ...labels(key) },
        value,
      })),
    },
    {
      name: "vtgate_api_rows_affected",
      help: "Rows affected by a write (DML) operation through the VTgate API",
      type: "counter",
      samples: gate.rowsAffected.entries().map(([key, value]) => ({ labels: labels(key), value })),
    },
    {
      name: "vtgate_api_rows_returned",
      help: "Rows returned through the VTgate API",
      type: "counter",
      samples: gate.rowsReturned.entries().map(([key, value]) => ({ labels: labels(key), value })),
    },
    {
      name: "vtgate_vttablet_call",
      help: "Scatter connection timings",
      type: "histogram",
      samples: [...gate.tabletCalls]
        .filter(([, timings]) => timings.count > 0)
        .flatMap(([key, timings]) => {
          const [keyspace = "", shard_name = "", db_type = ""] = key.split("/");
          return timings.samples({ db_type, keyspace, operation: OPERATION, shard_name });
        }),
    },
  ];
}

function executionSamples(gate: GateRuntime): MetricSample[] {
  return gate.executions.entries().map(([key, value]) => {
    const [query = "", tablet = ""] = key.split("/");
    return { labels: { plan: "Passthrough", query, tablet }, value };
  });
}

function connectionFamilies(gate: GateRuntime): MetricFamily[] {
  const { connections } = gate;
  return [
    single(
      "vtgate_mysql_server_conn_accepted",
      "Connections accepted by MySQL server",
      "counter",
      gate.accepted,
    ),
    single("vtgate_mysql_server_conn_count", "Active MySQL server connections", "gauge", connections),
    {
      name: "vtgate_mysql_server_conn_count_by_tls_ver",
      help: "Active MySQL server connections by TLS version",
      type: "gauge",
      samples: [{ labels: { tls: "None" }, value: connections }],
    },
    {
      name: "vtgate_mysql_server_conn_count_per_user",
      help: "Active MySQL server connections per user",
      type: "gauge",
      samples: [{ labels: { count: "app" }, value: connections }],
    },
    single(
      "vtgate_mysql_server_conn_count_unauthenticated",
      "Active MySQL server connections that haven't authenticated yet",
      "gauge",
      0,
    ),
    single("vtgate_mysql_server_conn_refused", "Connections refused by MySQL server", "counter", 0),
    {
      name: "vtgate_mysql_server_timings",
      help: "MySQL server timings",
      type: "histogram",
      samples: [
        ...(gate.connectTime.count === 0 ? [] : gate.connectTime.samples({ operation: "Connect" })),
        ...(gate.queryTime.count === 0 ? [] : gate.queryTime.samples({ operation: "Query" })),
      ],
    },
  ];
}

/** How many serving tablets of each shard and type this vtgate sees; a type without one has no series. */
function healthSamples(gate: GateRuntime, world: VitessWorld): MetricSample[] {
  const counts = new Map<string, MetricSample>();
  for (const tablet of world.tabletsIn(gate.topology)) {
    if (tablet.state !== 2) continue;
    const { keyspace, shard } = tablet.identity;
    const tablet_type = tablet.type.toLowerCase();
    const key = `${keyspace}/${shard}/${tablet_type}`;
    const value = (counts.get(key)?.value ?? 0) + 1;
    counts.set(key, { labels: { keyspace, shard_name: shard, tablet_type }, value });
  }
  return [...counts.values()];
}

/** `/metrics` of a vtgate (24.0): the series that Gantry keeps and their neighbours. */
export function gatePage(gate: GateRuntime, world: VitessWorld, now: number): string {
  const executions = executionSamples(gate);
  return renderMetrics([
    ...processMetrics(gate.identity.startedAt, now, gate.connections),
    ...apiFamilies(gate),
    ...connectionFamilies(gate),
    {
      name: "vtgate_query_executions",
      help: "Counts queries executed at VTGate by query type, plan type, and tablet type.",
      type: "counter",
      samples: executions,
    },
    {
      name: "vtgate_query_routes",
      help: "Counts queries routed from VTGate to VTTablet by query type, plan type, and tablet type.",
      type: "counter",
      samples: executions,
    },
    single("vtgate_buffer_size", "The configured per vtgate buffer size", "gauge", 1000),
    {
      name: "vtgate_healthcheck_connections",
      help: "the number of healthcheck connections registered",
      type: "gauge",
      samples: healthSamples(gate, world),
    },
    single("vtgate_query_plan_cache_capacity", "Query plan cache capacity", "gauge", 33_554_432),
    single("vtgate_query_plan_cache_evictions", "Query plan cache evictions", "counter", 0),
    single("vtgate_query_plan_cache_length", "Query plan cache length", "gauge", executions.length),
  ]);
}
