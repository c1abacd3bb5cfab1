import "server-only";
import { sleep } from "@/lib/engine/repeat";

const AGAIN_MS = 5000;

export interface TakeUps {
  /** The lease of a region came, or came back. */
  begin(regionId: string): void;
  /** Begins nothing more and settles when what runs has ended. */
  stop(): Promise<void>;
}

export interface TakeUpOptions {
  take: (regionId: string) => Promise<void>;
  isHeld: (regionId: string) => boolean;
  onError: (error: unknown, regionId: string) => void;
  againMs?: number;
}

/**
 * Takes up each region whose lease came: one at a time for a region, and again until it works or the lease is gone.
 * A region whose lease is held by a process that does nothing for it would be nobody's.
 */
export function createTakeUps({ take, isHeld, onError, againMs = AGAIN_MS }: TakeUpOptions): TakeUps {
  const stopped = new AbortController();
  const running = new Map<string, Promise<void>>();

  const run = async (regionId: string, before: Promise<void> | undefined): Promise<void> => {
    await before;
    while (!stopped.signal.aborted && isHeld(regionId)) {
      try {
        await take(regionId);
        return;
      } catch (error) {
        onError(error, regionId);
      }
      await sleep(againMs, stopped.signal);
    }
  };

  return {
    begin(regionId) {
      const mine = run(regionId, running.get(regionId)).finally(() => {
        if (running.get(regionId) === mine) running.delete(regionId);
      });
      running.set(regionId, mine);
    },
    async stop() {
      stopped.abort();
      await Promise.all(running.values());
    },
  };
}
