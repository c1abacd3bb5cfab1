import "server-only";
import { createHash } from "node:crypto";
import type { LiveFrame, Topic } from "@/lib/contract/frames";
import type { LiveHub } from "@/lib/live/hub";

/** One event of the stream; `id` is what the browser sends back as Last-Event-ID. */
export interface LiveEvent {
  id: string | null;
  frame: LiveFrame;
}

export interface StreamOptions {
  hub: LiveHub;
  organizationId: string;
  topics: readonly Topic[];
  lastEventId: string | null;
  /** The topics of these that the reader may still see; asked at the start and then every 10 s. A throw ends the stream. */
  allowed: (topics: readonly Topic[]) => Promise<readonly Topic[]>;
  /** Epoch milliseconds, for frames. */
  now: () => number;
  /** Milliseconds that no setting of the clock moves: rights are asked again in time whatever the clock does. */
  elapsed: () => number;
  /** Settles after `ms`, or earlier when the signal fires. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  signal: AbortSignal;
  /** Fires when newer streams of the same person take the place of this one. */
  displaced?: AbortSignal;
}

const RECHECK_MS = 10_000;
const PING_MS = 15_000;

/** Numbers are only comparable within one process and one set of topics, so an event id names both. */
function idPrefix(boot: string, topics: readonly Topic[]): string {
  const set = createHash("sha256").update(topics.toSorted().join(",")).digest("hex").slice(0, 8);
  return `${boot}.${set}.`;
}

function resumeSeq(lastEventId: string | null, prefix: string): number | null {
  if (lastEventId === null || !lastEventId.startsWith(prefix)) return null;
  const number = lastEventId.slice(prefix.length);
  return /^\d{1,15}$/.test(number) ? Number(number) : null;
}

/** The real pause of a server: it does not outlive its signal and keeps no process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener("abort", done, { once: true });
  });
}

/**
 * The frames of one reader: newest snapshots first (or only what changed since Last-Event-ID), then changes, a ping every 15 s.
 * Rights are asked again every 10 s before anything more is sent. Ends with the signal, with the hub, with the last right, or, by a last
 * word, when it is displaced.
 */
export async function* liveStream(options: StreamOptions): AsyncGenerator<LiveEvent, void, undefined> {
  const { hub, organizationId, now, elapsed, signal, displaced } = options;
  const prefix = idPrefix(hub.boot, options.topics);
  const reading = new Set(options.topics);
  const first = new Set(await options.allowed(options.topics));
  const begin = options.topics.filter((topic) => first.has(topic));
  const seen = resumeSeq(options.lastEventId, prefix);
  const subscription = hub.subscribe(organizationId, begin, seen);
  const stop = new AbortController();
  const end = () => {
    stop.abort();
    subscription.end();
  };
  signal.addEventListener("abort", end, { once: true });
  displaced?.addEventListener("abort", end, { once: true });
  if (signal.aborted || displaced?.aborted === true) end();

  const withdraw = function* withdraw(left: ReadonlySet<Topic>): Generator<LiveEvent> {
    for (const topic of reading) {
      if (left.has(topic)) continue;
      reading.delete(topic);
      subscription.drop(topic);
      yield { id: null, frame: { kind: "gone", topic, reason: "no-permission" } };
    }
  };

  try {
    yield* withdraw(first);
    let recheckAt = elapsed() + RECHECK_MS;
    let pingAt = elapsed();
    while (!subscription.ended && reading.size > 0) {
      if (elapsed() >= recheckAt) {
        yield* withdraw(new Set(await options.allowed([...reading])));
        recheckAt = elapsed() + RECHECK_MS;
        continue;
      }
      if (elapsed() >= pingAt) {
        pingAt = elapsed() + PING_MS;
        yield { id: null, frame: { kind: "ping", at: now() } };
      }
      for (const { frame, seq } of subscription.take()) yield { id: `${prefix}${seq}`, frame };
      const nap = new AbortController();
      const napSignal = AbortSignal.any([nap.signal, stop.signal]);
      await Promise.race([
        subscription.ready(),
        options.sleep(Math.max(1, Math.min(recheckAt, pingAt) - elapsed()), napSignal),
      ]);
      nap.abort();
    }
    if (displaced?.aborted === true && !signal.aborted)
      yield { id: null, frame: { kind: "paused", reason: "too-many-streams" } };
  } finally {
    signal.removeEventListener("abort", end);
    displaced?.removeEventListener("abort", end);
    end();
  }
}
