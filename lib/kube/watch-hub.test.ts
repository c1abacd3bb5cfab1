import { isDeepStrictEqual } from "node:util";
import { describe, expect, it, type TestContext } from "vitest";
import type { Fact } from "@/lib/domain/cluster/facts";
import type { HubChange } from "@/lib/domain/cluster/snapshot";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { refuse, type Seen } from "@/lib/kube/testing/answers";
import { ListWatchServer } from "@/lib/kube/testing/list-watch-server";
import { ManualClock } from "@/lib/kube/testing/manual-clock";
import { recordedEvents, recordingThere } from "@/lib/kube/testing/recording";
import { until } from "@/lib/kube/testing/until";
import { createWatchHub, type WatchHub, type WatchHubOptions } from "@/lib/kube/watch-hub";
import { listPath, WATCHED } from "@/lib/kube/watched-resource";

const CORE = ["/api/v1/nodes", "/api/v1/pods", "/api/v1/persistentvolumeclaims", "/api/v1/events"];
const STORAGE = "/apis/storage.k8s.io/v1/storageclasses";
const VITESS = ["vitessclusters", "vitesskeyspaces", "vitessshards", "vitesscells", "etcdlockservers"].map(
  (plural) => `/apis/planetscale.com/v2/${plural}`,
);
const PODS = "/api/v1/namespaces/shop/pods";
const thing = (name: string, more: object = {}) => ({ metadata: { name }, ...more });

async function serve(
  { onTestFinished }: TestContext,
  served: readonly string[] = [...CORE, STORAGE, ...VITESS],
): Promise<ListWatchServer> {
  const server = await ListWatchServer.start(served);
  onTestFinished(() => server.down());
  return server;
}

interface Rig {
  hub: WatchHub;
  changes: HubChange[];
}

function follow(
  { onTestFinished }: TestContext,
  server: ListWatchServer,
  options: Partial<WatchHubOptions> = {},
): Rig {
  const client = createGuardedClient(server.endpoint, {
    allowedLoopback: server.allowed,
    userAgent: "gantry-test",
  });
  const hub = createWatchHub(client, { namespaces: ["shop"], random: () => 0.5, ...options });
  const changes: HubChange[] = [];
  hub.subscribe((change) => changes.push(change));
  onTestFinished(async () => {
    await hub.stop();
    await client.close();
  });
  hub.start();
  return { hub, changes };
}

const name = (fact: Fact): string => `${fact.kind} ${fact.name}`;
const kindOf = (hub: WatchHub) => hub.snapshot().state.kind;
const whole = (hub: WatchHub) => () => hub.snapshot().unread.size === 0;
const path = (wanted: string) => (seen: Seen) => seen.path === wanted;

