import { setTimeout as sleep } from "node:timers/promises";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@/lib/db/embedded-postgres";

/** A PostgreSQL that dies more often than this is ill, and starting it again hides it. */
const RESTARTS_MAX = 3;
const WITHIN_MS = 10 * 60_000;
/** The workers of a killed server see that it is gone and leave; until then a new one refuses to start. */
const PAUSE_MS = 1000;
const TRIES = 5;

/** The built-in PostgreSQL for as long as Gantry runs: started again when it dies, at the same address. */
export interface KeptPostgres {
  url: string;
  /** Resolves with a sentence for the person at the terminal when it stays away. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

export interface KeepOptions {
  dir: string;
  /** Told one sentence for each thing that happens. */
  tell: (sentence: string) => void;
}

/** Starts it again, patiently; throws what the last try threw. */
async function startAgain(dir: string, isAsked: () => boolean): Promise<EmbeddedPostgres> {
  for (let tried = 1; ; tried += 1) {
    await sleep(PAUSE_MS);
    if (!isAsked()) throw new Error("Stopped during the start.");
    try {
      return await startEmbeddedPostgres(dir);
    } catch (error) {
      if (tried === TRIES) throw error;
    }
  }
}

const lostWords = (why: string): string =>
  `The built-in PostgreSQL ended by itself and stays away: ${why}\nWhat was saved is kept. Mend what it names and start again, or set DATABASE_URL to a PostgreSQL of yours.`;

/**
 * Starts the built-in PostgreSQL and brings it back when it dies: at most 3 times in 10 minutes, then `lost` says so.
 * Throws when the first start fails.
 */
export async function keepPostgres({ dir, tell }: KeepOptions): Promise<KeptPostgres> {
  const first = await startEmbeddedPostgres(dir);
  /** No server while one is being started again. */
  const state: { isAsked: boolean; server: EmbeddedPostgres | null } = { isAsked: true, server: first };
  const restarts: number[] = [];
  const lost = Promise.withResolvers<string>();

  async function keep(): Promise<void> {
    for (let server = first; ;) {
      await server.ended;
      if (!state.isAsked) return;
      const last = server.lastWords();
      const recent = restarts.filter((at) => performance.now() - at < WITHIN_MS).length;
      if (recent === RESTARTS_MAX) {
        return lost.resolve(lostWords(`it ended ${RESTARTS_MAX + 1} times in 10 minutes. ${last}`));
      }
      restarts.push(performance.now());
      tell("The built-in PostgreSQL ended by itself; it is started again, and pages wait for it.");
      state.server = null;
      try {
        server = await startAgain(dir, () => state.isAsked);
        state.server = server;
        tell("The built-in PostgreSQL is back; nothing needs to be done.");
      } catch (error) {
        return lost.resolve(lostWords(error instanceof Error ? error.message : last));
      }
    }
  }
  const kept = keep();

  return {
    url: first.url,
    lost: lost.promise,
    async stop() {
      state.isAsked = false;
      await state.server?.stop();
      await kept;
      // It may have come back after it was asked to end.
      await state.server?.stop();
    },
  };
}
