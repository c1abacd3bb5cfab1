import { afterEach, describe, expect, it } from "vitest";
import type { PodFact } from "@/lib/domain/cluster/facts";
import type { KubeClient } from "@/lib/kube/client";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { projectPod } from "@/lib/kube/project-pod";
import { type Reflected, reflect, REFLECTOR_LIMITS, type ReflectorLimits } from "@/lib/kube/reflector";
import { refuse, reply, type Seen } from "@/lib/kube/testing/answers";
import { ListWatchServer } from "@/lib/kube/testing/list-watch-server";
import { ManualClock } from "@/lib/kube/testing/manual-clock";
import { until } from "@/lib/kube/testing/until";

const PODS = "/api/v1/namespaces/shop/pods";
const pod = (name: string, phase = "Running") => ({ kind: "Pod", metadata: { name }, status: { phase } });
const isWatch = (seen: Seen): boolean => seen.isWatch;
const isList = (seen: Seen): boolean => !seen.isWatch && seen.path === PODS;

const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

interface Rig {
  server: ListWatchServer;
  clock: ManualClock;
  /** What the reflector told, in order, in short words. */
  told: string[];
  all: Reflected<PodFact>[];
  /** Names and phases as a store would hold them. */
  shown: () => string[];
  hurry: () => void;
  reconnect: () => void;
  stop: () => Promise<void>;
}

function words(one: Reflected<PodFact>): string {
  switch (one.kind) {
    case "listed":
      return `listed ${one.facts.map((fact) => fact.name).join(",")}${one.skipped > 0 ? ` skipped ${one.skipped}` : ""}`;
    case "put":
    case "deleted":
      return `${one.kind} ${one.fact.name} ${one.fact.phase}`;
    case "unread":
      return `unread ${one.unread}`;
    case "failed":
      return `failed ${one.error.kind}`;
    case "bookmark":
    case "skipped":
      return one.kind;
  }
}

async function rig(
  limits: Partial<ReflectorLimits> = {},
  prepare?: (server: ListWatchServer) => void,
): Promise<Rig> {
  const server = await ListWatchServer.start(["/api/v1/pods"]);
  prepare?.(server);
  const client: KubeClient = createGuardedClient(server.endpoint, {
    allowedLoopback: server.allowed,
    userAgent: "gantry-test",
  });
  const clock = new ManualClock();
  const stopping = new AbortController();
  let connection = new AbortController();
  let rush = new AbortController();
  const all: Reflected<PodFact>[] = [];
  const told: string[] = [];
  const held = new Map<string, string>();
  const following = (async () => {
    const options = {
      client,
      clock,
      random: () => 0.5,
      path: PODS,
      project: projectPod,
      limits: { ...REFLECTOR_LIMITS, ...limits },
      held: () => held.size,
      connected: () => Promise.resolve(connection.signal),
      hurry: () => rush.signal,
    };
    for await (const one of reflect(options, stopping.signal)) {
      all.push(one);
      told.push(words(one));
      if (one.kind === "listed") {
        held.clear();
        for (const fact of one.facts) held.set(fact.name, fact.phase);
      } else if (one.kind === "put") held.set(one.fact.name, one.fact.phase);
      else if (one.kind === "deleted") held.delete(one.fact.name);
    }
  })();
  const stop = async () => {
    stopping.abort();
    await following;
  };
  toClose.push(
    () => server.down(),
    () => client.close(),
    stop,
  );
  return {
    server,
    clock,
    told,
    all,
    shown: () => [...held].map(([name, phase]) => `${name} ${phase}`).toSorted(),
    hurry: () => {
      const before = rush;
      rush = new AbortController();
      before.abort();
    },
    reconnect: () => {
      const before = connection;
      connection = new AbortController();
      before.abort();
    },
    stop,
  };
}

const lists = (server: ListWatchServer): Seen[] => server.seen.filter(isList);
const watches = (server: ListWatchServer): Seen[] => server.seen.filter(isWatch);

