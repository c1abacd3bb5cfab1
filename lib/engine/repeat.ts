import "server-only";

export interface Repeating {
  /** Asks for no further round and settles when the running one has ended. */
  stop(): Promise<void>;
}

/** Settles after `ms`, or at once when the signal fires; keeps no process alive. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener("abort", done, { once: true });
  });
}

/**
 * Runs `round` again and again, one at a time; it answers when the next one may start, in milliseconds after the start
 * of this one. A round that throws is reported and comes again after five seconds.
 */
export function repeat(
  round: (signal: AbortSignal) => Promise<number>,
  onError: (error: unknown) => void,
): Repeating {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const startedAt = performance.now();
      const everyMs = await round(signal).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
        return 5000;
      });
      await sleep(Math.max(0, startedAt + everyMs - performance.now()), signal);
    }
  };
  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
