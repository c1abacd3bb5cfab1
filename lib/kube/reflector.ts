import "server-only";
import type { Fact } from "@/lib/domain/cluster/facts";
import { backoffMs } from "@/lib/kube/backoff";
import type { KubeClient } from "@/lib/kube/client";
import { type Clock, pause } from "@/lib/kube/clock";
import type { KubeError } from "@/lib/kube/kube-error";
import { type Listed, listAll } from "@/lib/kube/list-pages";
import { transportError } from "@/lib/kube/transport-error";
import { parseWatchLine, splitLines } from "@/lib/kube/watch-lines";

export interface ReflectorLimits {
  pageSize: number;
  objectsMax: number;
  lineBytesMax: number;
  /** A watch that is silent for longer is cut and resumed; the API server sends a bookmark about every minute. */
  idleMs: number;
  /** The server ends each watch after a random time between these. */
  watchSeconds: readonly [number, number];
  /** Even a watch that works is checked against a whole list this often: it repairs a lost event. */
  resyncMs: number;
}

export const REFLECTOR_LIMITS: ReflectorLimits = {
  pageSize: 500,
  objectsMax: 50_000,
  lineBytesMax: 1024 * 1024,
  idleMs: 90_000,
  watchSeconds: [240, 480],
  resyncMs: 600_000,
};

const BACKOFF = { baseMs: 500, capMs: 60_000 };
/** A watch that lasted this long was a good one: the next attempt starts afresh and at once. */
const GOOD_WATCH_MS = 5000;
const FAILED_WATCHES_MAX = 3;
const FORBIDDEN_RETRY_MS = 60_000;
const ABSENT_RETRY_MS = [5000, 10_000] as const;
const EMPTY_CONFIRM_MS = 1000;

export interface ReflectorOptions<F extends Fact> {
  client: KubeClient;
  path: string;
  project: (raw: unknown) => F | null;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  limits: ReflectorLimits;
  /** How many facts of this path are shown now; a list that would take all of them away is read twice. */
  held: () => number;
  /** Waits until the region may be called, and gives the signal that ends this connection. Rejects when `signal` fires. */
  connected: (signal: AbortSignal) => Promise<AbortSignal>;
  /** Fires when a person asks to retry now: waits are cut short, watches go on. */
  hurry: () => AbortSignal;
}

export type Reflected<F extends Fact> =
  | { kind: "listed"; facts: readonly F[]; skipped: number }
  | { kind: "put"; fact: F }
  | { kind: "deleted"; fact: F }
  | { kind: "bookmark" }
  /** An event that was not of the wanted shape. */
  | { kind: "skipped" }
  | { kind: "unread"; unread: "forbidden" | "absent" }
  | { kind: "failed"; error: KubeError };

interface Progress {
  /** Where the next watch begins; null when a list is needed. */
  cursor: string | null;
  listedAt: number;
  /** Attempts in a row that gave no good watch. */
  attempt: number;
}

/** Whether a failure makes the cursor worthless, so that only a list can go on. A watch that fails and fails may be one. */
function losesPlace(error: KubeError, attempt: number): boolean {
  if (error.kind === "server" && attempt >= FAILED_WATCHES_MAX) return true;
  if (error.causes.some((cause) => cause.reason === "ResourceVersionTooLarge")) return true;
  return ["expired", "protocol", "invalid", "forbidden", "not-found"].includes(error.kind);
}

function retryMs(error: KubeError, attempt: number, random: number): number {
  if (error.kind === "forbidden") return FORBIDDEN_RETRY_MS;
  if (error.kind === "not-found") {
    const [from, to] = ABSENT_RETRY_MS;
    return from + Math.round(random * (to - from));
  }
  if (error.kind === "expired" && attempt === 1) return 0;
  return backoffMs(attempt, random, BACKOFF, error.retryAfterMs ?? 0);
}

/** A list that takes everything away may be a server that has not caught up: the second one is believed. */
async function listOnce<F extends Fact>(
  options: ReflectorOptions<F>,
  signal: AbortSignal,
): Promise<Listed<F>> {
  const { client, path, project, limits, clock } = options;
  const asked = { client, path, project, signal, pageSize: limits.pageSize, objectsMax: limits.objectsMax };
  const first = await listAll(asked);
  if (first.items.length > 0 || options.held() === 0) return first;
  await clock.sleep(EMPTY_CONFIRM_MS, signal);
  return listAll(asked);
}

