import { describe, expect, it } from "vitest";
import { lagWords } from "@/components/topology/lag-words";

const NOW = 100_000;

describe("lagWords", () => {
  it("gives a number its limit only when it is over it", () => {
    expect(lagWords({ kind: "lag", seconds: 1.04, at: NOW }, NOW)).toEqual({
      figure: "1 s",
      note: null,
      tone: "ok",
    });
    expect(lagWords({ kind: "lag", seconds: 15, at: NOW }, NOW)?.tone).toBe("ok");
    expect(lagWords({ kind: "lag", seconds: 32, at: NOW }, NOW)).toEqual({
      figure: "32 s",
      note: "limit 15 s",
      tone: "over",
    });
    expect(lagWords({ kind: "lag", seconds: 152, at: NOW }, NOW)?.figure).toBe("2 m 32 s");
  });

  it("keeps a stop, a lost source and a missing right apart, and never says 0", () => {
    const last = { lastSeconds: 2, lastAt: NOW - 9000 };
    expect([
      lagWords({ kind: "not-replicating", at: NOW, ...last, because: "tablet-says-so" }, NOW),
      lagWords({ kind: "not-sampled", ...last }, NOW),
      lagWords({ kind: "no-permission", ...last }, NOW),
      lagWords(null, NOW),
    ]).toEqual([
      { figure: "last 2 s", note: "9 s ago", tone: "stopped" },
      { figure: "not sampled", note: "last 2 s, 9 s ago", tone: "unknown" },
      { figure: "no permission", note: null, tone: "unknown" },
      { figure: "not sampled", note: null, tone: "unknown" },
    ]);
    expect(lagWords({ kind: "primary", at: NOW }, NOW)).toBeNull();
  });
});
