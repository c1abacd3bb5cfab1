const MINUTE = 60_000;

/** Windows of the charts with the length of one step: 90 to 360 points fill a panel. */
export const METRIC_WINDOWS = {
  "15m": { label: "15 m", windowMs: 15 * MINUTE, stepMs: 5000 },
  "1h": { label: "1 h", windowMs: 60 * MINUTE, stepMs: 10_000 },
  "6h": { label: "6 h", windowMs: 360 * MINUTE, stepMs: MINUTE },
  "24h": { label: "24 h", windowMs: 1440 * MINUTE, stepMs: 5 * MINUTE },
} as const;
export type MetricWindow = keyof typeof METRIC_WINDOWS;

export const METRIC_WINDOW_NAMES = ["15m", "1h", "6h", "24h"] as const satisfies readonly MetricWindow[];

/** The window that an address names; else one hour, or less where the database is younger than that. */
export function metricWindow(text: string | undefined, ageMs = Number.POSITIVE_INFINITY): MetricWindow {
  if (text !== undefined) return METRIC_WINDOW_NAMES.find((name) => name === text) ?? "1h";
  return ageMs < METRIC_WINDOWS["15m"].windowMs ? "15m" : "1h";
}