/** One watch, until the server ends it. Moves the cursor with each event and bookmark; throws KubeError. */
async function* watchOnce<F extends Fact>(
  options: ReflectorOptions<F>,
  progress: Progress,
  cursor: string,
  signal: AbortSignal,
): AsyncGenerator<Reflected<F>> {
  const { client, clock, limits } = options;
  const [from, to] = limits.watchSeconds;
  const wanted = from + Math.round(options.random() * (to - from));
  const untilResync = Math.ceil((progress.listedAt + limits.resyncMs - clock.now()) / 1000);
  const stream = await client.stream({
    method: "GET",
    path: options.path,
    query: {
      watch: true,
      allowWatchBookmarks: true,
      timeoutSeconds: Math.max(1, Math.min(wanted, untilResync)),
      resourceVersion: cursor,
    },
    idleMs: limits.idleMs,
    maxBytes: Number.MAX_SAFE_INTEGER,
    lane: "background",
    signal,
  });
  for await (const line of splitLines(stream.body, limits.lineBytesMax)) {
    signal.throwIfAborted();
    const event = parseWatchLine(line);
    if (event.kind === "unknown") {
      yield { kind: "skipped" };
    } else if (event.kind === "bookmark") {
      progress.cursor = event.resourceVersion;
      yield event;
    } else {
      const fact = options.project(event.object);
      if (fact) progress.cursor = fact.resourceVersion;
      yield fact ? { kind: event.kind, fact } : { kind: "skipped" };
    }
  }
}

/** A list where one is needed, then one watch. Gives whether that watch was a good one. */
async function* listAndWatch<F extends Fact>(
  options: ReflectorOptions<F>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<Reflected<F>, boolean> {
  const { clock, limits } = options;
  if (progress.cursor === null || clock.now() - progress.listedAt >= limits.resyncMs) {
    const listed = await listOnce(options, signal);
    progress.cursor = listed.resourceVersion;
    progress.listedAt = clock.now();
    yield { kind: "listed", facts: listed.items, skipped: listed.skipped };
  }
  const startedAt = clock.now();
  const lasted = (): boolean => clock.now() - startedAt >= GOOD_WATCH_MS;
  try {
    yield* watchOnce(options, progress, progress.cursor, signal);
    return lasted();
  } finally {
    if (lasted()) progress.attempt = 0;
  }
}

/**
 * Follows one path of the API server for as long as `signal` lasts: a list in pages, then watches that resume where the
 * last one ended. Yields what it learns and every failure, and never throws for what a cluster does.
 * A lost place (410, a broken or too long event) leads to a new list; until that has come whole, what was told stands.
 * Memory: one raw page (500 objects) while listing, one event line while watching. The cursor is opaque.
 */
export async function* reflect<F extends Fact>(
  options: ReflectorOptions<F>,
  signal: AbortSignal,
): AsyncGenerator<Reflected<F>> {
  const { clock, random } = options;
  const progress: Progress = { cursor: null, listedAt: 0, attempt: 0 };
  let connection: AbortSignal | null = null;
  while (!signal.aborted) {
    const current = await options.connected(signal).catch(() => null);
    if (current === null) return;
    if (current !== connection) progress.attempt = 0;
    connection = current;
    const within = AbortSignal.any([signal, current]);
    let waitMs = 0;
    try {
      if (!(yield* listAndWatch(options, progress, within))) progress.attempt += 1;
      if (progress.attempt > 1) waitMs = backoffMs(progress.attempt, random(), BACKOFF);
    } catch (cause) {
      if (within.aborted) continue;
      const error = transportError(cause);
      progress.attempt += 1;
      if (losesPlace(error, progress.attempt)) progress.cursor = null;
      if (error.kind === "forbidden") yield { kind: "unread", unread: "forbidden" };
      else if (error.kind === "not-found") yield { kind: "unread", unread: "absent" };
      else if (error.kind !== "expired") yield { kind: "failed", error };
      waitMs = retryMs(error, progress.attempt, random());
    }
    await pause(clock, waitMs, AbortSignal.any([within, options.hurry()]));
  }
}
