import type { GoneFrame, SnapshotFrame } from "@/lib/contract/frames";
import { TabMessage } from "@/lib/client/live-messages";
import { LiveStream, type LiveState, type StreamFrame, type StreamPorts } from "@/lib/client/live-stream";

export interface ChannelPort {
  post: (message: TabMessage) => void;
  close: () => void;
}

export interface SessionPorts extends StreamPorts {
  /** The other tabs, or null where the browser has no way to speak to them: then each tab leads itself. */
  channel: ((listen: (message: unknown) => void) => ChannelPort) | null;
  /** Calls `lead` once this tab is the one that holds the stream; returns how to give that up or stop waiting. */
  elect: (lead: () => void) => () => void;
}

export type TopicFrame = SnapshotFrame | GoneFrame;

interface SessionOptions {
  /** Asked at the start, so that a session can be made where there is no browser. */
  ports: () => SessionPorts;
  /** Names this tab among the others. */
  tab: string;
  url: (topics: readonly string[], lastEventId: string | null) => string;
  /** The server's time, from its pings. */
  onServerTime: (at: number) => void;
}

/** A tab that has not said what it wants for this long is taken for gone. */
export const TAB_SILENCE_MS = 65_000;
const RENEW_MS = 20_000;
/** The server takes no more in one stream; this tab's own come first. */
const MOST_TOPICS = 32;
/** Subscriptions that come together open one stream, not several. */
const GATHER_MS = 40;

/**
 * The live pictures of one organization in one browser tab. Of all tabs one leads and holds the stream for the topics of
 * all; the others listen to it (decision 18). Lives outside React: `listen` for a topic, `subscribe`/`snapshot` for the state.
 */
