import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListScanner } from "@/lib/kube/list-scanner";
import { parseObjectBytes } from "@/lib/kube/parse-object-bytes";

function scan(text: string, cuts: readonly number[] = []): { items: unknown[]; envelope: unknown } {
  const bytes = Buffer.from(text);
  const scanner = new ListScanner();
  const items: unknown[] = [];
  const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    for (const item of scanner.push(bytes.subarray(from, to)))
      items.push(JSON.parse(Buffer.from(item).toString()));
    from = to;
  }
  return { items, envelope: scanner.end() };
}

const tricky = fc.constantFrom(
  '"items":[',
  '\\"',
  "\\",
  "}]",
  "[{",
  '{"items":[{}]}',
  '"managedFields":[',
  "é",
  "🛰",
  "",
);
const string = fc.oneof(tricky, fc.string({ unit: "binary" }));
const item = fc.dictionary(
  fc.oneof(string, fc.constantFrom("items", "managedFields", "metadata")),
  fc.oneof(fc.jsonValue(), string),
);

describe("ListScanner", () => {
  it("reads what JSON.parse reads, wherever the chunks end and however it is written", () => {
    const list = fc.record({
      before: fc.dictionary(string, fc.jsonValue()),
      items: fc.array(item),
      metadata: fc.record({ resourceVersion: string, remainingItemCount: fc.nat() }),
    });
    const indent = fc.constantFrom(undefined, 2, "\t");
    fc.assert(
      fc.property(list, indent, fc.array(fc.nat(5000)), ({ before, items, metadata }, space, cuts) => {
        const whole = { kind: "PodList", before, items, metadata, trailing: [1, "]", { items: [2] }] };
        const read = scan(JSON.stringify(whole, null, space), cuts);
        expect(read.items).toEqual(JSON.parse(JSON.stringify(items)));
        expect(read.envelope).toEqual(JSON.parse(JSON.stringify({ ...whole, items: [] })));
      }),
      { numRuns: 500 },
    );
  });

  it("reads byte by byte", () => {
    const text =
      '{"kind":"PodList","items":[{"a":"\\\\\\"}"},{"b":[{}]}],"metadata":{"resourceVersion":"1"}}';
    expect(
      scan(
        text,
        Array.from(text, (_, at) => at),
      ),
    ).toEqual({
      items: [{ a: '\\"}' }, { b: [{}] }],
      envelope: { kind: "PodList", items: [], metadata: { resourceVersion: "1" } },
    });
  });

  it("leaves a list of nulls, and what is no list, to the reader", () => {
    expect(scan('{"items":null}')).toEqual({ items: [], envelope: { items: null } });
    expect(scan('{"deeper":{"items":[{}]}}').items).toEqual([]);
    expect(scan("[1]").items).toEqual([]);
  });

  it.each([
    ["", "an empty answer"],
    ["nonsense", "a list that is not JSON"],
    ['{"items":[{"a":1}', "a list that ends too early"],
    ['{"items":[{"a', "a list that ends too early"],
    ['{"items":[null]}', "a list whose items are not objects"],
    ['{"items":[[]]}', "a list whose items are not objects"],
    ['{"items":["x"]}', "a list whose items are not objects"],
    ['{"items":[{}}', "a list that ends too early"],
    ['{"items":[{}}}', "a list that is not JSON"],
    [`{"items":[{"a":${"[".repeat(300)}`, "a list that nests too deep"],
    [`{"metadata":"${"x".repeat(300_000)}"}`, "a list with too much beside its items"],
  ])("refuses %.40s", (text, words) => {
    expect(() => scan(text)).toThrow(words);
  });
});

const parse = (text: string): unknown => parseObjectBytes(Buffer.from(text));

describe("parseObjectBytes", () => {
  it("reads everything but the managed fields", () => {
    const metadata = { name: "größe", managedFields: [{ fieldsV1: { 'k:{"a":"]"}': {} } }], uid: "u" };
    const text = JSON.stringify({ metadata, spec: { a: '"managedFields":[' } });
    expect(parse(text)).toEqual({
      metadata: { name: "größe", managedFields: [], uid: "u" },
      spec: { a: '"managedFields":[' },
    });
  });

  it("is JSON.parse for any object, but for that field", () => {
    fc.assert(
      fc.property(item, (value) => {
        const read = JSON.stringify(parse(JSON.stringify(value)));
        const plain = JSON.stringify(JSON.parse(JSON.stringify(value)));
        const emptied = JSON.stringify({
          ...value,
          ...(Array.isArray(value["managedFields"]) ? { managedFields: [] } : {}),
        });
        expect([plain, emptied]).toContain(read);
      }),
    );
  });

  it("throws at broken JSON, with or without the field", () => {
    for (const text of ["", "{", '{"managedFields":[', '{"managedFields":[]', '{"managedFields":["]}']) {
      expect(() => parse(text)).toThrow(SyntaxError);
    }
  });
});