describe.concurrent("a region that answers", () => {
  it("becomes live and known, kind by kind, and stays current", async (context) => {
    const server = await serve(context);
    server.put("/api/v1/nodes", thing("n1"));
    server.put("/api/v1/namespaces/elsewhere/pods", thing("stranger"));
    server.put("/apis/planetscale.com/v2/namespaces/shop/vitessclusters", thing("orders"));
    const { hub, changes } = follow(context, server);
    expect(hub.snapshot()).toMatchObject({
      state: { kind: "connecting", checkedAt: null },
      podsScope: "cluster",
    });
    expect(hub.snapshot().unread.get("events")).toBe("loading");
    await until("all is known", whole(hub));
    const snapshot = hub.snapshot();
    expect(snapshot.state).toMatchObject({ kind: "live", cause: null });
    expect(snapshot.nodes.map((one) => one.name)).toEqual(["n1"]);
    expect(snapshot.pods.map((one) => [one.namespace, one.name])).toEqual([["elsewhere", "stranger"]]);
    expect(snapshot.clusters.map((one) => one.name)).toEqual(["orders"]);
    expect(snapshot.observedAt).toBeGreaterThan(0);
    expect(server.seen[0]?.path).toBe("/api/v1/namespaces/kube-system");

    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    server.put(PODS, thing("fresh"));
    await until("the new pod", () => hub.snapshot().pods.length === 2);
    expect(hub.snapshot().nodes).toBe(snapshot.nodes);
    expect(changes.filter((one) => one.kind === "fact").map((one) => [one.type, one.fact.name])).toEqual([
      ["added", "n1"],
      ["added", "stranger"],
      ["added", "orders"],
      ["added", "fresh"],
    ]);
    expect(new Set(changes.flatMap((one) => (one.kind === "synced" ? [one.watched] : []))).size).toBe(10);
    expect(hub.counts().pods).toEqual({ objects: 2, skipped: 0, lists: 1, events: 1, failure: null });
  });

  it("shows a change to listeners that already see it in the snapshot", async (context) => {
    const server = await serve(context);
    const { hub } = follow(context, server);
    const seen: number[] = [];
    hub.subscribe((change) => {
      if (change.kind === "fact" && change.fact.kind === "pods") seen.push(hub.snapshot().pods.length);
    });
    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    server.put(PODS, thing("a"));
    server.put(PODS, thing("b"));
    await until("both", () => seen.length === 2);
    expect(seen).toEqual([1, 2]);
  });

  it("is not hurt by a listener that throws, and lets one leave", async (context) => {
    const reported: unknown[] = [];
    const server = await serve(context);
    const { hub, changes } = follow(context, server, { report: (error) => reported.push(error) });
    hub.subscribe(() => {
      throw new Error("a listener's own fault");
    });
    const left: HubChange[] = [];
    const leave = hub.subscribe((change) => left.push(change));
    leave();
    await until("all is known", whole(hub));
    expect(changes.length).toBeGreaterThan(10);
    expect(left).toEqual([]);
    expect(reported).toHaveLength(changes.length);
    expect(reported[0]).toEqual(new Error("a listener's own fault"));
  });

  it("keeps the newest two thousand events", async (context) => {
    const server = await serve(context);
    for (let second = 0; second < 2100; second += 1) {
      const lastTimestamp = new Date(Date.UTC(2026, 10, 23) + second * 1000).toISOString();
      server.put("/api/v1/namespaces/shop/events", thing(`e${second}`, { lastTimestamp }));
    }
    const { hub } = follow(context, server);
    await until("the events", () => hub.snapshot().events.length > 0);
    const { events } = hub.snapshot();
    expect(events).toHaveLength(2000);
    expect(Math.min(...events.map((one) => one.lastSeenAt))).toBe(Date.UTC(2026, 10, 23) + 100_000);
  });
});

