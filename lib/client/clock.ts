/** A ticking clock that follows the server's, so that ages are true on a machine whose own clock is not. */
export class ServerClock {
  #offsetMs = 0;
  #current: number;
  #timer: ReturnType<typeof setInterval> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #localNow: () => number;

  constructor(localNow: () => number = Date.now) {
    this.#localNow = localNow;
    this.#current = localNow();
  }

  /** Takes the server's time, as a ping of the live stream or a freshly rendered page says it. */
  follow(serverNow: number): void {
    this.#offsetMs = serverNow - this.#localNow();
    this.#tick();
  }

  /** Epoch milliseconds of the server, moving once a second. */
  readonly snapshot = (): number => this.#current;

  /** Ticks while someone listens. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === null) {
      this.#current = this.#localNow() + this.#offsetMs;
      this.#timer = setInterval(() => this.#tick(), 1000);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  };

  #tick(): void {
    this.#current = this.#localNow() + this.#offsetMs;
    for (const listener of this.#listeners) listener();
  }
}

export const serverClock = new ServerClock();
