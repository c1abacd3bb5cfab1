import { newestOf, type ChartSeries } from "@/components/chart/chart-data";

interface ChartLegendProps {
  series: readonly ChartSeries[];
  /** Where the crosshair stands (epoch ms); null means now. */
  at: number | null;
  format: (value: number) => string;
}

const SWATCHES = [
  "bg-chart-1",
  "bg-chart-2",
  "bg-chart-3",
  "bg-chart-4",
  "bg-chart-5",
  "bg-chart-6",
  "bg-chart-7",
  "bg-chart-8",
] as const;
const TONES = { down: "text-down", unknown: "text-unknown", reduced: "text-reduced" } as const;

function valueWords(series: ChartSeries, at: number | null, format: (value: number) => string) {
  if (at === null && series.now !== undefined && series.now !== null) {
    return <b className={TONES[series.now.tone]}>{series.now.words}</b>;
  }
  const value = at === null ? newestOf(series) : (series.points.find(([time]) => time === at)?.[1] ?? null);
  return value === null ? <span className="text-unknown">not sampled</span> : <b>{format(value)}</b>;
}

/** Each series with its hue, its name and its value at the crosshair, or now. */
export function ChartLegend({ series, at, format }: ChartLegendProps) {
  return (
    <div className="flex min-h-6 flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1 text-12">
      {series.map((each) => (
        <span key={each.key} className="inline-flex items-center gap-1.25">
          <i
            className={`inline-block h-0.75 w-2.5 rounded-[1px] ${each.hue === "ink" ? "bg-text-1" : (SWATCHES[(each.hue - 1) % SWATCHES.length] ?? "")}`}
          />
          <span className="text-text-2">{each.label}</span>
          {valueWords(each, at, format)}
        </span>
      ))}
    </div>
  );
}
