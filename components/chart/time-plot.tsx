"use client";

import { useEffect, useRef } from "react";
import "uplot/dist/uPlot.min.css";
import { useChartColors } from "@/components/chart/chart-colors";
import { newestOf, type ChartSeries } from "@/components/chart/chart-data";
import { ChartPlot } from "@/components/chart/chart-plot";
import type { Crosshair, PlotLimit } from "@/components/chart/plot-options";
import { useWidth } from "@/components/chart/use-width";
import { ClockTime } from "@/components/ui/clock-time";

interface TimePlotProps {
  title: string;
  unit: string;
  series: readonly ChartSeries[];
  /** Times of the points, as the crosshair counts them. */
  times: readonly number[];
  from: number;
  to: number;
  since: number;
  format: (value: number) => string;
  limit?: PlotLimit;
  least?: number;
  isTime?: boolean;
  syncKey: string;
  height: number;
  crosshair: Crosshair | null;
  onCrosshair: (crosshair: Crosshair | null) => void;
}

const valueAt = (series: ChartSeries, at: number): number | null =>
  series.points.find(([time]) => time === at)?.[1] ?? null;

/** The crosshair in words, for those who cannot see it. */
function spoken(
  series: readonly ChartSeries[],
  at: number | null,
  format: (value: number) => string,
): string {
  const values = series.map((each) => {
    const value = at === null ? newestOf(each) : valueAt(each, at);
    const words = at === null ? each.now?.words : undefined;
    return `${each.label} ${words ?? (value === null ? "not sampled" : format(value))}`;
  });
  return `${at === null ? "now" : new Date(at).toLocaleTimeString("en-GB")}: ${values.join(", ")}`;
}

/** The time under the crosshair, only below the panel that is pointed at. */
function Flag({ at, left }: { at: number; left: number }) {
  return (
    <span
      style={{ left }}
      className="pointer-events-none absolute bottom-0 hidden -translate-x-1/2 rounded-mark bg-text-1 px-1 text-[11px]/[15px] font-head text-page group-focus-within:block group-hover:block"
    >
      <ClockTime at={at} seconds />
    </span>
  );
}

/** One uPlot as a React element; arrow keys move its crosshair. */
export function TimePlot(props: TimePlotProps) {
  const {
    title,
    unit,
    series,
    times,
    from,
    to,
    since,
    format,
    limit,
    least = 0,
    isTime = false,
    syncKey,
    height,
  } = props;
  const { crosshair, onCrosshair } = props;
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
      since,
      width,
      height,
      colors,
      limit: limit ?? null,
      least,
      isTime,
      syncKey,
      format,
      onCursor: onCrosshair,
    });
  }, [series, from, to, since, width, height, colors, limit, least, isTime, syncKey, format, onCrosshair]);

  const last = Math.max(0, times.length - 1);
  const at = crosshair === null ? null : (times[crosshair.index] ?? null);
  return (
    <div className="group relative min-w-0 has-focus-visible:outline-2 has-focus-visible:outline-focus">
      <div
        ref={host}
        style={{ height }}
        className="[&_.u-cursor-x]:border-solid! [&_.u-cursor-x]:border-text-1!"
      />
      {crosshair === null || at === null ? null : <Flag at={at} left={crosshair.left} />}
      <input
        type="range"
        aria-label={`Crosshair of ${title}, ${unit}`}
        aria-valuetext={spoken(series, at, format)}
        min={0}
        max={last}
        value={crosshair?.index ?? last}
        onChange={(event) => plot.current?.moveTo(Number(event.target.value))}
        className="pointer-events-none absolute inset-x-0 bottom-0 h-px w-full opacity-0"
      />
    </div>
  );
}
