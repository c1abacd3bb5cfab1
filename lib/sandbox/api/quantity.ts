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
};

/** The number of a quantity such as `500m` or `2Gi`; 0 for what is none. */
export function quantity(value: Json | undefined): number {
  if (typeof value === "number") return value;
  const parts =
    typeof value === "string" ? value.match(/^([+-]?[0-9.]+(?:e[+-]?\d+)?)([A-Za-z]{0,2})$/) : null;
  return parts === null ? 0 : Number(parts[1]) * (UNITS[parts[2] ?? ""] ?? 0);
}
