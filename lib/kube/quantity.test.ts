import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cpuMilliOf, unitsOf } from "@/lib/kube/quantity";

describe("cpuMilliOf", () => {
  it.each([
    ["250m", 250],
    ["2", 2000],
    ["0.5", 500],
    [".5", 500],
    ["1.", 1000],
    ["+1", 1000],
    ["0.0001", 1],
    ["100u", 1],
    ["1500u", 2],
    ["1n", 1],
    ["1k", 1_000_000],
    ["1e-3", 1],
    ["2E0", 2000],
    [2, 2000],
    [0.25, 250],
    ["0", 0],
  ])("reads %s as %d", (quantity, milli) => expect(cpuMilliOf(quantity)).toBe(milli));
});

describe("unitsOf", () => {
  it.each([
    ["32Gi", 32 * 1024 ** 3],
    ["512Mi", 512 * 1024 ** 2],
    ["1.5Gi", 1.5 * 1024 ** 3],
    ["64Ki", 65_536],
    ["1Ti", 1024 ** 4],
    ["500M", 500_000_000],
    ["12G", 12e9],
    ["10k", 10_000],
    ["1e9", 1_000_000_000],
    ["1.5E3", 1500],
    ["1E", Number.MAX_SAFE_INTEGER],
    ["129e6", 129_000_000],
    ["110", 110],
    ["128974848000m", 128_974_848],
    ["1m", 1],
    ["1234567", 1_234_567],
  ])("reads %s as %d", (quantity, units) => expect(unitsOf(quantity)).toBe(units));

  it.each([
    "",
    "-1",
    "1e9Gi",
    "1Zi",
    "NaN",
    "Infinity",
    "0x10",
    "١٢",
    "1 Gi",
    " 1",
    "1\n",
    ".",
    "Gi",
    "1ki",
    "1e",
    "1e1000",
    "--1",
    `1${"0".repeat(80)}`,
    Number.NaN,
    -1,
    null,
    undefined,
    {},
    [],
    true,
  ])("refuses %j", (junk) => {
    expect(unitsOf(junk)).toBeNull();
    expect(cpuMilliOf(junk)).toBeNull();
  });

  it("holds forty digits and large exponents at the largest safe number", () => {
    expect(unitsOf("9".repeat(40))).toBe(Number.MAX_SAFE_INTEGER);
    expect(unitsOf("1e999")).toBe(Number.MAX_SAFE_INTEGER);
    expect(unitsOf("1e-999")).toBe(1);
    expect(unitsOf("0e999")).toBe(0);
  });

  it("gives back what was written, in every unit", () => {
    const units = { "": 1, k: 1e3, M: 1e6, G: 1e9, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.constantFrom(...Object.entries(units)), (count, [suffix, factor]) => {
        expect(unitsOf(`${count}${suffix}`)).toBe(count * factor);
        expect(cpuMilliOf(`${count}m`)).toBe(count);
      }),
    );
  });

  it("is a safe whole number or null for any string", () => {
    const shape = fc.stringMatching(/^[-+]?[0-9]{0,45}\.?[0-9]{0,8}([eE][-+]?[0-9]{0,4}|[numkMGTPEZ]i?)?$/);
    fc.assert(
      fc.property(fc.oneof(shape, fc.string()), (text) => {
        const units = unitsOf(text);
        expect(units === null || (Number.isSafeInteger(units) && units >= 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
