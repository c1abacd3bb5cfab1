import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import { afterSign, firstState, type Sign, SILENCE_MS, signOfFailure } from "@/lib/kube/connection-state";
import { KubeError } from "@/lib/kube/kube-error";

const live: ConnectionState = { kind: "live", since: 100, checkedAt: 5000, cause: null };
const stale: ConnectionState = { kind: "stale", since: 6000, checkedAt: 5000, cause: "refused" };

describe("afterSign", () => {
  it("is live once something was listed, and connecting before", () => {
    const first = firstState(100);
    const answered = afterSign(first, { kind: "answered", ready: false }, 150);
    expect(answered).toEqual({ kind: "connecting", since: 100, checkedAt: 150, cause: null });
    expect(afterSign(answered, { kind: "answered", ready: true }, 200)).toEqual({
      ...live,
      since: 200,
      checkedAt: 200,
    });
  });

  it("says while connecting what is in the way, until that is over", () => {
    const hindered = afterSign(firstState(100), { kind: "hindered", cause: "The API server failed." }, 110);
    expect(hindered.cause).toBe("The API server failed.");
    expect(afterSign(hindered, { kind: "answered", ready: false }, 120).cause).toBe("The API server failed.");
    expect(afterSign(hindered, { kind: "answered", ready: true }, 120).cause).toBeNull();
    expect(afterSign(live, { kind: "hindered", cause: "one kind fails" }, 120)).toBe(live);
  });

  it("keeps when the region was last heard, and since when it is away", () => {
    const away = afterSign(live, { kind: "unreachable", cause: "refused" }, 6000);
    expect(away).toEqual(stale);
    expect(afterSign(away, { kind: "unreachable", cause: "no route" }, 9000)).toEqual({
      ...stale,
      cause: "no route",
    });
    expect(afterSign(away, { kind: "answered", ready: true }, 9000)).toEqual({
      ...live,
      since: 9000,
      checkedAt: 9000,
    });
  });

  it("bears a short silence", () => {
    const silent: Sign = { kind: "silent", cause: "no answer" };
    expect(afterSign(live, silent, 5000 + SILENCE_MS - 1)).toBe(live);
    expect(afterSign(live, silent, 5000 + SILENCE_MS).kind).toBe("stale");
    expect(afterSign(firstState(100), silent, 100 + SILENCE_MS)).toMatchObject({
      kind: "stale",
      checkedAt: null,
    });
  });

  it("holds for any signs: times never run back, live has no cause, since moves with the kind only", () => {
    const sign = fc.oneof(
      fc.record({ kind: fc.constant("answered" as const), ready: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom(
          "hindered" as const,
          "unreachable" as const,
          "silent" as const,
          "refused" as const,
          "other-cluster" as const,
        ),
        cause: fc.constantFrom("a", "b"),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(sign, fc.nat(20_000))), (signs) => {
        let state = firstState(0);
        let at = 0;
        for (const [one, later] of signs) {
          at += later;
          const next = afterSign(state, one, at);
          expect(next.since).toBe(next.kind === state.kind ? state.since : at);
          expect(next.checkedAt ?? 0).toBeGreaterThanOrEqual(state.checkedAt ?? 0);
          expect(next.kind === "live" && next.cause !== null).toBe(false);
          expect(next.kind === "live" || next.kind === "connecting" || next.cause !== null).toBe(true);
          state = next;
        }
      }),
    );
  });
});

describe("signOfFailure", () => {
  it.each([
    [new KubeError("unauthorized", "", { status: 401 }), "refused"],
    [new KubeError("forbidden", "", { status: 403 }), "answered"],
    [new KubeError("too-many", "", { status: 429 }), "answered"],
    [new KubeError("too-many", "asked to wait"), "silent"],
    [new KubeError("deadline", ""), "silent"],
    [new KubeError("tcp", ""), "unreachable"],
    [new KubeError("tls", ""), "unreachable"],
    [new KubeError("dns", ""), "unreachable"],
    [new KubeError("address", ""), "unreachable"],
    [new KubeError("server", "", { status: 503 }), "unreachable"],
    [new KubeError("protocol", "", { status: 200 }), "unreachable"],
    [new KubeError("not-found", "", { status: 404 }), "unreachable"],
  ])("reads %o as %s", (error, kind) => expect(signOfFailure(error, true).kind).toBe(kind));
});