describe("reflect", () => {
  it("lists, watches, and follows what is added, changed and deleted", async () => {
    const { server, told, shown } = await rig({}, (at) => at.put(PODS, pod("a", "Pending")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.put(PODS, pod("b"));
    server.put(PODS, pod("a"));
    server.remove(PODS, "b");
    await until("the delete", () => told.includes("deleted b Running"));
    expect(told).toEqual(["listed a", "put b Running", "put a Running", "deleted b Running"]);
    expect(shown()).toEqual(["a Running"]);
    const [watch] = watches(server);
    expect(watch?.query.get("allowWatchBookmarks")).toBe("true");
    expect(Number(watch?.query.get("timeoutSeconds"))).toBe(360);
  });

  it("reads a long list in pages of the limit", async () => {
    const { server, told } = await rig({ pageSize: 2 }, (at) => {
      for (const name of ["a", "b", "c", "d", "e"]) at.put(PODS, pod(name));
    });
    await until("the list", () => told.length > 0);
    expect(told).toEqual(["listed a,b,c,d,e"]);
    expect(lists(server).map((seen) => seen.query.get("limit"))).toEqual(["2", "2", "2"]);
    expect(lists(server).filter((seen) => seen.query.has("continue"))).toHaveLength(2);
  });

  it("resumes where the watch ended, with nothing lost and nothing twice", async () => {
    const { server, told } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.put(PODS, pod("b"));
    await until("b", () => told.includes("put b Running"));
    server.forgetToTell(() => server.put(PODS, pod("c")));
    server.endWatches(PODS);
    await until("c", () => told.includes("put c Running"));
    expect(told).toEqual(["listed a", "put b Running", "put c Running"]);
    expect(lists(server)).toHaveLength(1);
  });

  it("moves on by bookmarks alone", async () => {
    const { server, told } = await rig();
    await until("a watch", () => server.watching(PODS) === 1);
    const version = server.bookmark(PODS);
    await until("the bookmark", () => told.includes("bookmark"));
    server.endWatches(PODS);
    await until("the next watch", () => watches(server).length === 2);
    expect(watches(server)[1]?.query.get("resourceVersion")).toBe(version);
  });

  it("passes repeated events on as they are, for the store to fold", async () => {
    const { server, told, shown } = await rig();
    await until("a watch", () => server.watching(PODS) === 1);
    const metadata = {
      name: "a",
      namespace: "shop",
      uid: "u",
      resourceVersion: "777",
      creationTimestamp: "2026-11-23T06:18:19Z",
    };
    const line = `${JSON.stringify({ type: "ADDED", object: { kind: "Pod", metadata } })}\n`;
    server.say(PODS, line + line);
    await until("both", () => told.length === 3);
    expect(shown()).toEqual(["a Unknown"]);
  });
});

describe("a lost place", () => {
  it("lists again after 410 to a watch, and shows the old until the new is whole", async () => {
    const { server, told, shown, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.forgetToTell(() => server.put(PODS, pod("b")));
    server.compact();
    clock.advance(6000);
    server.endWatches(PODS);
    await until("the second list", () => told.length === 2);
    expect(told).toEqual(["listed a", "listed a,b"]);
    expect(shown()).toEqual(["a Running", "b Running"]);
    expect(clock.asked).toEqual([]);
  });

  it("lists again after a 410 inside a stream", async () => {
    const { server, told } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    const gone = { kind: "Status", status: "Failure", code: 410, reason: "Expired", message: "too old" };
    server.say(PODS, `${JSON.stringify({ type: "ERROR", object: gone })}\n`);
    await until("the second list", () => told.length === 2);
    expect(told).toEqual(["listed a", "listed a"]);
  });

  it("starts the list over after 410 on continue, and never takes the half for the whole", async () => {
    const { server, told } = await rig({ pageSize: 2 }, (at) => {
      for (const name of ["a", "b", "c"]) at.put(PODS, pod(name));
      at.override((seen) => seen.query.has("continue"), refuse(410, "Expired"), 1);
    });
    await until("the list", () => told.length > 0);
    expect(told).toEqual(["listed a,b,c"]);
    expect(lists(server).map((seen) => seen.query.has("continue"))).toEqual([false, true, false, true]);
  });

  it("backs off when every watch is 410", async () => {
    const { server, clock } = await rig({}, (at) => at.override(isWatch, refuse(410, "Expired")));
    await until("a wait", () => clock.left().length === 1);
    expect(clock.left()).toEqual([500]);
    clock.advance(500);
    await until("a longer wait", () => clock.asked.length === 2);
    expect(clock.left()).toEqual([1000]);
    expect(lists(server)).toHaveLength(3);
  });

  it("reads a list that would take everything away twice", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.override(isList, reply('{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[]}'), 1);
    server.compact();
    clock.advance(6000);
    server.endWatches(PODS);
    await until("the wait before the second look", () => clock.left().length === 1);
    expect(clock.left()).toEqual([1000]);
    clock.advance(1000);
    await until("the second list", () => told.length === 2);
    expect(told).toEqual(["listed a", "listed a"]);
  });

  it("repairs a lost event at the next resync", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.forgetToTell(() => server.remove(PODS, "a"));
    server.forgetToTell(() => server.put(PODS, pod("b")));
    server.bookmark(PODS);
    await until("the bookmark", () => told.includes("bookmark"));
    clock.advance(REFLECTOR_LIMITS.resyncMs);
    server.endWatches(PODS);
    await until("the second list", () => told.includes("listed b"));
    expect(told).toEqual(["listed a", "bookmark", "listed b"]);
  });

  it("ends each watch in time for the resync", async () => {
    const { server, clock } = await rig();
    await until("a watch", () => server.watching(PODS) === 1);
    clock.advance(500_000);
    server.endWatches(PODS);
    await until("the next watch", () => watches(server).length === 2);
    expect(watches(server)[1]?.query.get("timeoutSeconds")).toBe("100");
  });
});

describe("a bad connection", () => {
  it("goes on after a cut in the middle of a line", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.say(PODS, '{"type":"ADDED","object":{"metadata":{"name":"ha');
    server.forgetToTell(() => server.put(PODS, pod("b")));
    server.cutWatches(PODS);
    await until("the failure", () => told.includes("failed tcp"));
    await until("the wait", () => clock.left().length === 1);
    clock.advance(clock.left()[0] ?? 0);
    await until("b", () => told.includes("put b Running"));
    expect(told).toEqual(["listed a", "failed tcp", "put b Running"]);
  });

  it("cuts a watch that says nothing, and resumes it", async () => {
    const { server, told, clock } = await rig({ idleMs: 60 });
    await until("the idle limit", () => told.includes("failed deadline"));
    server.forgetToTell(() => server.put(PODS, pod("a")));
    await until("the wait", () => clock.left().length === 1);
    clock.advance(clock.left()[0] ?? 0);
    await until("a", () => told.includes("put a Running"));
    expect(lists(server)).toHaveLength(1);
  });

  it("finds the server again after it was restarted", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    await server.down();
    await until("a failure", () => told.includes("failed tcp"));
    server.put(PODS, pod("b"));
    await server.up();
    await until("the wait", () => clock.left().length === 1);
    clock.advance(clock.left()[0] ?? 0);
    await until("b", () => told.includes("put b Running"));
    expect(lists(server)).toHaveLength(1);
  });

  it("does not storm a server that ends each watch at once", async () => {
    const { server, clock } = await rig({}, (at) =>
      at.override(isWatch, (_, res) => {
        res.writeHead(200, { "content-type": "application/json" });
        res.end();
      }),
    );
    for (const waitMs of [500, 1000, 2000, 4000]) {
      await until(`a wait of ${waitMs} ms`, () => clock.left()[0] === waitMs);
      clock.advance(waitMs);
    }
    expect(lists(server)).toHaveLength(1);
  });

  it("lists again when the same watch fails and fails", async () => {
    const { server, clock, told } = await rig({}, (at) =>
      at.override(isWatch, refuse(500, "InternalError"), 3),
    );
    for (const waitMs of [250, 500, 1000]) {
      await until(`a wait of ${waitMs} ms`, () => clock.left()[0] === waitMs);
      clock.advance(waitMs);
    }
    await until("a watch", () => server.watching(PODS) === 1);
    expect(told).toEqual(["listed ", "failed server", "failed server", "failed server", "listed "]);
  });

  it("starts afresh after a watch that lasted", async () => {
    const { server, clock } = await rig();
    for (let turn = 1; turn < 4; turn += 1) {
      await until("a watch", () => watches(server).length === turn && server.watching(PODS) === 1);
      clock.advance(6000);
      server.endWatches(PODS);
    }
    await until("the next watch", () => watches(server).length === 4);
    expect(clock.asked).toEqual([]);
  });

  it("waits at least as long as the server asks", async () => {
    const { told, clock } = await rig({}, (at) =>
      at.override(isList, refuse(429, "TooManyRequests", { "retry-after": "1" }), 1),
    );
    await until("the wait", () => clock.left().length === 1);
    expect(told).toEqual(["failed too-many"]);
    expect(clock.left()).toEqual([1000]);
  });

  it("goes on at once, without a new list, when the region is back", async () => {
    const { server, told, clock, reconnect } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.override(isWatch, refuse(500, "InternalError"), 1);
    server.endWatches(PODS);
    await until("the wait", () => clock.left().length === 1);
    reconnect();
    await until("a watch", () => server.watching(PODS) === 1);
    expect(lists(server)).toHaveLength(1);
    expect(told).toEqual(["listed a", "failed server"]);
  });
});

