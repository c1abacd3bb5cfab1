import { describe, expect, it } from "vitest";
import { worstLag } from "@/lib/domain/database/worst-lag";
import type { LagView } from "@/lib/domain/topology/view";

const lag = (seconds: number): LagView => ({ kind: "lag", seconds, at: 0 });
const halted: LagView = { kind: "not-replicating", at: 0, lastSeconds: 3, lastAt: 0, because: "frozen" };
const lost: LagView = { kind: "not-sampled", lastSeconds: 3, lastAt: 0 };
const refused: LagView = { kind: "no-permission", lastSeconds: null, lastAt: null };
const of = (...replicas: (LagView | null)[]) =>
  worstLag([
    { role: "primary", lag: null, alias: "za-1" },
    ...replicas.map((one, at) => ({ role: "replica" as const, lag: one, alias: `zb-${at + 2}` })),
  ]);

describe("worstLag", () => {
  it("is the largest number that a replica says, also when it is 0, and names the replica that is behind", () => {
    expect(of(lag(0), lag(32))).toEqual({ worstLagSeconds: 32, lagNote: "zb-3" });
    expect(of(lag(0))).toEqual({ worstLagSeconds: 0, lagNote: null });
  });

  it("names the gravest thing that is no number beside it, and alone", () => {
    expect(of(lag(2), halted)).toEqual({ worstLagSeconds: 2, lagNote: "1 not replicating" });
    expect(of(halted, lost, lag(1))).toEqual({ worstLagSeconds: 1, lagNote: "1 not replicating" });
    expect(of(halted, halted)).toEqual({ worstLagSeconds: null, lagNote: "not replicating" });
    expect(of(refused, refused)).toEqual({ worstLagSeconds: null, lagNote: "no permission" });
    expect(of(lost, null)).toEqual({ worstLagSeconds: null, lagNote: "not sampled" });
  });

  it("says nothing of a database without pods, and that one without replicas has none", () => {
    expect(worstLag([])).toEqual({ worstLagSeconds: null, lagNote: null });
    expect(of()).toEqual({ worstLagSeconds: null, lagNote: "no replica" });
  });
});
