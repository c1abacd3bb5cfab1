import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveFrame } from "@/lib/contract/frames";
import { LiveSession, TAB_SILENCE_MS, type SessionPorts, type TopicFrame } from "@/lib/client/live-session";
import { SILENCE_MS, type SourceEvents } from "@/lib/client/live-stream";

interface Source {
  url: string;
  events: SourceEvents;
  closed: boolean;
}

/** One browser: its tabs share a lock and a channel, as Web Locks and BroadcastChannel do. */
class Browser {
  readonly sources: Source[] = [];
  signedIn = true;
  readonly #tabs = new Map<string, (message: unknown) => void>();
  readonly #crashed = new Set<string>();
  #waiting: { lead: () => void; held: boolean }[] = [];

  tab(name: string, together = true) {
    const ports: SessionPorts = {
      open: (url, events) => {
        const source = { url, events, closed: false };
        this.sources.push(source);
        return () => {
          source.closed = true;
        };
      },
      isSignedIn: () => Promise.resolve(this.signedIn),
      channel: together
        ? (listen) => {
            this.#tabs.set(name, listen);
            return {
              post: (message) => {
                if (this.#crashed.has(name)) return;
                for (const [tab, hear] of this.#tabs) if (tab !== name) hear(structuredClone(message));
              },
              close: () => void this.#tabs.delete(name),
            };
          }
        : null,
      elect: together
        ? (lead) => this.#elect(lead)
        : (lead) => {
            lead();
            return () => undefined;
          },
    };
    const session = new LiveSession({
      ports: () => ports,
      tab: name,
      url: (topics, last) => `${topics.join(",")}?${last ?? ""}`,
      onServerTime: (at) => void this.times.push(at),
    });
    return { session, stop: session.start() };
  }

  readonly times: number[] = [];

  /** The tab says nothing more, not even goodbye. */
  crash(name: string): void {
    this.#crashed.add(name);
  }

  get open() {
    return this.sources.filter((source) => !source.closed);
  }

  #elect(lead: () => void): () => void {
    const entry = { lead, held: false };
    this.#waiting.push(entry);
    this.#next();
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
      this.#next();
    };
  }

  #next(): void {
    const first = this.#waiting[0];
    if (!first || first.held) return;
    first.held = true;
    first.lead();
  }
}

const snapshot = (topic: string, seq: number, data: unknown): LiveFrame => ({
  kind: "snapshot",
  topic,
  seq,
  at: 0,
  data,
});

function send(source: Source | undefined, frame: LiveFrame, id = ""): void {
  source?.events.message(JSON.stringify(frame), id);
}

function gather(session: LiveSession, topic: string) {
  const frames: TopicFrame[] = [];
  const leave = session.listen(topic, (frame) => void frames.push(frame));
  return { frames, leave };
}

const settle = () => vi.advanceTimersByTimeAsync(100);
const newest = (browser: Browser) => browser.open.at(-1);

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("one tab", () => {
  it("opens one stream for the topics that were asked for together", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    gather(session, "database:db_1");
    await settle();
    expect(browser.open.map((source) => source.url)).toEqual(["database:db_1,overview?"]);
  });

  it("hands each frame to the listeners of its topic only, and drops what is no frame", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    const overview = gather(session, "overview");
    const region = gather(session, "region:reg_1");
    await settle();
    newest(browser)?.events.message("{not json", "");
    newest(browser)?.events.message('{"kind":"other"}', "");
    send(newest(browser), snapshot("overview", 1, { a: 1 }));
    send(newest(browser), { kind: "gone", topic: "region:reg_1", reason: "not-found" });
    expect(overview.frames).toEqual([snapshot("overview", 1, { a: 1 })]);
    expect(region.frames).toEqual([{ kind: "gone", topic: "region:reg_1", reason: "not-found" }]);
  });

  it("follows the server's time by its pings", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    send(newest(browser), { kind: "ping", at: 42 });
    expect(browser.times).toEqual([42]);
  });

  it("asks for no more topics than one stream may carry", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    for (let n = 1; n <= 40; n += 1) gather(session, `database:db_${n}`);
    await settle();
    expect(newest(browser)?.url.split(",")).toHaveLength(32);
  });

  it("closes the stream when nobody listens any more", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    const { leave } = gather(session, "overview");
    await settle();
    leave();
    await settle();
    expect(browser.open).toEqual([]);
  });

  it("takes a silent connection for dead, says since when, and resumes after the last event", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    newest(browser)?.events.open();
    expect(session.snapshot()).toEqual({ kind: "live" });
    send(newest(browser), snapshot("overview", 1, {}), "boot.7");
    const heardAt = Date.now();
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(session.snapshot()).toEqual({ kind: "reconnecting", since: heardAt });
    expect(browser.open.map((source) => source.url)).toEqual(["overview?boot.7"]);
    newest(browser)?.events.open();
    expect(session.snapshot()).toEqual({ kind: "live" });
  });

  it("lets the browser repeat a dropped connection, and repeats refused ones with growing pauses", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    newest(browser)?.events.fail(false);
    await settle();
    expect(browser.sources).toHaveLength(1);
    expect(session.snapshot().kind).toBe("reconnecting");
    newest(browser)?.events.fail(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(browser.sources).toHaveLength(2);
    newest(browser)?.events.fail(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(browser.sources).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(browser.sources).toHaveLength(3);
  });

  it("says that the session ended instead of asking for ever", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    browser.signedIn = false;
    newest(browser)?.events.fail(true);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(session.snapshot()).toEqual({ kind: "signed-out" });
    expect(browser.open).toEqual([]);
  });

  it("stays paused after it gave way to newer pages, until somebody asks for it", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    newest(browser)?.events.open();
    send(newest(browser), snapshot("overview", 1, {}), "boot.1");
    const { events } = browser.sources[0] ?? {};
    send(newest(browser), { kind: "paused", reason: "too-many-streams" });
    events?.fail(true);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(session.snapshot()).toEqual({ kind: "paused", since: 1_000_100 });
    expect(browser.sources).toHaveLength(1);
    expect(browser.open).toEqual([]);
    session.resume();
    expect(browser.open.map((source) => source.url)).toEqual(["overview?boot.1"]);
    newest(browser)?.events.open();
    expect(session.snapshot()).toEqual({ kind: "live" });
  });

  it("looks whether the session stands when an answer knows nobody, and leaves only then", async () => {
    const browser = new Browser();
    const { session } = browser.tab("one");
    gather(session, "overview");
    await settle();
    newest(browser)?.events.open();
    await session.checkSession();
    expect(session.snapshot()).toEqual({ kind: "live" });
    browser.signedIn = false;
    await session.checkSession();
    expect(session.snapshot()).toEqual({ kind: "signed-out" });
    expect(browser.open).toEqual([]);
  });

  it("stops for good and can start again, as React's strict mode does", async () => {
    const browser = new Browser();
    const { session, stop } = browser.tab("one");
    const { frames } = gather(session, "overview");
    stop();
    await settle();
    expect(browser.sources).toHaveLength(0);
    session.start();
    await settle();
    send(newest(browser), snapshot("overview", 1, {}));
    expect(frames).toHaveLength(1);
  });
});

