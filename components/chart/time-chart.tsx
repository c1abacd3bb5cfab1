"use client";

import { useCallback, useEffect, useMemo, useState } from "react";
import { alignSeries, type ChartSeries } from "@/components/chart/chart-data";
import { ChartLegend } from "@/components/chart/chart-legend";
import { ChartTable } from "@/components/chart/chart-table";
import type { Crosshair, PlotLimit } from "@/components/chart/plot-options";
import { TimePlot } from "@/components/chart/time-plot";
import { classNames } from "@/components/ui/class-names";

export interface TimeChartProps {
  title: string;
  /** "per second, by role". */
  unit: string;
  /** Null while nothing was read yet. */
  series: readonly ChartSeries[] | null;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** Epoch milliseconds: before it there was nothing that could be sampled. */
  since: number;
  format: (value: number) => string;
  limit?: PlotLimit;
  /** The axis reaches at least this high. */
  least?: number;
  /** Values are seconds: the axis ends at a round time. */
  isTime?: boolean;
  /** Charts with one key share one crosshair. */
  syncKey: string;
  /** Why nothing is drawn, when there is no series. */
  empty: string;
  height?: number;
  /** Without frame, title and legend, as on a side card that says all this itself. */
  bare?: boolean;
  /** Told the time under the crosshair (epoch ms), null when it leaves. Must be stable. */
  onCrosshair?: (at: number | null) => void;
}

const NONE: readonly ChartSeries[] = [];

/** A time series panel: title, unit, legend with the value at the crosshair (or now), the plot, and a table of it. */
export function TimeChart(props: TimeChartProps) {
  const { title, unit, format, empty, bare = false, height = 150, onCrosshair } = props;
  const series = props.series ?? NONE;
  const [crosshair, setCrosshair] = useState<Crosshair | null>(null);
  const [asTable, setAsTable] = useState(false);
  const times = useMemo(() => alignSeries(series)[0], [series]);
  const moveCrosshair = useCallback(
    (next: Crosshair | null) =>
      setCrosshair((before) =>
        before?.index === next?.index && before?.left === next?.left ? before : next,
      ),
    [],
  );
  const at = crosshair === null ? null : (times[crosshair.index] ?? null);

  // Other parts of the page follow the crosshair, which is the canvas' own.
  useEffect(() => onCrosshair?.(at), [at, onCrosshair]);

  const plot = (
    <TimePlot
      {...props}
      series={series}
      times={times}
      height={height}
      crosshair={crosshair}
      onCrosshair={moveCrosshair}
    />
  );
  const nothing = (
    <p className="grid place-items-center text-center text-text-3" style={{ minHeight: height }}>
      <span className={classNames(props.series === null && "animate-appear-late")}>
        {props.series === null ? `Reading ${title.toLowerCase()}.` : empty}
      </span>
    </p>
  );
  if (bare) return <section aria-label={title}>{series.length === 0 ? nothing : plot}</section>;
  return (
    <section
      aria-label={title}
      className="flex min-w-0 flex-col rounded-panel border border-line bg-panel px-3.5 pt-3 pb-2"
    >
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-13">{title}</h2>
        <span className="text-12 text-text-3">{unit}</span>
        {series.length === 0 ? null : (
          <button
            type="button"
            className="link ml-auto text-12"
            aria-pressed={asTable}
            onClick={() => setAsTable((on) => !on)}
          >
            {asTable ? "Chart" : "Table"}
          </button>
        )}
      </div>
      {series.length === 0 ? (
        nothing
      ) : (
        <>
          <ChartLegend series={series} at={at} format={format} />
          {asTable ? (
            <ChartTable title={title} series={series} format={format} />
          ) : (
            <div className="mt-auto">{plot}</div>
          )}
        </>
      )}
    </section>
  );
}
