import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMetricsParser, PARSE_LIMITS, type ParseLimits } from "@/lib/metrics/parse";
import { parseNumber } from "@/lib/metrics/parse-line";
import { SERIES, seriesOf, type SeriesDefinition } from "@/lib/metrics/series-table";

const RECORDED = new URL("../../../shared/recorded/metrics/", import.meta.url);
const present = existsSync(RECORDED);

function parse(
  text: string | Uint8Array,
  wanted: readonly SeriesDefinition[] = seriesOf("vttablet"),
  limits: ParseLimits = PARSE_LIMITS,
) {
  const parser = createMetricsParser(wanted, limits);
  parser.push(text);
  return parser.end();
}

function recorded(name: string): Uint8Array {
  return gunzipSync(readFileSync(new URL(`${name}.prom.gz`, RECORDED)));
}

function valueOf(outcome: ReturnType<typeof parse>, series: string, labels: Record<string, string> = {}) {
  return outcome.samples.find(
    (one) =>
      one.series === series && Object.entries(labels).every(([name, value]) => one.labels[name] === value),
  )?.value;
}

const gateBuckets: SeriesDefinition = {
  id: "any",
  prometheusName: "any",
  component: "vtgate",
  type: "counter",
  labels: ["a"],
  unit: "per-second",
  fold: "last",
  feeds: "a test",
};

describe("parse", () => {
  it("keeps only wanted series and only their kept labels", () => {
    const outcome = parse(
      '# HELP x y\n# TYPE x counter\nvttablet_queries_count{plan_type="Select",host="h"} 7\nvttablet_queries_counts 9\nother 1\n',
    );
    expect(outcome.samples).toEqual([
      {
        series: "tablet-queries",
        labels: { plan_type: "Select" },
        labelsKey: '[["plan_type","Select"]]',
        value: 7,
        timestampMs: null,
      },
    ]);
  });

  it("adds up counters that differ only in labels that are not kept", () => {
    const outcome = parse(
      'vtgate_api_count{db_type="primary",keyspace="a",operation="Execute"} 3\nvtgate_api_count{db_type="primary",keyspace="b",operation="Execute"} 4\n',
      seriesOf("vtgate"),
    );
    expect(outcome.samples.map((one) => one.value)).toEqual([7]);
  });

  it("reads escapes, blanks, a last comma, timestamps, exemplars and lines that end in CR LF", () => {
    const page = [
      String.raw`any{ a = "q\"b\\n\n" , } 1 1700000000123`,
      'any{a="ex"} 2 # {trace="x"} 0.5',
      'any{a="}"} 3\r',
      " \tany 4",
    ].join("\n");
    const outcome = parse(page, [gateBuckets]);
    expect(outcome.samples.map((one) => [one.labels["a"], one.value, one.timestampMs])).toEqual([
      ['q"b\\n\n', 1, 1_700_000_000_123],
      ["ex", 2, null],
      ["}", 3, null],
      ["", 4, null],
    ]);
    expect(outcome.malformed).toBe(0);
  });

  it("reads NaN, both infinities and exponents, and refuses what is no number", () => {
    expect(parseNumber("NaN")).toBeNaN();
    expect(["+Inf", "-Inf", "Inf", "1.79541470923e+09", "-.5", "5."].map(parseNumber)).toEqual([
      Infinity,
      -Infinity,
      Infinity,
      1_795_414_709.23,
      -0.5,
      5,
    ]);
    expect(["", "1_0", "0x1", "e5", "1e", "--1"].map(parseNumber)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("counts malformed lines of wanted series and goes on", () => {
    const outcome = parse('any{a="x} 1\nany{a=1} 1\nany x\nany 1 2 3\nany 1 2.5\nany{a="ok"} 5\n', [
      gateBuckets,
    ]);
    expect(outcome.malformed).toBe(5);
    expect(outcome.samples).toHaveLength(1);
  });

  it("leaves out a line over the limit and reads the next one", () => {
    const page = `any{a="${"x".repeat(300)}"} 1\nany{a="ok"} 2\n`;
    const outcome = parse(page, [gateBuckets], { lineBytes: 100, samples: 10 });
    expect([outcome.tooLong, outcome.samples.map((one) => one.value)]).toEqual([1, [2]]);
  });

  it("stops keeping at the sample limit and says so", () => {
    const page = Array.from({ length: 20 }, (_, at) => `any{a="${at}"} ${at}`).join("\n");
    const outcome = parse(page, [gateBuckets], { lineBytes: 1000, samples: 5 });
    expect([outcome.samples.length, outcome.truncated]).toEqual([5, true]);
  });

  it("keeps no U+0000 and no long label value, which a hostile pod could send", () => {
    const [sample] = parse(`any{a="\u0000${"y".repeat(1000)}"} 1`, [gateBuckets]).samples;
    expect(sample?.labels["a"]).toHaveLength(256);
    expect(sample?.labels["a"]).not.toContain("\u0000");
  });

  it("gives the same result however the page is cut into bytes or strings", () => {
    const line = fc.oneof(
      fc
        .record({ label: fc.string({ unit: "binary", maxLength: 12 }), value: fc.double() })
        .map(({ label, value }) => {
          const escaped = label.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
          return `any{a="${escaped}"} ${value}`;
        }),
      fc.constantFrom("# TYPE any counter", "", "anything 1", "any{", "any 3 1700000000000"),
      fc.string({ maxLength: 150 }),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 12 }),
        fc.array(fc.nat(400), { maxLength: 30 }),
        (lines, cuts) => {
          const page = lines.join("\n");
          const limits = { lineBytes: 90, samples: 6 };
          const whole = parse(new TextEncoder().encode(page), [gateBuckets], limits);
          for (const input of [page, new TextEncoder().encode(page)]) {
            const parser = createMetricsParser([gateBuckets], limits);
            const places = [...new Set(cuts)].filter((cut) => cut < input.length).toSorted((a, b) => a - b);
            let from = 0;
            for (const to of [...places, input.length]) {
              parser.push(input.slice(from, to));
              from = to;
            }
            expect(parser.end()).toEqual(whole);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!present)("parse, recorded pages (skipped where ../shared is absent)", () => {
  it("reads the lag of a blocked applier, state and role", () => {
    const outcome = parse(recorded("t2lag-vttablet-zb"));
    expect(valueOf(outcome, "replication-lag")).toBe(32);
    expect(valueOf(outcome, "tablet-state")).toBe(2);
    expect(valueOf(outcome, "tablet-role", { type: "REPLICA", name: "SERVING" })).toBe(1);
    expect(valueOf(outcome, "pool-capacity")).toBe(96);
  });

  it("reads the counters and buckets of a vtgate under traffic", () => {
    const outcome = parse(recorded("t1-vtgate-za"), seriesOf("vtgate"));
    expect(valueOf(outcome, "requests", { db_type: "primary" })).toBe(3704);
    expect(valueOf(outcome, "request-errors", { code: "NOT_FOUND" })).toBe(1605);
    expect(outcome.samples.filter((one) => one.series === "request-buckets")).toHaveLength(11);
    expect(valueOf(outcome, "client-connections")).toBe(1);
  });

  it("finds nothing malformed in any recorded page, and the same in pieces of 1,000 bytes", () => {
    const names = present ? readdirSync(RECORDED) : [];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const page = recorded(name.replace(".prom.gz", ""));
      const whole = parse(page, SERIES);
      const parser = createMetricsParser(SERIES);
      for (let at = 0; at < page.length; at += 1000) parser.push(page.subarray(at, at + 1000));
      expect(whole.malformed).toBe(0);
      expect(parser.end()).toEqual(whole);
    }
  });
});