describe.concurrent("a region with fewer rights or kinds", () => {
  it("reads pods by namespace when it may not read all, and goes back when it may", async (context) => {
    const server = await serve(context);
    server.put(PODS, thing("mine"));
    server.put("/api/v1/namespaces/elsewhere/pods", thing("stranger"));
    const undo = server.override(path("/api/v1/pods"), refuse(403, "Forbidden"));
    const { hub } = follow(context, server);
    await until("all is known", whole(hub));
    expect(hub.snapshot().podsScope).toBe("namespaces");
    expect(hub.snapshot().pods.map((one) => one.name)).toEqual(["mine"]);
    expect(kindOf(hub)).toBe("live");

    undo();
    hub.retryNow();
    await until("the pods of all namespaces", () => hub.snapshot().pods.length === 2);
    expect(hub.snapshot().podsScope).toBe("cluster");
    await until("the end of the other watch", () => server.watching(PODS) === 0);
    server.override((seen) => seen.path === "/api/v1/pods", refuse(403, "Forbidden"));
    server.cutWatches("/api/v1/pods");
    await until("only its own pods", () => hub.snapshot().pods.length === 1);
    expect(hub.snapshot().podsScope).toBe("namespaces");
  });

  it("says which kinds are forbidden, and is live all the same", async (context) => {
    const server = await serve(context);
    server.override((seen) => /\/(nodes|pods|events)$/.test(seen.path), refuse(403, "Forbidden"));
    const { hub } = follow(context, server);
    await until("what is not known", () =>
      [...hub.snapshot().unread.values()].every((why) => why === "forbidden"),
    );
    expect([...hub.snapshot().unread.keys()].toSorted()).toEqual(["events", "nodes", "pods"]);
    expect(kindOf(hub)).toBe("live");
  });

  it("says what is in the way of a first list, and which kind fails once it is live", async (context) => {
    const server = await serve(context);
    const undo = server.override((seen) => /\/(nodes|pods)$/.test(seen.path), refuse(500, "InternalError"));
    server.override(path("/api/v1/namespaces/shop/events"), refuse(500, "InternalError"));
    const { hub } = follow(context, server);
    await until("a cause", () => hub.snapshot().state.cause !== null);
    expect(hub.snapshot().state).toMatchObject({
      kind: "connecting",
      cause: "The API server failed: told to say 500",
    });
    undo();
    hub.retryNow();
    await until("live", () => kindOf(hub) === "live");
    await until("all but the events", () => hub.snapshot().unread.size === 1);
    expect(hub.snapshot().unread.get("events")).toBe("loading");
    expect(hub.counts().events.failure).toBe("The API server failed: told to say 500");
  });

  it("finds the Vitess kinds absent, then installed, then gone with their objects", async (context) => {
    const server = await serve(context, [...CORE, STORAGE]);
    const clusters = "/apis/planetscale.com/v2/namespaces/shop/vitessclusters";
    const { hub, changes } = follow(context, server);
    const absent = ["cells", "clusters", "keyspaces", "lockservers", "shards"];
    await until("the absent kinds", () =>
      [...hub.snapshot().unread.values()].every((why) => why === "absent"),
    );
    expect([...hub.snapshot().unread.keys()].toSorted()).toEqual(absent);
    for (const collection of VITESS) server.serve(collection);
    server.put(clusters, thing("orders"));
    hub.retryNow();
    await until("all is known", whole(hub));
    expect(hub.snapshot().clusters.map((one) => one.name)).toEqual(["orders"]);

    await until("the watch", () => server.watching(clusters) === 1);
    server.override(path(clusters), (_, res) => {
      res.writeHead(404, { "content-type": "text/plain" });
      res.end("404 page not found\n");
    });
    server.endWatches(clusters);
    await until("the absent kind", () => hub.snapshot().unread.get("clusters") === "absent");
    expect(hub.snapshot().clusters).toHaveLength(1);
    hub.retryNow();
    await until("no cluster", () => hub.snapshot().clusters.length === 0);
    expect(changes.at(-1)).toMatchObject({ kind: "fact", type: "deleted", fact: { name: "orders" } });
  });
});