export class LiveSession {
  readonly #options: SessionOptions;
  readonly #listeners = new Map<string, Set<(frame: TopicFrame) => void>>();
  readonly #stateListeners = new Set<() => void>();
  readonly #wantsOfOthers = new Map<string, { topics: readonly string[]; at: number }>();
  readonly #newest = new Map<string, TopicFrame>();
  #channel: ChannelPort | null = null;
  #isSignedIn: SessionPorts["isSignedIn"] = () => Promise.resolve(true);
  #gathering: ReturnType<typeof setTimeout> | null = null;
  #stream: LiveStream | null = null;
  #state: LiveState = { kind: "connecting" };

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Joins the other tabs and stands for election; returns how to leave. */
  start(): () => void {
    const ports = this.#options.ports();
    this.#isSignedIn = ports.isSignedIn;
    this.#channel = ports.channel?.((message) => this.#hear(message)) ?? null;
    const renewal = setInterval(() => this.#renew(), RENEW_MS);
    const resign = ports.elect(() => this.#lead(ports));
    this.#gather();
    return () => {
      clearInterval(renewal);
      this.#leave();
      resign();
    };
  }

  readonly snapshot = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => void this.#stateListeners.delete(listener);
  };

  /** Hears the frames of one topic, the newest known one first. */
  listen(topic: string, listener: (frame: TopicFrame) => void): () => void {
    const known = this.#listeners.get(topic) ?? new Set();
    known.add(listener);
    this.#listeners.set(topic, known);
    const newest = this.#newest.get(topic);
    if (newest !== undefined && this.#stream !== null) listener(newest);
    this.#gather();
    return () => {
      known.delete(listener);
      if (known.size === 0 && this.#listeners.get(topic) === known) this.#listeners.delete(topic);
      this.#gather();
    };
  }

  /** Whether anyone in this tab listens to the topic. */
  isWatched(topic: string): boolean {
    return this.#listeners.has(topic);
  }

  /** Asks for a stream that newer pages took, here or in the tab that leads. */
  resume(): void {
    if (this.#stream === null) this.#channel?.post({ kind: "resume" });
    else this.#stream.resume();
  }

  /** After an answer that knows nobody: when the session has ended, this tab and the others say so. */
  async checkSession(): Promise<void> {
    const signedIn = await this.#isSignedIn().catch(() => true);
    if (signedIn) return;
    this.sayGoodbye();
    this.#end();
  }

  /** Tells the other tabs that the session has ended; whoever ends it goes away by itself. */
  sayGoodbye(): void {
    this.#channel?.post({ kind: "signed-out" });
  }

  #end(): void {
    this.#stream?.dispose();
    this.#setState({ kind: "signed-out" });
  }

  #leave(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
    this.#stream?.dispose();
    this.#stream = null;
    this.#newest.clear();
    this.#wantsOfOthers.clear();
    this.#channel?.post({ kind: "bye", tab: this.#options.tab });
    this.#channel?.close();
    this.#channel = null;
  }

  #lead(ports: SessionPorts): void {
    this.#stream = new LiveStream({
      open: ports.open,
      isSignedIn: ports.isSignedIn,
      url: this.#options.url,
      onFrame: (frame) => {
        this.#remember(frame);
        this.#deliver(frame);
        this.#channel?.post({ kind: "frame", frame });
      },
      onState: (state) => {
        this.#setState(state);
        this.#channel?.post({ kind: "state", state });
      },
    });
    this.#channel?.post({ kind: "lead", tab: this.#options.tab });
    this.#gather();
  }

  #remember(frame: StreamFrame): void {
    if (frame.kind !== "ping") this.#newest.set(frame.topic, frame);
  }

  #deliver(frame: StreamFrame): void {
    if (frame.kind === "ping") {
      this.#options.onServerTime(frame.at);
      return;
    }
    for (const listener of this.#listeners.get(frame.topic) ?? []) listener(frame);
  }

  #hear(raw: unknown): void {
    const parsed = TabMessage.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case "want":
        this.#hearWant(message.tab, message.topics);
        break;
      case "bye":
        this.#wantsOfOthers.delete(message.tab);
        this.#gather();
        break;
      case "lead":
        this.#sayWants();
        break;
      case "frame":
        if (this.#stream === null && message.frame.kind !== "paused") {
          this.#setState({ kind: "live" });
          this.#deliver(message.frame);
        }
        break;
      case "resume":
        this.#stream?.resume();
        break;
      case "signed-out":
        this.#end();
        break;
      case "state":
        if (this.#stream === null) this.#setState(message.state);
        break;
    }
  }

  /** A tab that joins a running stream gets the newest pictures at once, without a new connection. */
  #hearWant(tab: string, topics: readonly string[]): void {
    if (this.#stream === null) return;
    const before = this.#wantsOfOthers.get(tab)?.topics ?? [];
    this.#wantsOfOthers.set(tab, { topics, at: Date.now() });
    for (const topic of topics) {
      const newest = before.includes(topic) ? undefined : this.#newest.get(topic);
      if (newest !== undefined) this.#channel?.post({ kind: "frame", frame: newest });
    }
    if (before.length === 0) this.#channel?.post({ kind: "state", state: this.#state });
    this.#gather();
  }

  #sayWants(): void {
    if (this.#stream !== null) return;
    this.#channel?.post({ kind: "want", tab: this.#options.tab, topics: [...this.#listeners.keys()] });
  }

  #renew(): void {
    this.#sayWants();
    for (const [tab, want] of this.#wantsOfOthers) {
      if (Date.now() - want.at > TAB_SILENCE_MS) this.#wantsOfOthers.delete(tab);
    }
    if (this.#stream !== null) this.#gather();
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      if (this.#stream === null) {
        this.#sayWants();
        return;
      }
      const others = [...this.#wantsOfOthers.values()].flatMap((want) => want.topics);
      const topics = new Set([...this.#listeners.keys(), ...others]);
      for (const topic of this.#newest.keys()) if (!topics.has(topic)) this.#newest.delete(topic);
      this.#stream.setTopics([...topics].slice(0, MOST_TOPICS));
    }, GATHER_MS);
  }

  #setState(next: LiveState): void {
    if (next.kind === this.#state.kind || this.#state.kind === "signed-out") return;
    this.#state = next;
    for (const listener of this.#stateListeners) listener();
  }
}