describe("a kind that cannot be read", () => {
  it("is forbidden, and asked for again every minute or when a person says so", async () => {
    const { server, told, clock, hurry } = await rig({}, (at) =>
      at.override(isList, refuse(403, "Forbidden"), 2),
    );
    await until("the wait", () => clock.left().length === 1);
    expect(clock.left()).toEqual([60_000]);
    clock.advance(60_000);
    await until("the second refusal", () => clock.asked.length === 2);
    expect(told).toEqual(["unread forbidden", "unread forbidden"]);
    hurry();
    await until("the list", () => told.length === 3);
    expect(told.at(-1)).toBe("listed ");
    expect(lists(server)).toHaveLength(3);
  });

  it("is forbidden as soon as the right is taken away under a watch", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.override(isWatch, refuse(403, "Forbidden"), 1);
    server.endWatches(PODS);
    await until("the wait", () => clock.left().length === 1);
    clock.advance(60_000);
    await until("the second list", () => told.length === 3);
    expect(told).toEqual(["listed a", "unread forbidden", "listed a"]);
  });

  it("is absent until its CRD is installed, and noticed within ten seconds", async () => {
    const made = await ListWatchServer.start([]);
    const client = createGuardedClient(made.endpoint, {
      allowedLoopback: made.allowed,
      userAgent: "gantry-test",
    });
    const clock = new ManualClock();
    const stopping = new AbortController();
    const told: string[] = [];
    const following = (async () => {
      const options = {
        client,
        clock,
        random: () => 0.99,
        path: PODS,
        project: projectPod,
        limits: REFLECTOR_LIMITS,
        held: () => 0,
        connected: () => Promise.resolve(new AbortController().signal),
        hurry: () => new AbortController().signal,
      };
      for await (const one of reflect(options, stopping.signal)) told.push(words(one));
    })();
    toClose.push(
      () => made.down(),
      () => client.close(),
      async () => {
        stopping.abort();
        await following;
      },
    );
    await until("the wait", () => clock.left().length === 1);
    expect(told).toEqual(["unread absent"]);
    expect(clock.left()[0]).toBeGreaterThanOrEqual(5000);
    expect(clock.left()[0]).toBeLessThanOrEqual(10_000);
    made.serve("/api/v1/pods");
    clock.advance(10_000);
    await until("the list", () => told.length === 2);
    expect(told).toEqual(["unread absent", "listed "]);
  });
});

