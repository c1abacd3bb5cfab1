/** Waits of the stand-ins, divided by a speed factor. Timestamps are always wall-clock: fast time only shortens waits. */
export interface Clock {
  readonly speed: number;
  /** Epoch milliseconds, wall clock. */
  now(): number;
  /** RFC 3339 with whole seconds, as in metadata and conditions. */
  time(): string;
  /** RFC 3339 with microseconds, as in leases and events. */
  microTime(): string;
  /** Waits `ms` of sandbox time; resolves early when `signal` fires, so look at the signal afterwards. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Waits real milliseconds, whatever the speed: heartbeats and deadlines that the API server judges by its own clock. */
  sleepReal(ms: number, signal?: AbortSignal): Promise<void>;
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
}

/** RFC 3339 with whole seconds. */
export function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** A clock whose waits are `speed` times shorter than asked. Throws RangeError for a speed of 0 or less. */
export function createClock(speed = 1): Clock {
  if (!(speed > 0)) throw new RangeError("The speed of a sandbox is above 0.");
  return {
    speed,
    now: () => Date.now(),
    time: () => rfc3339(Date.now()),
    microTime: () => new Date().toISOString().replace("Z", "000Z"),
    sleep: (ms, signal) => wait(ms / speed, signal),
    sleepReal: wait,
  };
}
