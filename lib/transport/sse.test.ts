import { describe, expect, it } from "vitest";
import { encodeEvent, sseResponse, type SseEvent } from "@/lib/transport/sse";

const ping = (at: number): SseEvent => ({ id: null, frame: { kind: "ping", at } });

describe("sse", () => {
  it("has headers that no proxy may buffer or transform, and one data line an event", async () => {
    const response = sseResponse(async function* events() {
      yield { id: "b.1", frame: { kind: "snapshot", topic: "overview", seq: 1, at: 2, data: "two\nlines" } };
      yield ping(3);
    }, new AbortController().signal);
    expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await response.text()).toBe(
      'retry: 2000\n\nid: b.1\ndata: {"kind":"snapshot","topic":"overview","seq":1,"at":2,"data":"two\\nlines"}\n\ndata: {"kind":"ping","at":3}\n\n',
    );
  });

  it("cannot be made to hold a second event by an id", () => {
    expect(encodeEvent({ id: "1\n\ndata: x", frame: { kind: "ping", at: 1 } }).match(/^data/gm)).toHaveLength(
      1,
    );
  });

  it("cuts a reader that does not read, before the queue grows", async () => {
    let made = 0;
    let signal: AbortSignal | null = null;
    sseResponse(async function* events(given) {
      signal = given;
      for (; made < 10_000; made += 1) yield ping(made);
    }, new AbortController().signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBeLessThan(70);
    expect(signal).toMatchObject({ aborted: true });
  });

  it("tells the producer when the reader leaves", async () => {
    const signals: AbortSignal[] = [];
    const response = sseResponse(async function* events(signal) {
      signals.push(signal);
      yield ping(1);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    }, new AbortController().signal);
    await response.body?.cancel();
    expect(signals.map((one) => one.aborted)).toEqual([true]);
  });

  it("ends the response when the producer throws", async () => {
    const response = sseResponse(async function* events() {
      yield ping(1);
      throw new Error("inner words");
    }, new AbortController().signal);
    const text = await response.text();
    expect(text).toContain('"ping"');
    expect(text).not.toContain("inner words");
  });
});
