import "server-only";
import type { GoneFrame, SnapshotFrame, Topic } from "@/lib/contract/frames";
import { type TopicKind, type TopicRef, topicOf, topicRef } from "@/lib/live/topics";

/** Answers (or promises) what a topic shows now, as plain data; undefined when its thing does not exist (any more). */
export interface SnapshotProvider {
  snapshot(ref: TopicRef): unknown;
  /** At most one frame for a topic in this time; 100 ms unless a kind is dear to read. */
  everyMs?: number;
}

export type TopicFrame = SnapshotFrame | GoneFrame;

/** The frames of one reader. At most one frame a topic waits, the newest, so a slow reader costs no memory. */
export interface Subscription {
  /** Waiting frames, in the order of their numbers; empties the queue. */
  take(): { frame: TopicFrame; seq: number }[];
  /** Settles when a frame waits or the subscription ended. */
  ready(): Promise<void>;
  drop(topic: Topic): void;
  readonly ended: boolean;
  end(): void;
}

export interface HubOptions {
  /** Epoch milliseconds, for frames. */
  now: () => number;
  /** Milliseconds that no setting of the clock moves, for pace. */
  elapsed: () => number;
  /** Runs `work` once after `ms`; answers how to cancel it. */
  later: (work: () => void, ms: number) => () => void;
  /** Told of a provider that threw; the topic keeps its last frame and is tried again. */
  onError?: (error: unknown, ref: TopicRef) => void;
  /** Names this process's numbering: a resume from another process begins with snapshots. */
  boot: string;
}

/** At most one frame for a topic in this time. */
export const COALESCE_MS = 100;
/** How long an unread topic keeps its newest frame for readers that come back. */
const LINGER_MS = 60_000;
const RETRY_FIRST_MS = 1000;
const RETRY_LAST_MS = 30_000;

class Channel {
  readonly readers = new Set<Reader>();
  newest: { frame: TopicFrame; seq: number } | null = null;
  dirty = true;
  running = false;
  failures = 0;
  publishedAt = -Infinity;
  cancelTimer: (() => void) | null = null;
  cancelLinger: (() => void) | null = null;

  constructor(readonly ref: TopicRef) {}
}

class Reader implements Subscription {
  readonly #queue = new Map<Topic, { frame: TopicFrame; seq: number }>();
  readonly #leave: (topic: Topic) => void;
  readonly topics: Set<Topic>;
  readonly #done: (reader: Reader) => void;
  #waiting: { promise: Promise<void>; resolve: () => void } | null = null;
  #ended = false;

  constructor(topics: readonly Topic[], leave: (topic: Topic) => void, done: (reader: Reader) => void) {
    this.topics = new Set(topics);
    this.#leave = leave;
    this.#done = done;
  }

  get ended(): boolean {
    return this.#ended;
  }

  offer(entry: { frame: TopicFrame; seq: number }) {
    this.#queue.delete(entry.frame.topic);
    this.#queue.set(entry.frame.topic, entry);
    this.#rouse();
  }

