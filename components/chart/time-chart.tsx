"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import "uplot/dist/uPlot.min.css";
import { useChartColors } from "@/components/chart/chart-colors";
import { alignSeries, newestOf, type ChartSeries } from "@/components/chart/chart-data";
import { ChartLegend } from "@/components/chart/chart-legend";
import { ChartPlot } from "@/components/chart/chart-plot";
import { ChartTable } from "@/components/chart/chart-table";
import type { PlotLimit } from "@/components/chart/plot-options";
import { useWidth } from "@/components/chart/use-width";

export interface TimeChartProps {
  title: string;
  /** "per second, by role". */
  unit: string;
  series: readonly ChartSeries[];
  /** Epoch milliseconds. */
  from: number;
  to: number;
  format: (value: number) => string;
  limit?: PlotLimit;
  /** The axis reaches at least this high. */
  least?: number;
  /** Charts with one key share one crosshair. */
  syncKey: string;
  /** Why nothing is drawn, when there is no series. */
  empty: string;
  height?: number;
}

interface PlotProps extends TimeChartProps {
  index: number | null;
  onCursor: (index: number | null) => void;
}

/** The crosshair in words, for those who cannot see it. */
function spoken({ series, format }: PlotProps, at: number | null): string {
  const values = series.map((each) => {
    const value = at === null ? newestOf(each) : (each.points.find(([time]) => time === at)?.[1] ?? null);
    const words = at === null ? each.now?.words : undefined;
    return `${each.label} ${words ?? (value === null ? "not sampled" : format(value))}`;
  });
  return `${at === null ? "now" : new Date(at).toLocaleTimeString("en-GB")}: ${values.join(", ")}`;
}

function Plot(props: PlotProps) {
  const {
    title,
    unit,
    series,
    from,
    to,
    format,
    limit,
    least = 0,
    syncKey,
    height = 150,
    index,
    onCursor,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<ChartPlot | null>(null);
  const width = useWidth(host);
  const colors = useChartColors();

  // The canvas is uPlot's.
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const made = new ChartPlot(element);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, []);
  useEffect(() => {
    if (colors === null || width === 0) return;
    plot.current?.show({
      series,
      from,
      to,
      width,
      height,
      colors,
      limit: limit ?? null,
      least,
      syncKey,
      format,
      onCursor,
    });
  }, [series, from, to, width, height, colors, limit, least, syncKey, format, onCursor]);

  const times = alignSeries(series)[0];
  const last = Math.max(0, times.length - 1);
  return (
    <div className="relative min-w-0 has-focus-visible:outline-2 has-focus-visible:outline-focus">
      <div ref={host} style={{ height }} />
      <input
        type="range"
        aria-label={`Crosshair of ${title}, ${unit}`}
        aria-valuetext={spoken(props, index === null ? null : (times[index] ?? null))}
        min={0}
        max={last}
        value={index ?? last}
        onChange={(event) => plot.current?.moveTo(Number(event.target.value))}
        className="pointer-events-none absolute inset-x-0 bottom-0 h-px w-full opacity-0"
      />
    </div>
  );
}

/** A time series panel: title, unit, legend with the value at the crosshair (or now), the plot, and a table of it. */
export function TimeChart(props: TimeChartProps) {
  const { title, unit, series, format, empty } = props;
  const [index, setIndex] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const times = useMemo(() => alignSeries(series)[0], [series]);
  const at = index === null ? null : (times[index] ?? null);
  return (
    <section
      aria-label={title}
      className="min-w-0 rounded-panel border border-line bg-panel px-3.5 pt-3 pb-2"
    >
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h3>{title}</h3>
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
        <p className="grid min-h-37.5 place-items-center text-center text-text-3">{empty}</p>
      ) : (
        <>
          <ChartLegend series={series} at={at} format={format} />
          {asTable ? (
            <ChartTable title={title} series={series} format={format} />
          ) : (
            <Plot {...props} index={index} onCursor={setIndex} />
          )}
        </>
      )}
    </section>
  );
}
