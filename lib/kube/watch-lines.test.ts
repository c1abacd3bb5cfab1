import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KubeError } from "@/lib/kube/kube-error";
import { parseWatchLine, splitLines } from "@/lib/kube/watch-lines";

async function* chunksOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function read(text: string, cuts: readonly number[] = [], max = 1000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(chunksOf(Buffer.from(text), cuts), max)) lines.push(line.toString());
  return lines;
}

describe("splitLines", () => {
  it("gives whole lines wherever the chunks are cut, in the middle of a character too", async () => {
    const line = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\n"));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(500)), async (lines, cuts) => {
        const text = lines.map((one) => `${one}\n`).join("");
        expect(await read(text, cuts)).toEqual(lines.filter((one) => one !== ""));
      }),
    );
  });

  it("drops a line that was cut off by the end", async () => {
    expect(await read('{"a":1}\n{"b":')).toEqual(['{"a":1}']);
  });

  it("refuses a line above the cap, with or without an end", async () => {
    for (const text of [`${"x".repeat(1001)}\n`, "x".repeat(5000)]) {
      await expect(read(text, [100, 700, 900])).rejects.toThrow(KubeError);
    }
    expect(await read(`${"x".repeat(1000)}\n`)).toHaveLength(1);
  });
});

const parse = (value: unknown) => parseWatchLine(Buffer.from(JSON.stringify(value)));

describe("parseWatchLine", () => {
  it("reads the four good kinds", () => {
    expect(parse({ type: "ADDED", object: { a: 1 } })).toEqual({ kind: "put", object: { a: 1 } });
    expect(parse({ type: "MODIFIED", object: null })).toEqual({ kind: "put", object: null });
    expect(parse({ type: "DELETED", object: {} })).toEqual({ kind: "deleted", object: {} });
    expect(parse({ type: "BOOKMARK", object: { metadata: { resourceVersion: "7" } } })).toEqual({
      kind: "bookmark",
      resourceVersion: "7",
    });
  });

  it("throws the error of an ERROR event", () => {
    const gone = { kind: "Status", status: "Failure", code: 410, reason: "Expired", message: "too old" };
    expect(() => parse({ type: "ERROR", object: gone })).toThrow(
      expect.objectContaining({ kind: "expired" }),
    );
    const echo = {
      ...gone,
      code: 500,
      reason: "canary",
      message: "canary",
      details: { causes: [{ reason: "ResourceVersionTooLarge" }, { reason: "canary" }] },
    };
    expect(() => parse({ type: "ERROR", object: echo })).toThrow(
      expect.objectContaining({
        kind: "server",
        message: "the watch was ended with 500",
        reason: null,
        causes: [{ reason: "ResourceVersionTooLarge", field: null, message: "" }],
      }),
    );
    expect(() => parse({ type: "ERROR", object: 7 })).toThrow(expect.objectContaining({ kind: "protocol" }));
    expect(() => parseWatchLine(Buffer.from("<html>"))).toThrow(
      expect.objectContaining({ kind: "protocol" }),
    );
  });

  it("knows nothing of anything else", () => {
    const junk = [
      null,
      1,
      [],
      {},
      { type: "SURPRISE" },
      { type: "BOOKMARK" },
      { type: "BOOKMARK", object: { metadata: { resourceVersion: "x".repeat(1000) } } },
    ];
    for (const one of junk) expect(parse(one)).toEqual({ kind: "unknown" });
  });
});
