import { describe, expect, it } from "vitest";
import { COALESCE_MS, LiveHub, type Subscription } from "@/lib/live/hub";

/** A hub whose time stands still until it is moved. */
function setUp() {
  let clock = 1_000_000;
  let setBy = 0;
  const timers = new Map<number, { at: number; work: () => void }>();
  let made = 0;
  const errors: unknown[] = [];
  const hub = new LiveHub({
    boot: "boot",
    now: () => clock + setBy,
    elapsed: () => clock,
    onError: (error) => errors.push(error),
    later: (work, ms) => {
      made += 1;
      const id = made;
      timers.set(id, { at: clock + ms, work });
      return () => timers.delete(id);
    },
  });
  async function pass(ms: number) {
    const end = clock + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const due = [...timers].filter(([, one]) => one.at <= end).toSorted(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due[0]);
      clock = Math.max(clock, due[1].at);
      due[1].work();
    }
    clock = end;
  }
  const setClock = (ms: number) => (setBy += ms);
  return { hub, pass, errors, timers, setClock };
}

const data = (subscription: Subscription) =>
  subscription.take().map(({ frame }) => (frame.kind === "snapshot" ? frame.data : frame.kind));

describe("live hub", () => {
  it("gives a new reader the newest snapshot and then each change", async () => {
    const { hub, pass } = setUp();
    let value = 1;
    hub.register("database", { snapshot: ({ id }) => `${id} ${value}` });
    const reader = hub.subscribe("org", ["database:db_1"], null);
    await pass(0);
    expect(data(reader)).toEqual(["db_1 1"]);
    value = 2;
    hub.notify("org", "database:db_1");
    await pass(COALESCE_MS);
    expect(data(reader)).toEqual(["db_1 2"]);
  });

  it("makes at most one frame a topic and 100 ms out of a storm, and the last state wins", async () => {
    const { hub, pass } = setUp();
    let value = 0;
    let reads = 0;
    hub.register("overview", {
      snapshot: () => {
        reads += 1;
        return value;
      },
    });
    const reader = hub.subscribe("org", ["overview"], null);
    await pass(0);
    const seen = data(reader);
    for (let at = 1; at <= 1000; at += 1) {
      value = at;
      hub.notify("org", "overview");
      await pass(1);
      seen.push(...data(reader));
    }
    await pass(COALESCE_MS);
    seen.push(...data(reader));
    expect(reads).toBeGreaterThanOrEqual(10);
    expect(reads).toBeLessThanOrEqual(12);
    expect(seen.at(-1)).toBe(1000);
  });

  it("asks the provider once for all readers, and not at all while nobody reads", async () => {
    const { hub, pass } = setUp();
    let reads = 0;
    hub.register("overview", {
      snapshot: () => {
        reads += 1;
        return reads;
      },
    });
    hub.notify("org", "overview");
    await pass(1000);
    expect(reads).toBe(0);
    const readers = Array.from({ length: 50 }, () => hub.subscribe("org", ["overview"], null));
    await pass(1000);
    expect(reads).toBe(1);
    expect(readers.map((one) => data(one))).toEqual(readers.map(() => [1]));
  });

  it("never shows one organization's topic to another", async () => {
    const { hub, pass } = setUp();
    hub.register("overview", { snapshot: (ref) => ref.organizationId });
    const a = hub.subscribe("org-a", ["overview"], null);
    const b = hub.subscribe("org-b", ["overview"], null);
    await pass(1000);
    expect([data(a), data(b)]).toEqual([["org-a"], ["org-b"]]);
    hub.notify("org-a", "overview");
    await pass(1000);
    expect([data(a), data(b)]).toEqual([["org-a"], []]);
  });

  it("holds one waiting frame a topic for a reader that does not take", async () => {
    const { hub, pass } = setUp();
    let value = 0;
    hub.register("database", { snapshot: () => value });
    const reader = hub.subscribe("org", ["database:a", "database:b"], null);
    for (value = 1; value < 200; value += 1) {
      hub.notify("org", "database:a");
      await pass(COALESCE_MS);
    }
    const waiting = reader.take();
    expect(waiting).toHaveLength(2);
    expect(waiting.map((one) => one.seq)).toEqual(waiting.map((one) => one.seq).toSorted((a, b) => a - b));
  });

  it("resumes: a reader that has the newest number gets nothing, one that missed a change gets it", async () => {
    const { hub, pass } = setUp();
    let value = 1;
    hub.register("overview", { snapshot: () => value });
    const first = hub.subscribe("org", ["overview"], null);
    await pass(0);
    const [entry] = first.take();
    first.end();
    const back = hub.subscribe("org", ["overview"], entry?.seq ?? -1);
    await pass(1000);
    expect(back.take()).toEqual([]);
    back.end();
    value = 2;
    hub.notify("org", "overview");
    const late = hub.subscribe("org", ["overview"], entry?.seq ?? -1);
    await pass(1000);
    expect(data(late)).toEqual([2]);
  });

  it("says gone when the thing does not exist", async () => {
    const { hub, pass } = setUp();
    hub.register("database", { snapshot: () => undefined });
    const reader = hub.subscribe("org", ["database:x"], null);
    await pass(0);
    expect(reader.take().map((one) => one.frame)).toEqual([
      { kind: "gone", topic: "database:x", reason: "not-found" },
    ]);
  });

  it("keeps the last frame when a provider fails, and tries again by itself", async () => {
    const { hub, pass, errors } = setUp();
    let broken = true;
    hub.register("overview", {
      snapshot: async () => {
        if (broken) throw new Error("database away");
        return "back";
      },
    });
    const reader = hub.subscribe("org", ["overview"], null);
    await pass(500);
    expect([reader.take(), errors.length]).toEqual([[], 1]);
    broken = false;
    await pass(2000);
    expect(data(reader)).toEqual(["back"]);
  });

  it("keeps its pace when the clock is set back two hours", async () => {
    const { hub, pass, setClock } = setUp();
    let value = 1;
    hub.register("overview", { snapshot: () => value });
    const reader = hub.subscribe("org", ["overview"], null);
    await pass(0);
    setClock(-2 * 3_600_000);
    value = 2;
    hub.notify("org", "overview");
    await pass(COALESCE_MS);
    expect(data(reader)).toEqual([2]);
  });

  it("forgets topics and readers that are gone", async () => {
    const { hub, pass, timers } = setUp();
    hub.register("database", { snapshot: () => 1 });
    const readers = Array.from({ length: 20 }, (_, at) => hub.subscribe("org", [`database:d${at}`], null));
    const empty = hub.subscribe("org", [], null);
    await pass(10);
    for (const one of [...readers, empty]) one.end();
    await pass(61_000);
    expect([hub.counts(), timers.size]).toEqual([{ topics: 0, readers: 0 }, 0]);
  });

  it("ends every reader when the process stops", async () => {
    const { hub } = setUp();
    const reader = hub.subscribe("org", ["overview"], null);
    const ready = reader.ready();
    hub.close();
    await ready;
    expect([reader.ended, hub.subscribe("org", ["overview"], null).ended, hub.counts().readers]).toEqual([
      true,
      true,
      0,
    ]);
  });
});