describe.concurrent("a region that goes away", () => {
  it("is stale within seconds, keeps what it showed, and is live again by itself", async (context) => {
    const server = await serve(context);
    server.put(PODS, thing("a"));
    const { hub, changes } = follow(context, server);
    await until("all is known", whole(hub));
    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    const { pods, state } = hub.snapshot();
    const killedAt = Date.now();
    await server.down();
    await until("stale", () => kindOf(hub) === "stale");
    expect(Date.now() - killedAt).toBeLessThan(5000);
    expect(hub.snapshot().state.cause).toBe("The API server does not answer: connection refused");
    expect(hub.snapshot().state.since).toBeGreaterThanOrEqual(killedAt);
    expect(hub.snapshot().state.checkedAt).toBeGreaterThanOrEqual(state.checkedAt ?? 0);
    expect(hub.snapshot().pods).toBe(pods);

    server.put(PODS, thing("b"));
    await server.up();
    const backAt = Date.now();
    await until("live", () => kindOf(hub) === "live");
    expect(Date.now() - backAt).toBeLessThan(5000);
    await until("the pod that came meanwhile", () => hub.snapshot().pods.length === 2);
    expect(server.seen.filter((seen) => seen.path === "/api/v1/pods" && !seen.isWatch)).toHaveLength(1);
    expect(changes.flatMap((one) => (one.kind === "state" ? [one.state.kind] : []))).toEqual(
      expect.arrayContaining(["connecting", "live", "stale", "live"]),
    );
  });

  it("is not called stale for one connection that was cut", async (context) => {
    const server = await serve(context);
    const { hub, changes } = follow(context, server);
    await until("all is known", whole(hub));
    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    const looks = server.seen.filter(path("/api/v1/namespaces/kube-system")).length;
    server.cutWatches("/api/v1/pods");
    await until("a look", () => server.seen.filter(path("/api/v1/namespaces/kube-system")).length > looks);
    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    expect(changes.flatMap((one) => (one.kind === "state" ? [one.state.kind] : []))).not.toContain("stale");
  });

  it("says why it cannot be reached from the start, and comes up when it can", async (context) => {
    const server = await serve(context);
    await server.down();
    const { hub } = follow(context, server);
    await until("stale", () => kindOf(hub) === "stale");
    expect(hub.snapshot().state).toMatchObject({
      checkedAt: null,
      cause: expect.stringContaining("refused"),
    });
    expect(server.seen).toEqual([]);
    await server.up();
    await until("live", () => kindOf(hub) === "live");
  });

  it("stops calling a region that refuses the credential, and goes on when it is taken again", async (context) => {
    const server = await serve(context);
    const clock = new ManualClock();
    const { hub } = follow(context, server, { clock });
    await until("all is known", whole(hub));
    await until("the watch of pods", () => server.watching("/api/v1/pods") === 1);
    const undo = server.override(() => true, refuse(401, "Unauthorized"));
    server.cutWatches("/api/v1/pods");
    await until("the wait before the look", () => clock.left().includes(1000));
    clock.advance(1000);
    await until("the refusal", () => kindOf(hub) === "auth-failed");
    expect(hub.snapshot().state.cause).toBe("The API server refused the credential: 401: told to say 401");
    await until("nothing but the next look", () => clock.left().length === 1);
    expect(clock.left()).toEqual([15_000]);
    undo();
    hub.retryNow();
    await until("live", () => kindOf(hub) === "live");
  });
});

describe.concurrent("another cluster at the same address", () => {
  it("freezes the region before a single object of it is read", async (context) => {
    const server = await serve(context);
    server.put("/api/v1/nodes", thing("n1"));
    const { hub } = follow(context, server, { expectedUid: "uid-of-registration" });
    await until("the refusal", () => kindOf(hub) === "identity-changed");
    expect(hub.snapshot().state.cause).toContain("uid-of-kube-system");
    expect(server.seen.map((seen) => seen.path)).toEqual(["/api/v1/namespaces/kube-system"]);
    expect(hub.snapshot().nodes).toEqual([]);
  });

  it("is noticed when it takes the place of a known one, which stays on the screen", async (context) => {
    const server = await serve(context);
    server.put("/api/v1/nodes", thing("n1"));
    const { hub } = follow(context, server);
    await until("all is known", whole(hub));
    await server.down();
    server.remove("/api/v1/nodes", "n1");
    server.kubeSystemUid = "uid-of-a-younger-cluster";
    await server.up();
    await until("the refusal", () => kindOf(hub) === "identity-changed");
    expect(hub.snapshot().nodes.map((one) => one.name)).toEqual(["n1"]);

    server.kubeSystemUid = "uid-of-kube-system";
    hub.retryNow();
    await until("live", () => kindOf(hub) === "live");
    await until("the truth", () => hub.snapshot().nodes.length === 0);
  });
});