describe("several tabs", () => {
  it("hold one stream together, for the topics of all", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    const two = browser.tab("two");
    gather(one.session, "overview");
    const { frames } = gather(two.session, "region:reg_1");
    await settle();
    await settle();
    expect(browser.open.map((source) => source.url)).toEqual(["overview,region:reg_1?"]);
    newest(browser)?.events.open();
    send(newest(browser), snapshot("region:reg_1", 1, { b: 2 }));
    expect(frames).toEqual([snapshot("region:reg_1", 1, { b: 2 })]);
    expect(two.session.snapshot()).toEqual({ kind: "live" });
  });

  it("give a joining tab the newest picture without a new connection", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    gather(one.session, "overview");
    await settle();
    newest(browser)?.events.open();
    send(newest(browser), snapshot("overview", 5, { c: 3 }));
    const two = browser.tab("two");
    const { frames } = gather(two.session, "overview");
    await settle();
    expect(frames).toEqual([snapshot("overview", 5, { c: 3 })]);
    expect(two.session.snapshot()).toEqual({ kind: "live" });
    expect(browser.sources).toHaveLength(1);
  });

  it("pass the stream on when the leader closes", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    const two = browser.tab("two");
    gather(one.session, "overview");
    const { frames } = gather(two.session, "region:reg_1");
    await settle();
    one.stop();
    await settle();
    expect(browser.open.map((source) => source.url)).toEqual(["region:reg_1?"]);
    send(newest(browser), snapshot("region:reg_1", 2, {}));
    expect(frames).toHaveLength(1);
  });

  it("forget the wants of a tab that is gone, with or without a word", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    const two = browser.tab("two");
    gather(one.session, "overview");
    gather(two.session, "region:reg_1");
    await settle();
    await settle();
    two.stop();
    await settle();
    expect(browser.open.map((source) => source.url)).toEqual(["overview?"]);

    const three = browser.tab("three");
    gather(three.session, "region:reg_2");
    await settle();
    await settle();
    expect(newest(browser)?.url).toBe("overview,region:reg_2?");
    browser.crash("three");
    for (let waited = 0; waited <= TAB_SILENCE_MS + 20_000; waited += 15_000) {
      send(newest(browser), { kind: "ping", at: Date.now() });
      await vi.advanceTimersByTimeAsync(15_000);
    }
    expect(newest(browser)?.url).toBe("overview?");
  });

  it("say to all that the stream is lost", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    const two = browser.tab("two");
    gather(one.session, "overview");
    gather(two.session, "overview");
    await settle();
    newest(browser)?.events.open();
    await settle();
    newest(browser)?.events.fail(false);
    expect(two.session.snapshot().kind).toBe("reconnecting");
  });

  it("pause together, and go on when any of them asks", async () => {
    const browser = new Browser();
    const one = browser.tab("one");
    const two = browser.tab("two");
    gather(one.session, "overview");
    gather(two.session, "overview");
    await settle();
    newest(browser)?.events.open();
    send(newest(browser), { kind: "paused", reason: "too-many-streams" });
    expect(two.session.snapshot().kind).toBe("paused");
    two.session.resume();
    newest(browser)?.events.open();
    expect(browser.sources).toHaveLength(2);
    expect([one, two].map(({ session }) => session.snapshot().kind)).toEqual(["live", "live"]);
  });

  it("all leave when one says that the session has ended", async () => {
    const browser = new Browser();
    const tabs = ["one", "two", "three"].map((name) => browser.tab(name));
    for (const { session } of tabs) gather(session, "overview");
    await settle();
    newest(browser)?.events.open();
    tabs[1]?.session.sayGoodbye();
    expect(tabs.map(({ session }) => session.snapshot().kind)).toEqual(["signed-out", "live", "signed-out"]);
    expect(browser.open).toEqual([]);
  });

  it("lead each for itself where the browser has no lock", async () => {
    const browser = new Browser();
    gather(browser.tab("one", false).session, "overview");
    gather(browser.tab("two", false).session, "overview");
    await settle();
    expect(browser.open).toHaveLength(2);
  });
});
