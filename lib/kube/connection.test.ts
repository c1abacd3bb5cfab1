import { Readable } from "node:stream";
import { describe, expect, it, type TestContext } from "vitest";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import { RegionConnection } from "@/lib/kube/connection";
import type { KubeClient } from "@/lib/kube/client";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { KubeError } from "@/lib/kube/kube-error";
import { type Answer, refuse, type Seen } from "@/lib/kube/testing/answers";
import { ListWatchServer } from "@/lib/kube/testing/list-watch-server";
import { ManualClock } from "@/lib/kube/testing/manual-clock";
import { until } from "@/lib/kube/testing/until";

const isIdentity = (seen: Seen): boolean => seen.path === "/api/v1/namespaces/kube-system";

const html: Answer = (_, res) => {
  res.writeHead(200, { "content-type": "text/html" });
  res.end("<html>");
};

interface Rig {
  server: ListWatchServer;
  clock: ManualClock;
  connection: RegionConnection;
  states: ConnectionState[];
  /** How many looks were begun. */
  looks: () => number;
  /** Whether a look waits for its answer. */
  isAsking: () => boolean;
}

/** A connection with a clock of its own, running until the test ends. */
async function rig(
  { onTestFinished }: TestContext,
  prepare?: (server: ListWatchServer) => unknown,
): Promise<Rig> {
  const server = await ListWatchServer.start([]);
  await prepare?.(server);
  const client = createGuardedClient(server.endpoint, {
    allowedLoopback: server.allowed,
    userAgent: "gantry-test",
  });
  let asking = 0;
  let asked = 0;
  const whileAsking = async <T>(call: () => Promise<T>): Promise<T> => {
    asking += 1;
    try {
      return await call();
    } finally {
      asking -= 1;
    }
  };
  const counted: KubeClient = {
    json: (request) => {
      asked += 1;
      return whileAsking(() => client.json(request));
    },
    stream: (request) =>
      whileAsking(async () => {
        const answer = await client.stream(request);
        const body = await Array.fromAsync(answer.body);
        return { ...answer, body: Readable.from(body) };
      }),
    ledger: () => client.ledger(),
    useToken: (token) => client.useToken(token),
    close: () => client.close(),
  };
  const clock = new ManualClock();
  const states: ConnectionState[] = [];
  const connection = new RegionConnection({
    client: counted,
    clock,
    random: () => 0.5,
    expectedUid: null,
    onState: (state) => states.push(state),
  });
  const stopping = new AbortController();
  const running = connection.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
    await client.close();
    await server.down();
  });
  return { server, clock, connection, states, looks: () => asked, isAsking: () => asking > 0 };
}

/** Waits until the connection rests, and gives for how long. */
async function rest({ clock, isAsking }: Rig): Promise<number> {
  await until("the rest between two looks", () => !isAsking() && clock.left().length === 1);
  return clock.left()[0] ?? 0;
}

/** Lets the rest pass, and waits for the next one. */
async function nextRest(at: Rig): Promise<number> {
  const restMs = await rest(at);
  const before = at.looks();
  at.clock.advance(restMs);
  await until("the look", () => at.looks() > before);
  return rest(at);
}

