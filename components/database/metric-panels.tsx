"use client";

import { useCallback, useMemo } from "react";
import { LagChart } from "@/components/database/lag-chart";
import { MetricChart, type ChartPlace } from "@/components/database/metric-chart";
import { QueriesChart } from "@/components/database/queries-chart";
import {
  latencySeries,
  tabletLooks,
  tabletSeries,
  transactionSeries,
  zoneSeries,
} from "@/components/database/series-lines";
import type { SeriesAnswer } from "@/lib/contract/series";
import type { TopologyView } from "@/lib/contract/topology";
import { formatFigure } from "@/lib/domain/format";

interface MetricPanelsProps extends ChartPlace {
  topology: TopologyView;
}

/** A value that is new only when what it says is new, so that live frames do not draw every chart again. */
function useSaid<T>(value: T): T {
  const said = JSON.stringify(value);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `said` stands for the value
  return useMemo(() => value, [said]);
}

/** The panels of a database with one crosshair. */
export function MetricPanels({ topology, ...place }: MetricPanelsProps) {
  const looks = useSaid(tabletLooks(topology.tablets));
  const zones = useSaid(topology.zones);
  const byTablet = useCallback((answer: SeriesAnswer) => tabletSeries(answer, looks), [looks]);
  const byZone = useCallback((answer: SeriesAnswer) => zoneSeries(answer, zones), [zones]);
  return (
    <div className="grid gap-4 desk:grid-cols-2 min-[1300px]:grid-cols-3">
      <QueriesChart {...place} />
      <MetricChart
        {...place}
        title="Latency"
        unit="ms at vtgate"
        series="latency"
        by="total"
        lines={latencySeries}
        format={formatFigure}
        least={1}
        empty="No query was counted in this range."
      />
      <LagChart {...place} looks={looks} />
      <MetricChart
        {...place}
        title="Connections"
        unit="at vtgate, by zone"
        series="client-connections"
        by="pod"
        lines={byZone}
        format={formatFigure}
        least={10}
        empty="No vtgate was sampled in this range."
      />
      <MetricChart
        {...place}
        title="Queries by tablet"
        unit="per second at vttablet"
        series="tablet-queries"
        by="pod"
        lines={byTablet}
        format={formatFigure}
        least={4}
        empty="No tablet was sampled in this range."
      />
      <MetricChart
        {...place}
        title="Transactions"
        unit="per second at vttablet"
        series="tablet-transactions"
        by="label"
        lines={transactionSeries}
        format={formatFigure}
        least={4}
        empty="No transaction was counted in this range."
      />
    </div>
  );
}
