"use client";

import { useMemo } from "react";
import type { ChartSeries } from "@/components/chart/chart-data";
import { TimeChart } from "@/components/chart/time-chart";
import { lagSeries } from "@/components/database/series-lines";
import { useSeries } from "@/lib/client/use-series";
import { formatLag } from "@/lib/domain/format";

interface MetricChartProps {
  org: string;
  databaseId: string;
  windowMs: number;
  stepMs: number;
  /** Short names of tablets by pod. */
  names: Readonly<Record<string, string>>;
  /** One pod alone, as on its side card. */
  only?: string;
  height?: number;
}

/** Above this the operator refuses a planned reparent (vitess-operator, tolerableReplicationLag). */
const LIMIT = { value: 15, label: "15 s, limit of planned failover" };
const NONE: readonly ChartSeries[] = [];

/** Replication lag of each replica, with the 15 s line; what is not known is said, never drawn as 0. */
export function LagChart({ org, databaseId, windowMs, stepMs, names, only, height = 170 }: MetricChartProps) {
  const { answer, failed } = useSeries({
    org,
    databaseId,
    series: "replication-lag",
    by: "pod",
    windowMs,
    stepMs,
  });
  const lines = useMemo(() => {
    const all = answer === null ? NONE : lagSeries(answer, names);
    return only === undefined ? all : all.filter((line) => line.key === only);
  }, [answer, names, only]);
  return (
    <TimeChart
      title="Replication lag"
      unit="seconds, by tablet"
      series={lines}
      from={answer?.from ?? 0}
      to={answer?.to ?? 1}
      format={formatLag}
      limit={LIMIT}
      least={20}
      syncKey={`database-${databaseId}`}
      empty={
        failed
          ? "Not read: Gantry did not answer."
          : (answer?.absent?.cause ?? "No replica was sampled in this range.")
      }
      height={height}
    />
  );
}
