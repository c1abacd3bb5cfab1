import "server-only";
import { pool } from "@/lib/db/connection";
import { createSqlMetricStore } from "@/lib/metrics/sql-store";
import type { MetricStore } from "@/lib/metrics/store";

/** The store of samples on this process's pool. */
export function metricStore(): MetricStore {
  return createSqlMetricStore({ query: (text, values) => pool().query(text, [...values]) });
}
