import "server-only";
import { KubeError } from "@/lib/kube/kube-error";
import { transportError } from "@/lib/kube/transport-error";

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

/**
 * The time limits of one call, all behind one abort signal: the deadline of the call (of a stream: until
 * its headers), the silence that a stream may keep, and the caller's own signal.
 */
export class CallLimits {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #onCaller = (): void => this.#stop(new KubeError("deadline", "Gantry gave the call up"));
  #timer: NodeJS.Timeout | undefined;
  #stopped: KubeError | null = null;

  /** Until when the call may take, as `performance.now()`. */
  readonly deadlineAt: number;

  constructor(timeoutMs: number, caller: AbortSignal | undefined) {
    this.deadlineAt = performance.now() + timeoutMs;
    this.#caller = caller;
    this.#timer = setTimeout(() => {
      this.#stop(new KubeError("deadline", `no answer within ${seconds(timeoutMs)}`));
    }, timeoutMs);
    if (caller?.aborted === true) this.#onCaller();
    caller?.addEventListener("abort", this.#onCaller, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The limit that ended the call, if one did: what the transport then throws is only its echo. */
  explain(error: KubeError): KubeError {
    return this.#stopped ?? error;
  }

  /**
   * From its headers on, a stream ends when nothing comes for `idleMs`, when nobody begins to read it for
   * as long, or when its reader or the caller leaves.
   */
  watch(pieces: AsyncIterator<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array, void, undefined> {
    const restart = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#stop(new KubeError("deadline", `silent for ${seconds(idleMs)}`));
      }, idleMs);
    };
    restart();
    return this.#read(pieces, restart);
  }

  async *#read(
    pieces: AsyncIterator<Uint8Array>,
    restart: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        restart();
        const next = await pieces.next();
        clearTimeout(this.#timer);
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      throw this.explain(transportError(error));
    } finally {
      this.abort();
    }
  }

  /** Ends what still runs of the call, and its connection with it. */
  abort(): void {
    this.end();
    this.#controller.abort(new KubeError("deadline", "the reader left"));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#onCaller);
  }

  #stop(cause: KubeError): void {
    this.#stopped ??= cause;
    this.end();
    this.#controller.abort(cause);
  }
}
