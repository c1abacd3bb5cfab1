import { afterEach, describe, expect, it, vi } from "vitest";
import { LiveFrame, type Topic } from "@/lib/contract/frames";
import { LiveHub } from "@/lib/live/hub";
import { type LiveEvent, liveStream, pause, type StreamOptions } from "@/lib/live/stream";

afterEach(() => {
  vi.useRealTimers();
});

function setUp(more: Partial<StreamOptions> = {}) {
  vi.useFakeTimers();
  const stop = new AbortController();
  let value = 1;
  const hub = new LiveHub({
    boot: "boot",
    now: Date.now,
    elapsed: () => performance.now(),
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  hub.register("database", { snapshot: ({ id }) => (id === "none" ? undefined : { id, value }) });
  const events: LiveEvent[] = [];
  let ended = false;
  const options: StreamOptions = {
    hub,
    organizationId: "org",
    topics: ["database:a", "database:b"],
    lastEventId: null,
    allowed: async (topics) => topics,
    now: Date.now,
    elapsed: () => performance.now(),
    sleep: pause,
    signal: stop.signal,
    ...more,
  };
  const done = (async () => {
    for await (const event of liveStream(options)) events.push(event);
  })().then(
    () => (ended = true),
    () => (ended = true),
  );
  const change = (topic: Topic) => {
    value += 1;
    hub.notify("org", topic);
  };
  const frames = (kind: LiveFrame["kind"]) =>
    events.map((one) => one.frame).filter((one) => one.kind === kind);
  return { hub, events, frames, change, stop, done, ended: () => ended, options };
}

describe("live stream", () => {
  it("begins with a snapshot of each topic, then sends changes; every frame fits the contract", async () => {
    const live = setUp();
    await vi.advanceTimersByTimeAsync(200);
    expect(live.frames("snapshot")).toHaveLength(2);
    live.change("database:b");
    await vi.advanceTimersByTimeAsync(200);
    expect(live.frames("snapshot").at(-1)).toMatchObject({
      topic: "database:b",
      data: { id: "b", value: 2 },
    });
    for (const { frame } of live.events) expect(LiveFrame.parse(frame)).toEqual(frame);
    live.stop.abort();
  });

  it("says that it gives way to a newer stream as its last word", async () => {
    const displaced = new AbortController();
    const live = setUp({ displaced: displaced.signal });
    await vi.advanceTimersByTimeAsync(200);
    displaced.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.ended()).toBe(true);
    expect(live.events.at(-1)?.frame).toEqual({ kind: "paused", reason: "too-many-streams" });
    expect(live.hub.counts().readers).toBe(0);
  });

  it("pings at once and every 15 seconds, so that a dead line is seen", async () => {
    const live = setUp();
    await vi.advanceTimersByTimeAsync(46_000);
    expect(live.frames("ping")).toHaveLength(4);
    live.stop.abort();
  });

  it("resumes by Last-Event-ID in the same process with the same topics, and by snapshot in any other case", async () => {
    const live = setUp();
    await vi.advanceTimersByTimeAsync(200);
    const last = live.events.findLast((one) => one.id !== null)?.id ?? "";
    const again = async (lastEventId: string, topics: Topic[]) => {
      const stop = new AbortController();
      const seen: LiveEvent[] = [];
      void (async () => {
        for await (const event of liveStream({ ...live.options, lastEventId, topics, signal: stop.signal }))
          seen.push(event);
      })();
      await vi.advanceTimersByTimeAsync(200);
      stop.abort();
      return seen.filter((one) => one.frame.kind === "snapshot").length;
    };
    expect(await again(last, ["database:b", "database:a"])).toBe(0);
    expect(await again(last, ["database:a"])).toBe(1);
    expect(await again(last.replace("boot", "other"), ["database:a", "database:b"])).toBe(2);
    expect(await again("nonsense", ["database:a", "database:b"])).toBe(2);
    live.stop.abort();
  });

  it("stops sending a topic within 10 seconds after the right to it went, and says so", async () => {
    let allowed: Topic[] = ["database:a", "database:b"];
    const live = setUp({ allowed: async (topics) => topics.filter((topic) => allowed.includes(topic)) });
    await vi.advanceTimersByTimeAsync(200);
    allowed = ["database:a"];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(live.frames("gone")).toEqual([{ kind: "gone", topic: "database:b", reason: "no-permission" }]);
    const before = live.frames("snapshot").length;
    live.change("database:b");
    await vi.advanceTimersByTimeAsync(1000);
    expect(live.frames("snapshot")).toHaveLength(before);
    allowed = [];
    await vi.advanceTimersByTimeAsync(10_000);
    expect([live.ended(), live.hub.counts().readers]).toEqual([true, 0]);
  });

  it("asks for the rights again in time though the clock is set back", async () => {
    let allowed: Topic[] = ["database:a", "database:b"];
    const live = setUp({ allowed: async (topics) => topics.filter((topic) => allowed.includes(topic)) });
    await vi.advanceTimersByTimeAsync(200);
    vi.setSystemTime(Date.now() - 2 * 3_600_000);
    allowed = [];
    await vi.advanceTimersByTimeAsync(10_000);
    expect([live.ended(), live.hub.counts().readers]).toEqual([true, 0]);
  });

  it("never sends a topic that was not allowed at the start", async () => {
    const live = setUp({ allowed: async () => ["database:a"] });
    await vi.advanceTimersByTimeAsync(200);
    expect(live.frames("snapshot").map((one) => one.kind === "snapshot" && one.topic)).toEqual([
      "database:a",
    ]);
    expect(live.frames("gone")).toHaveLength(1);
    live.stop.abort();
  });

  it("ends, and sends nothing more, when the rights cannot be read", async () => {
    let calls = 0;
    const live = setUp({
      allowed: async (topics) => {
        calls += 1;
        if (calls > 1) throw new Error("away");
        return topics;
      },
    });
    await vi.advanceTimersByTimeAsync(11_000);
    expect([live.ended(), live.hub.counts().readers]).toEqual([true, 0]);
  });

  it("leaves nothing behind when the reader leaves or the process stops", async () => {
    for (const leave of ["signal", "hub"] as const) {
      const live = setUp();
      await vi.advanceTimersByTimeAsync(200);
      if (leave === "signal") live.stop.abort();
      else live.hub.close();
      await vi.advanceTimersByTimeAsync(1);
      await live.done;
      expect([live.ended(), live.hub.counts().readers]).toEqual([true, 0]);
      await vi.advanceTimersByTimeAsync(61_000);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  it("says not found for a thing that does not exist", async () => {
    const live = setUp({ topics: ["database:none"] });
    await vi.advanceTimersByTimeAsync(200);
    expect(live.frames("gone")).toEqual([{ kind: "gone", topic: "database:none", reason: "not-found" }]);
    live.stop.abort();
  });
});
