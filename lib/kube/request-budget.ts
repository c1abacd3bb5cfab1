import "server-only";
import type { KubeRequest } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";

export type Lane = NonNullable<KubeRequest["lane"]>;

const WINDOW_MS = 1000;
const REQUESTS_MAX = 10;
const BACKGROUND_MAX = 7;
const PAUSE_MAX_MS = 60_000;

interface Waiting {
  grant: () => void;
  refuse: (error: KubeError) => void;
  deadlineAt: number;
}

/**
 * Ten requests in any second and region, at most seven of them in the background: three are kept for
 * people, who also go first. A pause that the server asked for holds both. Times are `performance.now()`.
 */
export class RequestBudget {
  readonly #sent: { at: number; lane: Lane }[] = [];
  readonly #waiting: Record<Lane, Waiting[]> = { person: [], background: [] };
  #pausedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when the request may be sent; throws the signal's reason, or `too-many` when it cannot be in time. */
  async acquire(lane: Lane, deadlineAt: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        signal.removeEventListener("abort", aborted);
        const queue = this.#waiting[lane];
        const place = queue.indexOf(waiting);
        if (place >= 0) queue.splice(place, 1);
      };
      const aborted = (): void => {
        leave();
        reject(signal.reason);
      };
      const waiting: Waiting = {
        deadlineAt,
        grant: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      signal.addEventListener("abort", aborted, { once: true });
      this.#waiting[lane].push(waiting);
      this.#pump();
    });
  }

  /** Holds every request for as long as the server asked, at most a minute. */
  pause(ms: number): void {
    const until = performance.now() + Math.min(ms, PAUSE_MAX_MS);
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#pump();
  }

  #room(lane: Lane): boolean {
    if (this.#sent.length >= REQUESTS_MAX) return false;
    return lane === "person" || this.#sent.filter((each) => each.lane === lane).length < BACKGROUND_MAX;
  }

  #serve(lane: Lane, now: number): void {
    for (let next = this.#waiting[lane][0]; next && this.#room(lane); next = this.#waiting[lane][0]) {
      this.#sent.push({ at: now, lane });
      next.grant();
    }
  }

  /** A call that could only time out is told at once, so that nobody waits for nothing. */
  #refuseLate(now: number): void {
    const retryAfterMs = Math.ceil(this.#pausedUntil - now);
    for (const queue of [this.#waiting.person, this.#waiting.background]) {
      for (const late of queue.filter((each) => each.deadlineAt < this.#pausedUntil)) {
        late.refuse(
          new KubeError("too-many", `the server asked to wait ${Math.ceil(retryAfterMs / 1000)} s`, {
            retryAfterMs,
          }),
        );
      }
    }
  }

  #pump(): void {
    const now = performance.now();
    clearTimeout(this.#timer);
    while ((this.#sent[0]?.at ?? Infinity) <= now - WINDOW_MS) this.#sent.shift();
    if (now < this.#pausedUntil) {
      this.#refuseLate(now);
    } else {
      this.#serve("person", now);
      this.#serve("background", now);
    }
    const left = this.#waiting.person.length + this.#waiting.background.length;
    if (left === 0) return;
    const roomAt = (this.#sent[0]?.at ?? now) + WINDOW_MS;
    const next = now < this.#pausedUntil ? this.#pausedUntil : roomAt;
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(next - now)));
  }
}
