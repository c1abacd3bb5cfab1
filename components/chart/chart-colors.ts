"use client";

import { useSyncExternalStore } from "react";

export interface ChartColors {
  series: readonly string[];
  ink: string;
  grid: string;
  axis: string;
  cross: string;
  gap: string;
  limit: string;
  stop: string;
  panel: string;
  /** Families of the product's own letters, for a canvas. */
  letters: string;
}

const HUES = [1, 2, 3, 4, 5, 6, 7, 8] as const;

function readColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    series: HUES.map((hue) => token(`--chart-${hue}`)),
    ink: token("--text-1"),
    grid: token("--chart-grid"),
    axis: token("--chart-axis"),
    cross: token("--chart-cross"),
    gap: token("--chart-gap"),
    limit: token("--reduced-mark"),
    stop: token("--down-mark"),
    panel: token("--panel"),
    letters: token("--font-sans"),
  };
}

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

function subscribe(listener: () => void): () => void {
  const query = dark();
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

const held: { theme: string; colors: ChartColors | null } = { theme: "", colors: null };

/** A canvas cannot read custom properties, so they are read once for each theme. */
function snapshot(): ChartColors | null {
  const theme = dark().matches ? "dark" : "light";
  if (held.theme !== theme) {
    held.theme = theme;
    held.colors = readColors();
  }
  return held.colors;
}

/** The colours of the theme that is on; null on the server. */
export function useChartColors(): ChartColors | null {
  return useSyncExternalStore(subscribe, snapshot, () => null);
}

/** The colour of a hue: 1 to 8, or ink. */
export function colorOf(colors: ChartColors, hue: number | "ink"): string {
  if (hue === "ink") return colors.ink;
  return colors.series[(hue - 1) % colors.series.length] ?? colors.ink;
}
