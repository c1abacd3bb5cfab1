import type { MetricFamily } from "@/lib/sandbox/standins/vitess/metrics-page";

const MIB = 1024 ** 2;

const gauge = (name: string, help: string, value: number): MetricFamily => ({
  name,
  help,
  type: "gauge",
  samples: [{ value }],
});

/** What the Go client adds to every page, as far as somebody looks at it. */
export function processMetrics(startedAt: number, now: number, connections: number): MetricFamily[] {
  const up = Math.max(0, (now - startedAt) / 1000);
  return [
    gauge(
      "process_start_time_seconds",
      "Start time of the process since unix epoch in seconds.",
      startedAt / 1000,
    ),
    gauge(
      "process_resident_memory_bytes",
      "Resident memory size in bytes.",
      Math.round(110 * MIB + Math.min(60, up / 60) * MIB),
    ),
    {
      name: "process_cpu_seconds_total",
      help: "Total user and system CPU time spent in seconds.",
      type: "counter",
      samples: [{ value: Math.round(up * 4) / 100 }],
    },
    gauge("process_open_fds", "Number of open file descriptors.", 24 + connections),
    gauge("process_max_fds", "Maximum number of open file descriptors.", 1_048_576),
    gauge("go_goroutines", "Number of goroutines that currently exist.", 160 + 3 * connections),
    gauge("go_threads", "Number of OS threads created.", 14),
  ];
}
