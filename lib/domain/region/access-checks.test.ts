import { describe, expect, it } from "vitest";
import {
  checkCredential,
  checkKubernetes,
  checkOperator,
  checkPermissions,
  checkReach,
  checkSetup,
  type AccessAnswer,
} from "@/lib/domain/region/access-checks";
import { worstOf } from "@/lib/domain/region/check-result";

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const answer = (change: Partial<AccessAnswer> = {}): AccessAnswer => ({
  pack: "base",
  verb: "get",
  apiGroup: "",
  resource: "pods",
  namespace: "gantry-shop",
  allowed: true,
  ...change,
});

describe("preflight checks of access", () => {
  it("P1 shows the round trip and warns two weeks before the certificate ends", () => {
    expect(checkReach({ roundTripMs: 31.4, certificateExpiresAt: NOW + 100 * DAY }, NOW)).toMatchObject({
      state: "pass",
      result: "31 ms · certificate until 4 Mar 2027",
    });
    expect(checkReach({ roundTripMs: 5, certificateExpiresAt: NOW + 13 * DAY }, NOW).state).toBe("warn");
    expect(checkReach({ roundTripMs: 5, certificateExpiresAt: null }, NOW)).toMatchObject({
      state: "pass",
      result: "5 ms",
    });
  });

  it("P2 passes a bound token only, and fails one that ended", () => {
    const token = (expiresAt: number | null) =>
      checkCredential({ kind: "token", expiresAt, addedAt: NOW - 3 * DAY }, NOW);
    expect(token(NOW + 23.5 * HOUR)).toMatchObject({ state: "pass", result: "token, expires in 23 h" });
    expect(token(NOW + 0.5 * HOUR).state).toBe("warn");
    expect(token(NOW - 1).state).toBe("fail");
    expect(token(null)).toMatchObject({ state: "warn", result: "token without an end, 3 d here" });
    expect(checkCredential({ kind: "certificate", expiresAt: null, addedAt: NOW }, NOW).state).toBe("warn");
  });

  it("P3 fails without base, warns without a pack, and prints the missing rule", () => {
    expect(checkPermissions([answer()]).state).toBe("pass");
    const lost = checkPermissions([
      answer(),
      answer({ pack: "metrics", resource: "pods/proxy", allowed: false }),
    ]);
    expect(lost).toMatchObject({ state: "warn", result: "1 of 2 allowed" });
    expect(lost.evidence.join(" ")).toContain("no lag, no query charts");
    const broken = checkPermissions([
      answer({ apiGroup: "planetscale.com", resource: "vitessclusters", verb: "patch", allowed: false }),
    ]);
    expect(broken.state).toBe("fail");
    expect(broken.fix?.command).toContain(
      '{apiGroups: ["planetscale.com"], resources: [vitessclusters], verbs: [patch]}',
    );
  });

  it("P4 names the pairs that do fit", () => {
    expect(checkKubernetes("v1.35.4").result).toBe("v1.35.4 fits operator 2.17.0, Vitess 24.0.0");
    expect(checkKubernetes("v1.29.0")).toMatchObject({ state: "fail" });
    expect(checkKubernetes("v1.29.0").evidence[0]).toContain("1.32 to 1.35");
  });

  it("P5 never passes a foreign operator", () => {
    expect(checkOperator({ kind: "absent" }).state).toBe("pass");
    expect(checkOperator({ kind: "foreign", where: "deployment vitess-operator in default" }).state).toBe(
      "fail",
    );
    const ours = { kind: "ours", version: "2.17.0", watched: [], image: "x" } as const;
    expect(checkOperator({ ...ours, available: true }).state).toBe("pass");
    expect(checkOperator({ ...ours, available: false }).state).toBe("warn");
    expect(checkOperator({ kind: "not-read", why: "403" }).state).toBe("not-read");
  });

  it("P6 passes when all is there, or may be made", () => {
    const rights = {
      namespaces: false,
      priorityClasses: false,
      customResources: false,
      existing: [],
      needed: ["gantry-system"],
    };
    expect(checkSetup(rights, false)).toMatchObject({
      state: "warn",
      evidence: ["Namespace gantry-system is not there.", expect.any(String)],
    });
    expect(checkSetup({ ...rights, existing: ["gantry-system"] }, true).state).toBe("pass");
    expect(
      checkSetup({ ...rights, namespaces: true, priorityClasses: true, customResources: true }, false).state,
    ).toBe("pass");
  });

  it("scores by the worst", () => {
    expect(worstOf([{ state: "pass" }, { state: "warn" }])).toBe("warn");
    expect(worstOf([{ state: "fail" }, { state: "not-read" }])).toBe("fail");
    expect(worstOf([])).toBe("not-read");
  });
});
