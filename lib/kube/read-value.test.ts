import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countOf,
  fieldsOf,
  itemsOf,
  linesOf,
  shared,
  textOf,
  textOrNull,
  timeOf,
} from "@/lib/kube/read-value";

const ESC = String.fromCodePoint(27);
const RIGHT_TO_LEFT = String.fromCodePoint(0x202e);
const LONE_SURROGATE = "\ud800";

describe("textOf", () => {
  it("takes out what cannot be seen, and folds line breaks", () => {
    expect(textOf(`a${ESC}[31mred${RIGHT_TO_LEFT}txt\u0000${LONE_SURROGATE}`, 99)).toBe("a[31mredtxt");
    expect(textOf("one\r\n\ttwo\u2028three", 99)).toBe("one two three");
  });

  it("keeps every script as it is", () => {
    expect(textOf("größer 数据库 מסד 🛰", 99)).toBe("größer 数据库 מסד 🛰");
  });

  it("is bounded, and never ends in half a character", () => {
    expect(textOf("x".repeat(5000), 1024)).toHaveLength(1024);
    expect(textOf("🛰🛰", 3).isWellFormed()).toBe(true);
  });

  it("reads anything but a string as empty", () => {
    for (const junk of [null, undefined, 1, {}, [], true]) {
      expect(textOf(junk, 9)).toBe("");
      expect(textOrNull(junk, 9)).toBeNull();
    }
  });

  it("shows no control or format character of any string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(textOf(text, 64)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(linesOf(text, 64)).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe("linesOf", () => {
  it("keeps line breaks and tabs", () => {
    expect(linesOf(`spec:\n\t- a${ESC}\n`, 99)).toBe("spec:\n\t- a\n");
  });
});

describe("timeOf", () => {
  it("reads the two precisions that Kubernetes writes", () => {
    expect(timeOf("2026-11-23T06:18:19Z")).toBe(Date.UTC(2026, 10, 23, 6, 18, 19));
    expect(timeOf("2026-11-23T06:18:19.388843Z")).toBe(Date.UTC(2026, 10, 23, 6, 18, 19, 388));
    expect(timeOf("2026-11-23T08:18:19+02:00")).toBe(Date.UTC(2026, 10, 23, 6, 18, 19));
  });

  it.each([
    null,
    "",
    "1",
    "2026",
    "yesterday",
    "2026-13-40T99:99:99Z",
    5,
    "2026-11-23 05:46:39.83 +0000 UTC",
  ])("refuses %j", (junk) => expect(timeOf(junk)).toBeNull());
});

describe("the small readers", () => {
  it("read junk as empty", () => {
    expect(fieldsOf([1])).toEqual({});
    expect(fieldsOf(null)).toEqual({});
    expect(itemsOf({ length: 3 }, 9)).toEqual([]);
    expect(itemsOf([1, 2, 3], 2)).toEqual([1, 2]);
    expect([countOf(-1), countOf(1.5), countOf("3"), countOf(Number.NaN), countOf(7)]).toEqual([
      0, 0, 0, 0, 7,
    ]);
  });

  it("gives equal strings back whatever the pool holds", () => {
    fc.assert(fc.property(fc.string(), (text) => shared(text) === text));
    for (let n = 0; n < 25_000; n += 1) shared(`name-${n}`);
    expect(shared("name-1")).toBe("name-1");
  });
});
