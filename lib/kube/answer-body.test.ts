import type { ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { allowedClient, answer, closeAll, failureOf, get, server } from "@/lib/kube/testing/calls";

afterEach(closeAll);

async function drain(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

describe("hostile answers", () => {
  it.each<[string, (res: ServerResponse) => void, RegExp]>([
    [
      "a page of HTML",
      (res) => answer(res, 200, "<h1>Sign in</h1>", { "content-type": "text/html" }),
      /text\/html/,
    ],
    ["no content type", (res) => void res.writeHead(200).end("{}"), /no content type/],
    ["an empty body", (res) => answer(res, 200, ""), /empty answer/],
    ["half of a JSON", (res) => answer(res, 200, '{"items":['), /not JSON/],
    ["NaN", (res) => answer(res, 200, '{"a":NaN}'), /not JSON/],
    ["an array", (res) => answer(res, 200, "[]"), /not an object/],
    ["null", (res) => answer(res, 200, "null"), /not an object/],
    ["ten thousand brackets", (res) => answer(res, 200, "[".repeat(10_000) + "]".repeat(10_000)), /too deep/],
    ["brotli", (res) => answer(res, 200, "x", { "content-encoding": "br" }), /encoding br/],
    ["zstd", (res) => answer(res, 200, "x", { "content-encoding": "zstd" }), /encoding zstd/],
    [
      "gzip twice",
      (res) => answer(res, 200, "x", { "content-encoding": "gzip, gzip" }),
      /encoding gzip, gzip/,
    ],
    ["gzip that is none", (res) => answer(res, 200, "x{}", { "content-encoding": "gzip" }), /compressed/],
    [
      "half of a gzip",
      (res) => answer(res, 200, gzipSync('{"a":1}').subarray(0, 12), { "content-encoding": "gzip" }),
      /compressed|too early/,
    ],
    [
      "headers of a megabyte",
      (res) => answer(res, 200, "{}", { "x-long": "a".repeat(1_000_000) }),
      /headers/,
    ],
  ])("refuses %s", async (_name, respond, words) => {
    const at = await server((_req, res) => respond(res));
    const error = await failureOf(allowedClient(at).json(get()));
    expect(error.kind).toBe("protocol");
    expect(error.message).toMatch(words);
  });

  it("cuts a gzip bomb at the cap, not after it", async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, " "));
    const at = await server((_req, res) => answer(res, 200, bomb, { "content-encoding": "gzip" }));
    const before = process.memoryUsage().rss;
    const error = await failureOf(allowedClient(at).json(get(undefined, { maxBytes: 8 * 1024 * 1024 })));
    expect([error.kind, error.message]).toEqual(["protocol", "an answer larger than 8 MiB"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it("cuts an endless body at the cap and its connection with it", async () => {
    const gone = Promise.withResolvers<void>();
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const more = (): void => {
        if (res.destroyed) return;
        if (res.write(Buffer.alloc(65_536, " "))) setImmediate(more);
        else res.once("drain", more);
      };
      res.on("close", () => gone.resolve());
      more();
    });
    const error = await failureOf(allowedClient(at).json(get(undefined, { maxBytes: 1024 * 1024 })));
    expect(error.message).toBe("an answer larger than 1 MiB");
    await gone.promise;
  });

  it("ends a call whose headers never come", async () => {
    const at = await server(() => undefined);
    const error = await failureOf(allowedClient(at).json(get(undefined, { timeoutMs: 150 })));
    expect([error.kind, error.message]).toEqual(["deadline", "no answer within 1 s"]);
  });

  it("ends a body that drips for ever, though it is never silent", async () => {
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => res.write(" "), 10);
      res.on("close", () => clearInterval(drip));
    });
    const error = await failureOf(allowedClient(at).json(get(undefined, { timeoutMs: 200 })));
    expect(error.kind).toBe("deadline");
  });

  it("cuts a stream that falls silent", async () => {
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.write('{"type":"BOOKMARK"}\n');
    });
    const stream = await allowedClient(at).stream(
      get("/api/v1/pods", { query: { watch: true }, timeoutMs: 5000, idleMs: 120 }),
    );
    const error = await failureOf(drain(stream.body));
    expect([error.kind, error.message]).toEqual(["deadline", "silent for 1 s"]);
  });

  it("cuts a stream that nobody begins to read", async () => {
    const gone = Promise.withResolvers<void>();
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "text/plain" });
      res.write("first\n");
      res.on("close", () => gone.resolve());
    });
    await allowedClient(at).stream(get("/api/v1/namespaces/a/pods/b/log", { idleMs: 100 }));
    await expect(gone.promise).resolves.toBeUndefined();
  });

  it("waits for a reader that takes longer than the silence it allows", async () => {
    let finish: (() => void) | undefined;
    const at = await server((req, res) => {
      if (req.url === "/version") {
        answer(res, 200, {});
        finish?.();
      } else {
        res.writeHead(200, { "content-type": "text/plain" });
        res.write("first\n");
        finish = () => void res.end("second\n");
      }
    });
    const via = allowedClient(at);
    const stream = await via.stream(get("/api/v1/namespaces/a/pods/b/log", { idleMs: 60 }));
    let text = "";
    for await (const piece of stream.body) {
      text += Buffer.from(piece).toString("utf8");
      if (text !== "first\n") continue;
      await delay(150);
      await via.json(get("/version"));
    }
    expect(text).toBe("first\nsecond\n");
  });

  it("leaves no connection open behind an answer that it refuses unread", async () => {
    const gone = Promise.withResolvers<void>();
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "text/html" });
      res.write("<h1>");
      res.on("close", () => gone.resolve());
    });
    expect((await failureOf(allowedClient(at).json(get()))).kind).toBe("protocol");
    await gone.promise;
  });

  it("cuts a stream above its cap", async () => {
    const at = await server((_req, res) => {
      answer(res, 200, "x".repeat(5000), { "content-type": "text/plain" });
    });
    const stream = await allowedClient(at).stream(get("/api/v1/pods/a/log", { maxBytes: 4096 }));
    expect((await failureOf(drain(stream.body))).message).toBe("an answer larger than 4 KiB");
  });

  it("refuses a page of HTML as a watch and as a stream", async () => {
    const at = await server((_req, res) => answer(res, 200, "<h1>", { "content-type": "text/html" }));
    const via = allowedClient(at);
    for (const query of [{ watch: true }, {}]) {
      expect((await failureOf(via.stream(get("/api/v1/pods", { query })))).kind).toBe("protocol");
    }
  });

  it("says when the connection is cut in the middle of an answer", async () => {
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      res.write('{"items":[');
      setImmediate(() => res.destroy());
    });
    expect((await failureOf(allowedClient(at).json(get()))).kind).toBe("tcp");
  });

  it("gives a call up when its caller does", async () => {
    const at = await server(() => undefined);
    const caller = new AbortController();
    const call = failureOf(allowedClient(at).json(get(undefined, { signal: caller.signal })));
    caller.abort();
    expect((await call).kind).toBe("deadline");
    const late = failureOf(allowedClient(at).json(get(undefined, { signal: caller.signal })));
    expect((await late).kind).toBe("deadline");
  });

  it("closes the connection of a stream whose reader leaves", async () => {
    const gone = Promise.withResolvers<void>();
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.write("first\n");
      res.on("close", () => gone.resolve());
    });
    const stream = await allowedClient(at).stream(get("/api/v1/pods", { query: { watch: true } }));
    for await (const piece of stream.body) {
      expect(Buffer.from(piece).toString("utf8")).toBe("first\n");
      break;
    }
    await gone.promise;
  });

  it("fails what is in flight when it is closed", async () => {
    const at = await server(() => undefined);
    const via = allowedClient(at);
    const call = failureOf(via.json(get()));
    await vi.waitFor(() => expect(at.connections()).toBe(1));
    await via.close();
    expect((await call).kind).toBe("tcp");
  });
});
