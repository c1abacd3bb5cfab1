"use client";

import { useMemo } from "react";
import type { ChartSeries } from "@/components/chart/chart-data";
import { TimeChart } from "@/components/chart/time-chart";
import { roleSeries } from "@/components/database/series-lines";
import { useSeries } from "@/lib/client/use-series";
import { formatFigure } from "@/lib/domain/format";

interface QueriesChartProps {
  org: string;
  databaseId: string;
  windowMs: number;
  stepMs: number;
}

const NONE: readonly ChartSeries[] = [];

/** Queries a second at the vtgates, by the role of the tablet that was asked for. */
export function QueriesChart({ org, databaseId, windowMs, stepMs }: QueriesChartProps) {
  const { answer, failed } = useSeries({
    org,
    databaseId,
    series: "requests",
    by: "label",
    windowMs,
    stepMs,
  });
  const lines = useMemo(() => (answer === null ? NONE : roleSeries(answer)), [answer]);
  return (
    <TimeChart
      title="Queries"
      unit="per second at vtgate, by role"
      series={lines}
      from={answer?.from ?? 0}
      to={answer?.to ?? 1}
      format={formatFigure}
      least={4}
      syncKey={`database-${databaseId}`}
      empty={
        failed
          ? "Not read: Gantry did not answer."
          : (answer?.absent?.cause ?? "No query was counted in this range.")
      }
      height={170}
    />
  );
}
