import "server-only";

/** Streams of one person in one process. A browser needs one for each organization, or one for each tab without TLS. */
export const MOST_STREAMS = 24;

/** The place of one open stream. */
export interface StreamSeat {
  /** Fires when a newer stream of the same person took the place. */
  readonly displaced: AbortSignal;
  leave(): void;
}

/**
 * Bounds how many streams each person holds. The oldest gives way: what a browser left behind without a word is old,
 * and the page that a person has just opened is the one that they look at.
 */
export class StreamSeats {
  readonly #held = new Map<string, Set<AbortController>>();
  readonly #most: number;

  constructor(most = MOST_STREAMS) {
    this.#most = most;
  }

  /** Takes a seat for a person; the oldest of theirs is displaced when they hold too many. */
  take(person: string): StreamSeat {
    const seat = new AbortController();
    const own = this.#held.get(person) ?? new Set();
    this.#held.set(person, own.add(seat));
    const [oldest] = own;
    if (own.size > this.#most && oldest !== undefined) {
      own.delete(oldest);
      oldest.abort();
    }
    return {
      displaced: seat.signal,
      leave: () => {
        own.delete(seat);
        if (own.size === 0 && this.#held.get(person) === own) this.#held.delete(person);
      },
    };
  }

  /** How many streams a person holds. */
  count(person: string): number {
    return this.#held.get(person)?.size ?? 0;
  }
}
