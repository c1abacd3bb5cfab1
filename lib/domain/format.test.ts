import { describe, expect, it } from "vitest";
import {
  countOf,
  cutMiddle,
  formatAge,
  formatBytes,
  formatCores,
  formatCpu,
  formatDuration,
  formatFigure,
  formatLag,
} from "@/lib/domain/format";

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [512 * 1024 ** 2, "512 Mi"],
    [1.5 * 1024 ** 3, "1.5 Gi"],
    [32 * 1024 ** 3, "32 Gi"],
    [15.6 * 1024 ** 3, "16 Gi"],
    [2 * 1024 ** 4, "2 Ti"],
    [-4, "0 B"],
  ])("writes %d bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it.each([
    [4000, "4 CPU"],
    [500, "0.5 CPU"],
    [250, "0.25 CPU"],
    [3120, "3.1 CPU"],
  ])("writes %d millicores as %s", (milli, text) => expect(formatCpu(milli)).toBe(text));

  it("writes a shortage with its sign", () => expect(formatCores(-900)).toBe("-0.9"));
});

describe("times", () => {
  it.each([
    [0, "0 s"],
    [20, "< 0.1 s"],
    [60, "0.1 s"],
    [620, "0.6 s"],
    [9_949, "9.9 s"],
    [52_400, "52 s"],
    [60_000, "1 min"],
    [143_000, "2 min 23 s"],
    [6_600_000, "1 h 50 min"],
    [273_600_000, "3 d 4 h"],
    [-5, "0 s"],
  ])("writes %d ms as a duration of %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [8_900, "8 s"],
    [59_999, "59 s"],
    [240_000, "4 min"],
    [3 * 3_600_000, "3 h"],
    [47 * 3_600_000, "47 h"],
    [72 * 3_600_000, "3 d"],
    [-1_000, "0 s"],
  ])("writes %d ms as an age of %s", (ms, text) => expect(formatAge(ms)).toBe(text));

  it.each([
    [0, "0 s"],
    [0.84, "0.8 s"],
    [32, "32 s"],
    [99.4, "99 s"],
    [152, "2 m 32 s"],
    [120, "2 m"],
    [1149, "19 m"],
    [7300, "2 h"],
  ])("writes a lag of %d s as %s", (seconds, text) => expect(formatLag(seconds)).toBe(text));
});

describe("figures and names", () => {
  it.each([
    [1240, "1,240"],
    [1234567, "1,234,567"],
    [82, "82"],
    [0.42, "0.4"],
    [12.7, "13"],
  ])("writes %d as %s", (value, text) => expect(formatFigure(value)).toBe(text));

  it("counts with the right noun", () => {
    expect(countOf(1, "node")).toBe("1 node");
    expect(countOf(0, "node")).toBe("0 nodes");
    expect(countOf(2, "class", "classes")).toBe("2 classes");
  });

  it("cuts a long name in its middle and never lengthens it", () => {
    expect(cutMiddle("shop-zb-vtgate-3f9c61b2-mb4xw", 20)).toBe("shop-zb-vtgat…-mb4xw");
    expect(cutMiddle("shop-zb-vtgate-3f9c61b2-mb4xw", 20)).toHaveLength(20);
    expect(cutMiddle("shop", 20)).toBe("shop");
  });
});
