"use client";

import { useMemo } from "react";
import type { ChartSeries } from "@/components/chart/chart-data";
import { TimeChart, type TimeChartProps } from "@/components/chart/time-chart";
import { useSeries } from "@/lib/client/use-series";
import type { SeriesAnswer, SeriesBy, SeriesId } from "@/lib/contract/series";

/** The place of a chart: whose, over which window, with whom it shares the crosshair. */
export interface ChartPlace {
  org: string;
  databaseId: string;
  windowMs: number;
  stepMs: number;
  /** When the database was made (epoch ms). */
  since: number;
  onCrosshair?: (at: number | null) => void;
}

interface MetricChartProps
  extends
    ChartPlace,
    Pick<
      TimeChartProps,
      "title" | "unit" | "format" | "limit" | "least" | "isTime" | "height" | "bare" | "empty"
    > {
  series: SeriesId;
  by: SeriesBy;
  /** How the answer becomes lines. Must be stable. */
  lines: (answer: SeriesAnswer) => ChartSeries[];
}

/** One chart of one stored series, read again at the pace of the sampler. */
export function MetricChart({ lines, series, by, ...rest }: MetricChartProps) {
  const { org, databaseId, windowMs, stepMs, empty, ...look } = rest;
  const { answer, failed } = useSeries({ org, databaseId, series, by, windowMs, stepMs });
  const drawn = useMemo(() => (answer === null ? null : lines(answer)), [answer, lines]);
  return (
    <TimeChart
      {...look}
      series={drawn ?? (failed ? [] : null)}
      from={answer?.from ?? 0}
      to={answer?.to ?? 1}
      syncKey={`database-${databaseId}`}
      empty={failed ? "Not read: Gantry did not answer." : (answer?.absent?.cause ?? empty)}
    />
  );
}