const page = (token: string) =>
  reply(
    JSON.stringify({
      kind: "PodList",
      metadata: { resourceVersion: "1", continue: token },
      items: [{ metadata: { name: "a" } }, {}],
    }),
  );

describe("a hostile server", () => {
  it("has its nonsense skipped and counted", async () => {
    const { server, told } = await rig({}, (at) => {
      at.put(PODS, pod("a"));
      at.put(PODS, { metadata: { name: "__proto__" } });
    });
    await until("a watch", () => server.watching(PODS) === 1);
    server.say(PODS, '{"type":"ADDED","object":{}}\n{"type":"ADDED"}\nnull\n{"type":"BOOKMARK"}\n\n');
    server.put(PODS, pod("b"));
    await until("b", () => told.includes("put b Running"));
    expect(told).toEqual(["listed a skipped 1", "skipped", "skipped", "skipped", "skipped", "put b Running"]);
  });

  it("has its broken JSON answered by a new list", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    server.forgetToTell(() => server.put(PODS, pod("b")));
    server.say(PODS, "<html>welcome</html>\n");
    await until("the wait", () => clock.left().length === 1);
    clock.advance(500);
    await until("the second list", () => told.length === 3);
    expect(told).toEqual(["listed a", "failed protocol", "listed a,b"]);
  });

  it("has its endless line cut at the cap", async () => {
    const { server, told, clock } = await rig({}, (at) => at.put(PODS, pod("a")));
    await until("a watch", () => server.watching(PODS) === 1);
    const before = process.memoryUsage().rss;
    const mebibyte = "x".repeat(1024 * 1024);
    for (let sent = 0; sent < 20; sent += 1) server.say(PODS, mebibyte);
    await until("the cut", () => told.includes("failed protocol"));
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    await until("the wait", () => clock.left().length === 1);
    clock.advance(500);
    await until("the second list", () => told.length === 3);
    expect(told).toEqual(["listed a", "failed protocol", "listed a"]);
  });

  it.each([
    ["an empty answer", ""],
    ["half a list", '{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":['],
    ["something else", '{"kind":"Pod","metadata":{"name":"x"}}'],
    ["no items", '{"kind":"PodList","metadata":{"resourceVersion":"1"}}'],
    ["no resource version", '{"kind":"PodList","metadata":{},"items":[]}'],
    ["items that are none", '{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":{"0":1}}'],
  ])("never makes an empty list of %s", async (_, text) => {
    const { told, clock } = await rig({}, (at) => {
      at.put(PODS, pod("a"));
      at.override(isList, reply(text), 1);
    });
    await until("the failure", () => told.length === 1);
    expect(told).toEqual(["failed protocol"]);
    await until("the wait", () => clock.left().length === 1);
    clock.advance(500);
    await until("the list", () => told.length === 2);
    expect(told.at(-1)).toBe("listed a");
  });

  it("has its endless pages refused whole", async () => {
    const circle = await rig({}, (at) => at.override(isList, page("again")));
    await until("the failure", () => circle.told.length === 1);
    expect(circle.told).toEqual(["failed protocol"]);
    expect(lists(circle.server)).toHaveLength(2);
    let number = 0;
    const endless = await rig({ objectsMax: 5 }, (at) =>
      at.override(isList, (req, res) => {
        number += 1;
        page(`token-${number}`)(req, res);
      }),
    );
    await until("the failure", () => endless.told.length === 1);
    expect(endless.told).toEqual(["failed protocol"]);
    expect(lists(endless.server)).toHaveLength(3);
  });
});

describe("an end", () => {
  it("comes at once in the middle of a watch, a wait and a list that never answers", async () => {
    const watching = await rig();
    await until("a watch", () => watching.server.watching(PODS) === 1);
    await watching.stop();
    await until("the watch is gone", () => watching.server.watching(PODS) === 0);
    const waiting = await rig({}, (at) => at.override(isList, refuse(500, "InternalError")));
    await until("the wait", () => waiting.clock.left().length === 1);
    await waiting.stop();
    expect(waiting.clock.left()).toEqual([]);
    let closed = false;
    const listing = await rig({}, (at) =>
      at.override(isList, (_, res) => {
        res.on("close", () => {
          closed = true;
        });
      }),
    );
    await until("the list", () => lists(listing.server).length === 1);
    await listing.stop();
    await until("the call is gone", () => closed);
    expect(listing.told).toEqual([]);
  });
});