  take() {
    const entries = [...this.#queue.values()].toSorted((a, b) => a.seq - b.seq);
    this.#queue.clear();
    return entries;
  }

  ready(): Promise<void> {
    if (this.#ended || this.#queue.size > 0) return Promise.resolve();
    this.#waiting ??= Promise.withResolvers<void>();
    return this.#waiting.promise;
  }

  drop(topic: Topic) {
    if (!this.topics.delete(topic)) return;
    this.#queue.delete(topic);
    this.#leave(topic);
  }

  end() {
    if (this.#ended) return;
    this.#ended = true;
    for (const topic of this.topics) this.drop(topic);
    this.#done(this);
    this.#rouse();
  }

  #rouse() {
    this.#waiting?.resolve();
    this.#waiting = null;
  }
}

/**
 * Fans changes out to the readers of one process. Whoever changes something calls `notify`; the hub asks the kind's provider
 * once for all readers, at most every 100 ms a topic, and only while somebody reads. Frames are numbered over all topics.
 */
export class LiveHub {
  readonly #options: HubOptions;
  readonly #providers = new Map<TopicKind, SnapshotProvider>();
  readonly #channels = new Map<string, Channel>();
  readonly #readers = new Set<Reader>();
  #seq = 0;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  get boot(): string {
    return this.#options.boot;
  }

  /** Says who knows what topics of this kind show. A second call replaces the first (hot reload). */
  register(kind: TopicKind, provider: SnapshotProvider): void {
    this.#providers.set(kind, provider);
  }

  /** What this topic shows has changed. Costs nothing while nobody reads it. */
  notify(organizationId: string, topic: Topic): void {
    const channel = this.#channels.get(`${organizationId} ${topic}`);
    if (channel === undefined) return;
    channel.dirty = true;
    this.#schedule(channel);
  }

  /** Every topic that somebody reads may have changed: time passed, or another process wrote. */
  refreshRead(): void {
    for (const channel of this.#channels.values()) {
      channel.dirty = true;
      this.#schedule(channel);
    }
  }

  /**
   * Begins to read topics of one organization; the caller has checked that the reader may.
   * `resumeSeq` is the newest number that the reader has of *these* topics from this process, or null for snapshots of all.
   */
  subscribe(organizationId: string, topics: readonly Topic[], resumeSeq: number | null): Subscription {
    const reader: Reader = new Reader(
      topics,
      (topic) => this.#left(reader, `${organizationId} ${topic}`),
      (done) => this.#readers.delete(done),
    );
    if (this.#closed) {
      reader.end();
      return reader;
    }
    this.#readers.add(reader);
    for (const topic of reader.topics) {
      const key = `${organizationId} ${topic}`;
      const channel = this.#channels.get(key) ?? new Channel(topicRef(organizationId, topic));
      this.#channels.set(key, channel);
      channel.cancelLinger?.();
      channel.cancelLinger = null;
      channel.readers.add(reader);
      if (channel.dirty) this.#schedule(channel);
      else if (channel.newest !== null && !(resumeSeq !== null && channel.newest.seq <= resumeSeq)) {
        reader.offer(channel.newest);
      }
    }
    return reader;
  }

  /** How many topics and readers are held, for the page of numbers and for tests. */
  counts(): { topics: number; readers: number } {
    return { topics: this.#channels.size, readers: this.#readers.size };
  }

  /** Ends every reader and takes no new ones: the process is about to stop. */
  close(): void {
    this.#closed = true;
    for (const reader of this.#readers) reader.end();
    for (const channel of this.#channels.values()) {
      channel.cancelTimer?.();
      channel.cancelLinger?.();
    }
    this.#channels.clear();
  }

  #left(reader: Reader, key: string) {
    const channel = this.#channels.get(key);
    if (channel === undefined) return;
    channel.readers.delete(reader);
    if (channel.readers.size > 0 || this.#closed) return;
    channel.cancelTimer?.();
    channel.cancelTimer = null;
    channel.cancelLinger?.();
    channel.cancelLinger = this.#options.later(() => this.#channels.delete(key), LINGER_MS);
  }

  #schedule(channel: Channel) {
    if (this.#closed || channel.running || channel.cancelTimer !== null || channel.readers.size === 0) return;
    const wait =
      channel.failures > 0
        ? Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (channel.failures - 1))
        : Math.max(0, channel.publishedAt + this.#everyMs(channel) - this.#options.elapsed());
    channel.cancelTimer = this.#options.later(() => {
      channel.cancelTimer = null;
      void this.#refresh(channel);
    }, wait);
  }

  #everyMs(channel: Channel): number {
    return this.#providers.get(channel.ref.kind)?.everyMs ?? COALESCE_MS;
  }

  async #refresh(channel: Channel) {
    const { ref } = channel;
    channel.running = true;
    channel.dirty = false;
    try {
      const data = await this.#providers.get(ref.kind)?.snapshot(ref);
      channel.failures = 0;
      this.#publish(channel, data);
    } catch (error) {
      channel.failures += 1;
      channel.dirty = true;
      this.#options.onError?.(error, ref);
    } finally {
      channel.running = false;
      if (channel.dirty) this.#schedule(channel);
    }
  }

  #publish(channel: Channel, data: unknown) {
    const topic = topicOf(channel.ref.kind, channel.ref.id);
    const at = this.#options.now();
    this.#seq += 1;
    const seq = this.#seq;
    const frame: TopicFrame =
      data === undefined
        ? { kind: "gone", topic, reason: "not-found" }
        : { kind: "snapshot", topic, seq, at, data };
    channel.newest = { frame, seq };
    channel.publishedAt = this.#options.elapsed();
    for (const reader of channel.readers) reader.offer(channel.newest);
  }
}
