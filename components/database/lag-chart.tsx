"use client";

import { useCallback } from "react";
import { MetricChart, type ChartPlace } from "@/components/database/metric-chart";
import { lagSeries, type TabletLooks } from "@/components/database/series-lines";
import type { SeriesAnswer } from "@/lib/contract/series";
import { formatLag } from "@/lib/domain/format";

interface LagChartProps extends ChartPlace {
  /** Must be stable. */
  looks: TabletLooks;
  /** One pod alone, without frame, as on its side card. */
  only?: string;
  height?: number;
}

/** Above this the operator refuses a planned reparent (vitess-operator, tolerableReplicationLag). */
const LIMIT = { value: 15, label: "15 s, limit of planned failover" };

/** Replication lag of each replica, with the 15 s line; what is not known is said, never drawn as 0. */
export function LagChart({ looks, only, height = 150, ...place }: LagChartProps) {
  const lines = useCallback(
    (answer: SeriesAnswer) =>
      lagSeries(
        only === undefined ? answer : { ...answer, series: answer.series.filter((one) => one.pod === only) },
        looks,
      ),
    [looks, only],
  );
  return (
    <MetricChart
      {...place}
      title="Replication lag"
      unit="seconds, by tablet"
      series="replication-lag"
      by="pod"
      lines={lines}
      format={formatLag}
      isTime
      limit={LIMIT}
      least={20}
      height={height}
      bare={only !== undefined}
      empty="No replica was sampled in this range."
    />
  );
}
