import uPlot from "uplot";
import { alignSeries } from "@/components/chart/chart-data";
import { plotOptions, type PlotInput } from "@/components/chart/plot-options";

/** What cannot change without a new canvas. */
const shapeOf = (input: PlotInput): string =>
  [
    input.width,
    input.height,
    input.colors.ink,
    input.syncKey,
    ...input.series.map((each) => `${each.key}:${each.hue}`),
  ].join("|");

/** One uPlot in an element. New values are handed over; series, size or theme make the canvas anew. */
export class ChartPlot {
  readonly #element: HTMLElement;
  #plot: uPlot | null = null;
  #shape = "";
  #input: PlotInput | null = null;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  show(input: PlotInput): void {
    const shape = shapeOf(input);
    const { series } = input;
    this.#input = input;
    if (this.#plot !== null && shape === this.#shape) {
      this.#plot.setData(alignSeries(series));
      return;
    }
    this.#plot?.destroy();
    this.#shape = shape;
    this.#plot = new uPlot(
      plotOptions(() => this.#input ?? input),
      alignSeries(series),
      this.#element,
    );
  }

  /** Puts the crosshair on the point of this index. */
  moveTo(index: number): void {
    const at = this.#plot?.data[0][index];
    if (this.#plot !== null && at !== undefined)
      this.#plot.setCursor({ left: this.#plot.valToPos(at, "x"), top: 10 });
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }
}
