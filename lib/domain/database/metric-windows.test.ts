import { expect, test } from "vitest";
import { metricWindow } from "@/lib/domain/database/metric-windows";

const MINUTE = 60_000;

test("an address names its window; without one a young database fills what is shown", () => {
  expect(["15m", "1h", "6h", "24h", "7d"].map((text) => metricWindow(text, MINUTE))).toEqual([
    "15m",
    "1h",
    "6h",
    "24h",
    "1h",
  ]);
  expect([MINUTE, 20 * MINUTE].map((age) => metricWindow(undefined, age))).toEqual(["15m", "1h"]);
});
