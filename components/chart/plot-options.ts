import type uPlot from "uplot";
import { colorOf, type ChartColors } from "@/components/chart/chart-colors";
import {
  highestOf,
  roundTimeTop,
  roundTop,
  sharedGaps,
  type ChartSeries,
} from "@/components/chart/chart-data";

export interface PlotLimit {
  value: number;
  label: string;
}

export interface PlotInput {
  series: readonly ChartSeries[];
  from: number;
  to: number;
  /** Epoch milliseconds: before it there was nothing that could be sampled, and no gap. */
  since: number;
  width: number;
  height: number;
  colors: ChartColors;
  limit: PlotLimit | null;
  /** The axis reaches at least this high, so that a quiet chart is not all noise. */
  least: number;
  /** Values are seconds: the axis ends at a round time. */
  isTime: boolean;
  /** Charts with one key share one crosshair. */
  syncKey: string;
  format: (value: number) => string;
  onCursor: (crosshair: Crosshair | null) => void;
}

/** Where the crosshair stands: the point it is on, and how far from the left of the canvas in CSS pixels. */
export interface Crosshair {
  index: number;
  left: number;
}

const AXIS_PX = 11;
const HALF_LABEL_PX = 16;
const HATCH = 6;
/** Its words stand left of the line, and a little above the axis. */
const BIRTH_GAP = 6;
const BIRTH_UP = 10;
const MINUTE_MS = 60_000;

function hatch(u: uPlot, input: PlotInput): void {
  const { ctx, bbox } = u;
  for (const gap of sharedGaps(input.series)) {
    const left = Math.max(bbox.left, u.valToPos(Math.max(gap.from, input.since), "x", true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(gap.to, "x", true));
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.strokeStyle = input.colors.gap;
    ctx.lineWidth = devicePixelRatio;
    const step = HATCH * devicePixelRatio;
    for (let x = left - bbox.height; x < right; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

/** Where the database was made, when that is in sight: a dotted line with its time, and nothing before it. */
function birth(u: uPlot, input: PlotInput): void {
  if (input.since <= input.from || input.since >= input.to) return;
  const { ctx, bbox } = u;
  const x = u.valToPos(input.since, "x", true);
  ctx.save();
  ctx.strokeStyle = input.colors.axis;
  ctx.fillStyle = input.colors.axis;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `${AXIS_PX * devicePixelRatio}px ${input.colors.letters}`;
  ctx.textBaseline = "middle";
  const words = `created ${clockOf(Math.floor(input.since / MINUTE_MS) * MINUTE_MS)}`;
  const room = x - bbox.left - 2 * BIRTH_GAP * devicePixelRatio;
  ctx.textAlign = "right";
  const y = bbox.top + bbox.height - BIRTH_UP * devicePixelRatio;
  if (ctx.measureText(words).width < room) ctx.fillText(words, x - BIRTH_GAP * devicePixelRatio, y);
  ctx.restore();
}

/** A stop of replication: a cross where it began and a red dashed bar on the axis, since no number is true then. */
function stops(u: uPlot, input: PlotInput): void {
  const { ctx, bbox } = u;
  const base = bbox.top + bbox.height;
  const size = 3 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = input.colors.stop;
  ctx.lineWidth = 1.75 * devicePixelRatio;
  for (const gap of input.series.flatMap((each) => each.gaps)) {
    if (gap.kind !== "not-replicating") continue;
    const left = Math.max(bbox.left, u.valToPos(gap.from, "x", true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(gap.to, "x", true));
    if (right <= left) continue;
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(left, base);
    ctx.lineTo(right, base);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(left - size, base - 2 * size);
    ctx.lineTo(left + size, base);
    ctx.moveTo(left - size, base);
    ctx.lineTo(left + size, base - 2 * size);
    ctx.stroke();
  }
  ctx.restore();
}

function limitLine(u: uPlot, input: PlotInput): void {
  if (input.limit === null) return;
  const { ctx, bbox } = u;
  const y = u.valToPos(input.limit.value, "y", true);
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = input.colors.limit;
  ctx.fillStyle = input.colors.limit;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${AXIS_PX * devicePixelRatio}px ${input.colors.letters}`;
  ctx.textBaseline = "bottom";
  ctx.fillText(input.limit.label, bbox.left + 2 * devicePixelRatio, y - 2 * devicePixelRatio);
  ctx.restore();
}

const two = (value: number): string => String(value).padStart(2, "0");

/** "14:05", "14:05:30" between minutes, and the day at midnight; in the reader's time zone. */
function clockOf(at: number): string {
  const date = new Date(at);
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.getSeconds() !== 0) return `${clock}:${two(date.getSeconds())}`;
  return clock === "00:00" ? date.toLocaleDateString("en-GB", { day: "numeric", month: "short" }) : clock;
}

function topOf(input: PlotInput): number {
  const least = Math.max(input.least, (input.limit?.value ?? 0) * 1.3);
  return (input.isTime ? roundTimeTop : roundTop)(highestOf(input.series) * 1.05, least);
}

function crosshairOf(u: uPlot): Crosshair | null {
  const { idx } = u.cursor;
  const at = typeof idx === "number" ? u.data[0][idx] : undefined;
  if (typeof idx !== "number" || at === undefined) return null;
  return { index: idx, left: Math.round(u.valToPos(at, "x") + u.bbox.left / devicePixelRatio) };
}

/**
 * uPlot's options for one panel: 1.5 px lines without fill, y from 0 to a round number, three grid lines, axis right.
 * `read` gives the newest input, so that handing over values needs no new options.
 */
export function plotOptions(read: () => PlotInput): uPlot.Options {
  const { colors, width, height, syncKey, series } = read();
  const font = `${AXIS_PX}px ${colors.letters}`;
  return {
    width,
    height,
    ms: 1,
    legend: { show: false },
    padding: [8, 0, 0, 0],
    cursor: { sync: { key: syncKey }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: true, range: () => [read().from, read().to] },
      y: { range: () => [0, topOf(read())] },
    },
    series: [
      {},
      ...series.map((each) => ({
        label: each.label,
        stroke: colorOf(colors, each.hue),
        width: 1.5,
        spanGaps: false,
        points: { show: false },
      })),
    ],
    axes: [
      {
        stroke: colors.axis,
        font,
        grid: { show: false },
        ticks: { show: false },
        size: 22,
        space: 70,
        // A label that the left edge would cut is left out.
        values: (u, splits) => splits.map((at) => (u.valToPos(at, "x") < HALF_LABEL_PX ? "" : clockOf(at))),
      },
      {
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- uPlot's const enum is not there at run time
        side: 1,
        stroke: colors.axis,
        font,
        size: 46,
        gap: 6,
        grid: { stroke: colors.grid, width: 1 },
        ticks: { show: false },
        splits: () => {
          const top = topOf(read());
          return [0, top / 2, top];
        },
        values: (_plot, splits) => splits.map(read().format),
      },
    ],
    hooks: {
      drawClear: [(u) => hatch(u, read()), (u) => birth(u, read())],
      draw: [(u) => limitLine(u, read()), (u) => stops(u, read())],
      setCursor: [(u) => read().onCursor(crosshairOf(u))],
    },
  };
}
