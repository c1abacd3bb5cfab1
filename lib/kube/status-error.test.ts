import { afterEach, describe, expect, it } from "vitest";
import {
  allowedClient,
  answer,
  closeAll,
  failureOf,
  get,
  server,
  failureStatus,
} from "@/lib/kube/testing/calls";
import { TOKEN } from "@/lib/kube/testing/https-server";

afterEach(closeAll);

describe("refusals of the API server", () => {
  it.each([
    [400, "BadRequest", "invalid"],
    [401, "Unauthorized", "unauthorized"],
    [403, "Forbidden", "forbidden"],
    [404, "NotFound", "not-found"],
    [409, "Conflict", "conflict"],
    [409, "AlreadyExists", "conflict"],
    [410, "Expired", "expired"],
    [415, "UnsupportedMediaType", "invalid"],
    [422, "Invalid", "invalid"],
    [429, "TooManyRequests", "too-many"],
    [500, "InternalError", "server"],
    [503, "ServiceUnavailable", "server"],
    [504, "Timeout", "server"],
  ] as const)("reads %i %s as %s", async (code, reason, kind) => {
    const at = await server((_req, res) =>
      answer(res, code, failureStatus(code, reason, "words"), { "audit-id": "a-1" }),
    );
    const error = await failureOf(allowedClient(at).json(get()));
    expect(error).toMatchObject({ kind, status: code, reason, message: "words", auditId: "a-1" });
  });

  it("carries what the refusal speaks of", async () => {
    const details = {
      name: "orders",
      group: "planetscale.com",
      kind: "vitessclusters",
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "kubectl"', field: ".spec.cells" }],
    };
    const at = await server((_req, res) =>
      answer(res, 409, failureStatus(409, "Conflict", "Apply failed", details)),
    );
    const error = await failureOf(allowedClient(at).json(get()));
    expect(error.object).toEqual({ name: "orders", group: "planetscale.com", kind: "vitessclusters" });
    expect(error.causes).toEqual([
      { reason: "FieldManagerConflict", message: 'conflict with "kubectl"', field: ".spec.cells" },
    ]);
  });

  it("reads a Status inside a 200 as the failure that it is", async () => {
    const at = await server((_req, res) => answer(res, 200, failureStatus(410, "Expired", "too old")));
    expect((await failureOf(allowedClient(at).json(get()))).kind).toBe("expired");
  });

  it.each([
    ["text/plain", "404 page not found\n", "not-found", "404 page not found"],
    ["text/html", "<html>nginx</html>", "protocol", "HTTP 404 with text/html instead of a Kubernetes Status"],
    [
      "application/json",
      '{"error":"x"}',
      "protocol",
      "HTTP 404 with application/json instead of a Kubernetes Status",
    ],
  ])("tells a foreign 404 of %s from the server's own", async (type, body, kind, message) => {
    const at = await server((_req, res) => answer(res, 404, body, { "content-type": type }));
    const error = await failureOf(allowedClient(at).json(get()));
    expect([error.kind, error.message, error.reason]).toEqual([kind, message, null]);
  });

  it("never repeats the token or a Secret that was sent", async () => {
    const encoded = Buffer.from("canary-password", "utf8").toString("base64");
    const echoes = `bad ${TOKEN} and ${Buffer.from(TOKEN, "utf8").toString("base64")} and ${encoded} and canary-password`;
    const at = await server((_req, res) =>
      answer(
        res,
        422,
        failureStatus(422, "Invalid", echoes, { causes: [{ reason: "x", message: echoes, field: "data" }] }),
      ),
    );
    const error = await failureOf(
      allowedClient(at).json({
        method: "POST",
        path: "/api/v1/namespaces/a/secrets",
        body: { kind: "Secret", data: { password: encoded } },
      }),
    );
    const shown = JSON.stringify([error.message, error.causes, error.stack]);
    for (const canary of [TOKEN, encoded, "canary-password", Buffer.from(TOKEN, "utf8").toString("base64")]) {
      expect(shown).not.toContain(canary.replace(/=+$/, ""));
    }
    expect(error.message).toBe("bad [secret] and [secret] and [secret] and [secret]");
  });

  it("reads no more of a refusal than it needs", async () => {
    const at = await server((_req, res) =>
      answer(res, 500, "x".repeat(5_000_000), { "content-type": "text/plain" }),
    );
    const error = await failureOf(allowedClient(at).json(get()));
    expect(error.message.length).toBeLessThanOrEqual(500);
  });

  it("holds every call after a 429 for as long as the server asked", async () => {
    const at = await server((_req, res) =>
      answer(res, 429, failureStatus(429, "TooManyRequests", "busy"), { "retry-after": "30" }),
    );
    const via = allowedClient(at);
    const first = await failureOf(via.json(get()));
    expect([first.kind, first.retryAfterMs]).toEqual(["too-many", 30_000]);
    const second = await failureOf(via.json(get(undefined, { timeoutMs: 5000, lane: "person" })));
    expect(second.kind).toBe("too-many");
    expect(second.retryAfterMs).toBeGreaterThan(25_000);
    expect(via.ledger()[0]?.calls).toBe(1);
  });

  it("sends the next call once that time is over", async () => {
    const times: number[] = [];
    const at = await server((_req, res) => {
      times.push(performance.now());
      if (times.length > 1) answer(res, 200, {});
      else answer(res, 429, failureStatus(429, "TooManyRequests", "busy"), { "retry-after": "1" });
    });
    const via = allowedClient(at);
    await failureOf(via.json(get()));
    await via.json(get());
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("does not hold a region because a disruption budget refused one eviction", async () => {
    const details = { causes: [{ reason: "DisruptionBudget", message: "needs 2 healthy pods" }] };
    const at = await server((req, res) => {
      if (req.method === "GET") answer(res, 200, {});
      else answer(res, 429, failureStatus(429, "TooManyRequests", "no", details), { "retry-after": "10" });
    });
    const via = allowedClient(at);
    const eviction = { method: "POST", path: "/api/v1/namespaces/a/pods/b/eviction", body: {} } as const;
    expect((await failureOf(via.json(eviction))).retryAfterMs).toBe(10_000);
    await expect(via.json(get())).resolves.toEqual({});
  });
});
