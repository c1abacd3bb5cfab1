import { describe, expect, it } from "vitest";
import {
  checkCredential,
  checkKubernetes,
  checkOperator,
  checkReach,
  checkSetup,
} from "@/lib/domain/region/access-checks";
import { worstOf } from "@/lib/domain/region/check-result";

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const token = (expiresAt: number | null, renewsItself: boolean | null = true) =>
  checkCredential(
    { kind: "token", expiresAt, addedAt: NOW - 3 * DAY, renewedAt: NOW - 4 * HOUR, renewsItself },
    NOW,
  );

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

  describe("P2", () => {
    it("passes a bound token that renews itself, and no other", () => {
      expect(token(NOW + 23.5 * HOUR)).toMatchObject({
        state: "pass",
        result: "token, expires in 23 h, renews itself",
      });
      expect(token(NOW + 90 * DAY, false)).toMatchObject({
        state: "warn",
        result: "token, expires in 90 d, does not renew itself",
      });
      expect(token(null)).toMatchObject({ state: "warn", result: "token without an end, 3 d here" });
      const certificate = {
        kind: "certificate",
        expiresAt: null,
        renewedAt: null,
        renewsItself: false,
      } as const;
      expect(checkCredential({ ...certificate, addedAt: NOW }, NOW)).toMatchObject({
        state: "warn",
        result: "client certificate, new here",
      });
    });

    it("fails one that ended, and warns of one that should have been renewed", () => {
      expect(token(NOW - 1).state).toBe("fail");
      expect(token(NOW + 20 * 60_000)).toMatchObject({
        state: "warn",
        result: "token, expires in 20 min, was not renewed in time",
      });
    });

    it("does not claim what was not asked", () => {
      expect(token(NOW + HOUR, null).state).toBe("not-read");
      expect(token(NOW - HOUR, null).state).toBe("fail");
    });
  });

  it("P4 names the pairs that do fit", () => {
    expect(checkKubernetes("v1.35.4").result).toBe("1.35.4 fits operator 2.17.0, Vitess 24.0.0");
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
    expect(checkSetup({ ...rights, existing: ["gantry-system"] }, false).state).toBe("warn");
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
