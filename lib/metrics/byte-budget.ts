import "server-only";

/**
 * So many bytes a second, of which one second's worth may be saved up. What a page takes is known only once it was
 * read, so it may run into debt, and the next read waits until that is paid.
 */
export class ByteBudget {
  readonly #perSecond: number;
  readonly #elapsed: () => number;
  #balance: number;
  #at: number;

  /** `elapsed` gives milliseconds that no setting of the clock moves. */
  constructor(perSecond: number, elapsed: () => number) {
    if (!(perSecond > 0)) throw new RangeError("perSecond must be above 0");
    this.#perSecond = perSecond;
    this.#elapsed = elapsed;
    this.#balance = perSecond;
    this.#at = elapsed();
  }

  /** Takes bytes that came. */
  spend(bytes: number): void {
    this.#refill();
    this.#balance -= bytes;
  }

  /** Milliseconds until the next read may begin; 0 when it may now. */
  waitMs(): number {
    this.#refill();
    return Math.max(0, Math.ceil((-this.#balance / this.#perSecond) * 1000));
  }

  #refill(): void {
    const now = this.#elapsed();
    const gained = ((now - this.#at) / 1000) * this.#perSecond;
    this.#balance = Math.min(this.#perSecond, this.#balance + gained);
    this.#at = now;
  }
}