describe.concurrent("time", () => {
  it("asks every five to six seconds whether the region lives, by the cheapest call", async (context) => {
    const server = await serve(context);
    const clock = new ManualClock();
    const { hub, changes } = follow(context, server, { clock });
    await until("all is known", whole(hub));
    const before = hub.snapshot().state.checkedAt ?? 0;
    expect(clock.left()[0]).toBe(5500);
    clock.advance(5500);
    await until("the look", () => server.seen.some(path("/version")));
    await until("the answer", () => hub.snapshot().state.checkedAt === before + 5500);
    expect(changes.at(-1)).toMatchObject({
      kind: "state",
      state: { kind: "live", checkedAt: before + 5500 },
    });
  });

  it("calls a region stale after ten seconds without a word, and believes the late answer", async (context) => {
    const server = await serve(context);
    const clock = new ManualClock();
    const { hub } = follow(context, server, { clock });
    await until("all is known", whole(hub));
    let late: (() => void) | null = null;
    server.override(
      path("/version"),
      (_, res) => {
        late = () => {
          res.writeHead(200, { "content-type": "application/json" });
          res.end("{}");
        };
      },
      1,
    );
    clock.advance(5500);
    await until("the look", () => late !== null);
    expect(kindOf(hub)).toBe("live");
    clock.advance(4500);
    expect(kindOf(hub)).toBe("live");
    await until("the patience is over", () => kindOf(hub) === "stale");
    expect(hub.snapshot().state.cause).toBe("The API server did not answer for 10 s.");
    (late as (() => void) | null)?.();
    await until("live", () => kindOf(hub) === "live");
  });
});

describe.skipIf(!recordingThere)("the life of a recorded database (needs ../shared/recorded)", () => {
  it("is shown as it was, through cuts, restarts and lost history", async (context) => {
    const server = await serve(context);
    const { hub, changes } = follow(context, server, { namespaces: ["default"] });
    await until("all is known", whole(hub));
    const shown = new Map<string, string>();
    const events = recordedEvents();
    for (const [index, event] of events.entries()) {
      const resource = WATCHED[event.kind];
      const at = listPath(resource, resource.namespaced ? "default" : null);
      const { name: named, ...metadata } = event.object["metadata"] as { name: string };
      if (event.type === "DELETED") server.remove(at, named);
      else server.put(at, { ...event.object, metadata: { ...metadata, name: named } });
      const fact = WATCHED[event.kind].project(event.object);
      if (event.type === "DELETED") shown.delete(`${event.kind} ${named}`);
      else if (fact) shown.set(name(fact), fact.uid);
      if (index % 97 === 96) server.cutWatches("/api/v1/pods");
      if (index % 151 === 150) server.compact();
      if (index % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
      if (index === Math.floor(events.length / 2)) {
        await server.down();
        await until("stale", () => kindOf(hub) === "stale");
        await server.up();
        await until("live", () => kindOf(hub) === "live");
      }
    }
    const held = (): Map<string, string> => {
      const {
        nodes,
        pods,
        claims,
        events: told,
        clusters,
        keyspaces,
        shards,
        cells,
        lockservers,
      } = hub.snapshot();
      const all: Fact[] = [nodes, pods, claims, told, clusters, keyspaces, shards, cells, lockservers].flat();
      return new Map(all.map((fact) => [name(fact), fact.uid]));
    };
    await until("the last state", () => isDeepStrictEqual(held(), shown));
    expect(hub.snapshot().clusters).toEqual([]);
    const folded = new Map<string, string>();
    for (const change of changes) {
      if (change.kind !== "fact") continue;
      if (change.type === "deleted") folded.delete(name(change.fact));
      else folded.set(name(change.fact), change.fact.uid);
    }
    expect(folded).toEqual(shown);
    expect(Object.values(hub.counts()).every((one) => one.skipped === 0)).toBe(true);
  });
});

describe.concurrent("stop", () => {
  it("ends every call, also when nothing has answered yet", async (context) => {
    const server = await serve(context);
    let open = 0;
    server.override(
      () => true,
      (_, res) => {
        open += 1;
        res.on("close", () => {
          open -= 1;
        });
      },
    );
    const { hub } = follow(context, server);
    await until("a call", () => open === 1);
    await hub.stop();
    await until("no call", () => open === 0);
    const other = follow(context, await serve(context));
    await other.hub.stop();
    other.hub.start();
    expect(kindOf(other.hub)).toBe("connecting");
  });
});
