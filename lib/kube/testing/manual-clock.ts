import type { Clock } from "@/lib/kube/clock";

interface Sleeper {
  at: number;
  wake: () => void;
}

/** A clock that stands still until the test moves it, and remembers how long it was asked to sleep. */
export class ManualClock implements Clock {
  /** Every length of sleep that was asked for, in order. */
  readonly asked: number[] = [];
  readonly #sleepers = new Set<Sleeper>();
  #now = Date.UTC(2026, 10, 23);

  now = (): number => this.#now;

  sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    this.asked.push(ms);
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = { at: this.#now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
      });
    });
  };

  /** How many milliseconds each sleeper still has, shortest first. */
  left(): number[] {
    return [...this.#sleepers].map((one) => one.at - this.#now).toSorted((a, b) => a - b);
  }

  /** Moves time on and wakes who is due. */
  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