describe.concurrent("RegionConnection", () => {
  it("comes back within two seconds while a region is away for minutes, and asks less after five", async (context) => {
    const at = await rig(context, (server) => server.down());
    const rests = [await rest(at)];
    for (let look = 0; look < 5; look += 1) rests.push(await nextRest(at));
    expect(rests).toEqual([200, 437.5, 875, 1750, 1750, 1750]);
    expect(at.connection.state).toMatchObject({ kind: "stale", checkedAt: null });
    at.clock.advance(300_000);
    await until("the patient rest", () => at.clock.left()[0] === 8750);
    await at.server.up();
    at.connection.retryNow();
    await until("an answer", () => at.connection.state.kind === "connecting");
    expect(at.connection.state.cause).toBeNull();
  });

  it("looks a second time at once before it calls a region stale", async (context) => {
    const at = await rig(context);
    expect(await rest(at)).toBe(5500);
    at.connection.ready();
    await at.server.down();
    expect(await nextRest(at)).toBe(200);
    expect(at.connection.state.kind).toBe("live");
    await nextRest(at);
    expect(at.connection.state.kind).toBe("stale");
    expect(at.states.map((state) => state.kind)).toEqual(["connecting", "live", "stale"]);
  });

  it("looks at the identity when a call failed, but not more than once a second", async (context) => {
    const at = await rig(context);
    await rest(at);
    const error = new KubeError("tcp", "connection reset");
    for (let n = 0; n < 50; n += 1) at.connection.suspect(error);
    expect(at.connection.state.cause).toBe("The API server does not answer: connection reset");
    await until("the wait before the look", () => at.clock.left()[0] === 1000);
    expect(at.looks()).toBe(1);
    at.clock.advance(1000);
    await until("the look", () => at.server.seen.filter(isIdentity).length === 2);
    expect(await rest(at)).toBe(5500);
    at.connection.ready();
    expect(at.connection.state).toMatchObject({ kind: "live", cause: null });
  });

  it("looks after a second also when the clock is set back two hours", async (context) => {
    const at = await rig(context);
    await rest(at);
    at.clock.advance(-7_200_000);
    at.connection.suspect(new KubeError("tcp", "connection reset"));
    await until("the wait before the look", () => at.clock.left().length > 0);
    expect(at.clock.left()[0]).toBe(1000);
  });

  it.for<[string, Answer, string, string | null]>([
    ["a refused read of the identity", refuse(403, "Forbidden"), "connecting", null],
    ["too many requests", refuse(429, "TooManyRequests"), "connecting", null],
    ["an unknown credential", refuse(401, "Unauthorized"), "auth-failed", "credential: 401"],
    ["a failing server", refuse(500, "InternalError"), "stale", "The API server failed"],
    ["a cluster without kube-system", refuse(404, "NotFound"), "stale", "does not know this object"],
    ["a page of HTML", html, "stale", "not one of a Kubernetes API server"],
  ])("reads %s", async ([, answer, kind, cause], context) => {
    const at = await rig(context, (server) => server.override(isIdentity, answer));
    await rest(at);
    expect(at.connection.state.kind).toBe(kind);
    expect(at.connection.state.cause ?? "").toContain(cause ?? "");
    const { signal } = new AbortController();
    const opened = at.connection.connected(signal).then(() => "open");
    const outcome = await Promise.race([opened, new Promise((resolve) => setImmediate(resolve, "waiting"))]);
    expect(outcome).toBe(kind === "connecting" ? "open" : "waiting");
  });

  it("tries a refused credential only every fifteen seconds", async (context) => {
    const at = await rig(context, (server) => server.override(() => true, refuse(401, "Unauthorized")));
    expect([await rest(at), await nextRest(at), await nextRest(at)]).toEqual([15_000, 15_000, 15_000]);
    expect(at.connection.state.since).toBe(at.states[0]?.since);
    expect(at.connection.state.checkedAt).toBe(at.clock.now());
  });

  it("waits as long as a server that is shutting down asks, up to a minute", async (context) => {
    const busy = refuse(503, "ServiceUnavailable", { "retry-after": "7" });
    const at = await rig(context, (server) => server.override(isIdentity, busy, 1));
    expect(await rest(at)).toBe(7000);
    const patient = await rig(context, (server) =>
      server.override(isIdentity, refuse(503, "ServiceUnavailable", { "retry-after": "86400" }), 1),
    );
    expect(await rest(patient)).toBe(60_000);
  });

  it("holds the readers back until the region answers, and ends their connection when it is lost", async (context) => {
    const at = await rig(context, (server) => server.down());
    const opened = at.connection.connected(new AbortController().signal);
    const left = new AbortController();
    const gaveUp = at.connection.connected(left.signal).catch((error: unknown) => error);
    left.abort(new Error("left"));
    expect(await gaveUp).toEqual(new Error("left"));
    await rest(at);
    await at.server.up();
    at.connection.retryNow();
    const signal = await opened;
    expect(signal.aborted).toBe(false);
    expect(await at.connection.connected(new AbortController().signal)).toBe(signal);
    await rest(at);
    await at.server.down();
    await nextRest(at);
    await nextRest(at);
    expect(signal.aborted).toBe(true);
  });

  it("lets a region that starts get ready, but does not wait for ever", async (context) => {
    const at = await rig(context, (server) =>
      server.override((seen) => seen.path === "/readyz", refuse(500, "InternalError")),
    );
    await rest(at);
    expect(at.connection.state).toMatchObject({
      kind: "stale",
      cause: "The API server failed: it is starting",
    });
    at.clock.advance(29_000);
    await rest(at);
    expect(at.connection.state.kind).toBe("stale");
    at.clock.advance(2000);
    await until("an answer", () => at.connection.state.kind === "connecting");
  });

  it("lets the readers in by rank", async (context) => {
    const at = await rig(context, (server) => server.down());
    const { signal } = new AbortController();
    const order: number[] = [];
    for (const rank of [2, 0, 1]) void at.connection.connected(signal, rank).then(() => order.push(rank));
    await rest(at);
    await at.server.up();
    at.connection.retryNow();
    await until("all of them", () => order.length === 3);
    expect(order).toEqual([0, 1, 2]);
  });

  it("believes what was heard in between, and does not look stale for a slow answer", async (context) => {
    const at = await rig(context);
    await rest(at);
    at.connection.ready();
    at.server.override(
      (seen) => seen.path === "/version",
      () => undefined,
      1,
    );
    at.clock.advance(5500);
    await until("the look", () => at.looks() === 2);
    at.connection.heard();
    at.clock.advance(9000);
    await until("the patience is over", () => at.clock.left().length === 0);
    expect(at.connection.state).toMatchObject({ kind: "live", checkedAt: at.clock.now() - 9000 });
  });
});
