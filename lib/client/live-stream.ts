import { LiveFrame, type PausedFrame } from "@/lib/contract/frames";

/** How fresh the pictures are. `since` is local epoch milliseconds: when the stream was last heard. */
export type LiveState =
  | { kind: "connecting" }
  | { kind: "live" }
  | { kind: "reconnecting"; since: number }
  /** Newer pages of the same person took the stream; it goes on when somebody asks for it here. */
  | { kind: "paused"; since: number }
  | { kind: "signed-out" };

/** A frame for the listeners; the stream's own last word is not one. */
export type StreamFrame = Exclude<LiveFrame, PausedFrame>;

export interface SourceEvents {
  open: () => void;
  message: (data: string, id: string) => void;
  /** `final` when the browser will not try again by itself: the server answered with an error. */
  fail: (final: boolean) => void;
}

export interface StreamPorts {
  /** Opens an EventSource; returns how to close it. */
  open: (url: string, events: SourceEvents) => () => void;
  /** Whether the session still stands; asked when the server refused the stream. */
  isSignedIn: () => Promise<boolean>;
}

interface StreamOptions extends StreamPorts {
  url: (topics: readonly string[], lastEventId: string | null) => string;
  onFrame: (frame: StreamFrame) => void;
  onState: (state: LiveState) => void;
}

/** The server pings every 15 s; after this silence a connection is taken for dead. */
export const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

function parseFrame(data: string): LiveFrame | null {
  try {
    const parsed = LiveFrame.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * One stream of live frames for a set of topics. Comes back by itself: the browser repeats dropped connections with
 * Last-Event-ID, and what the browser gives up, or what falls silent, is opened anew with growing pauses.
 */
export class LiveStream {
  readonly #options: StreamOptions;
  #topics: readonly string[] = [];
  #close: (() => void) | null = null;
  #lastEventId: string | null = null;
  #heardAt = Date.now();
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #state: LiveState = { kind: "connecting" };
  #disposed = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Listens to these topics from now on; the same set again changes nothing. */
  setTopics(topics: readonly string[]): void {
    const next = topics.toSorted();
    if (this.#disposed || next.join(",") === this.#topics.join(",")) return;
    this.#topics = next;
    this.#stop();
    if (next.length > 0) this.#start();
  }

  /** Goes on after a pause. */
  resume(): void {
    if (this.#disposed || this.#state.kind !== "paused" || this.#close !== null) return;
    this.#setState({ kind: "connecting" });
    if (this.#topics.length > 0) this.#start();
  }

  dispose(): void {
    this.#disposed = true;
    this.#stop();
  }

  #stop(): void {
    this.#close?.();
    this.#close = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(): void {
    this.#stop();
    let current = true;
    const mine =
      <A extends unknown[]>(act: (...args: A) => void) =>
      (...args: A) => {
        if (current) act(...args);
      };
    const close = this.#options.open(this.#options.url(this.#topics, this.#lastEventId), {
      open: mine(() => this.#heard()),
      message: mine((data, id) => this.#message(data, id)),
      fail: mine((final) => this.#failed(final)),
    });
    this.#close = () => {
      current = false;
      close();
    };
    this.#watchSilence();
  }

  #heard(): void {
    this.#heardAt = Date.now();
    this.#retryMs = FIRST_RETRY_MS;
    this.#setState({ kind: "live" });
    this.#watchSilence();
  }

  #message(data: string, id: string): void {
    this.#heard();
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.kind === "paused") {
      this.#stop();
      this.#setState({ kind: "paused", since: this.#heardAt });
      return;
    }
    if (id !== "") this.#lastEventId = id;
    this.#options.onFrame(frame);
  }

  #failed(final: boolean): void {
    this.#setState({ kind: "reconnecting", since: this.#heardAt });
    if (!final) return;
    this.#stop();
    void this.#afterRefusal();
  }

  async #afterRefusal(): Promise<void> {
    const topics = this.#topics;
    const signedIn = await this.#options.isSignedIn().catch(() => true);
    if (this.#disposed || topics !== this.#topics || this.#close !== null) return;
    if (!signedIn) {
      this.#setState({ kind: "signed-out" });
      return;
    }
    this.#timer = setTimeout(() => this.#start(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #watchSilence(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#setState({ kind: "reconnecting", since: this.#heardAt });
      this.#start();
    }, SILENCE_MS);
  }

  #setState(next: LiveState): void {
    if (next.kind === this.#state.kind) return;
    this.#state = next;
    this.#options.onState(next);
  }
}
