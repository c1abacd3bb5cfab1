import type { Json } from "./json";

const UNITS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number of a quantity such as `500m` or `2Gi`; 0 for what is none. */
export function quantity(value: Json | undefined): number {
  if (typeof value === "number") return value;
  const parts =
    typeof value === "string" ? value.match(/^([+-]?[0-9.]+(?:e[+-]?\d+)?)([A-Za-z]{0,2})$/) : null;
  return parts === null ? 0 : Number(parts[1]) * (UNITS[parts[2] ?? ""] ?? 0);
}

const BINARY = ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"] as const;

/** A number as a quantity, in the family of units that `like` is written in. */
export function formatQuantity(value: number, like: string | undefined): string {
  if (like?.endsWith("i") === true) {
    const unit = BINARY.find(
      (each) => value >= (UNITS[each] ?? Infinity) && value % (UNITS[each] ?? 1) === 0,
    );
    return unit === undefined ? String(value) : `${value / (UNITS[unit] ?? 1)}${unit}`;
  }
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}
