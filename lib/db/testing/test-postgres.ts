import "server-only";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env as variables } from "node:process";
import { closePool } from "@/lib/db/connection";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { migrateDatabase } from "@/lib/db/migrate";

export interface TestPostgres {
  url: string;
  /** Ends the pool and the server and removes its directory. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL of its own for one test file, migrated, with the pool and the sealing key of this process on it.
 * `settings` are more variables of the environment. Call it before anything reads a setting; takes about a second.
 */
export async function startTestPostgres(settings: Record<string, string> = {}): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), "gantry-test-"));
  // Root lends the server the user nobody, who must be let in.
  chmodSync(dir, 0o755);
  const server = await startEmbeddedPostgres(dir);
  Object.assign(variables, settings, { DATABASE_URL: server.url, GANTRY_DATA_DIR: dir });
  await migrateDatabase(server.url);
  return {
    url: server.url,
    async stop() {
      await closePool();
      await server.stop();
      const socket = new URL(server.url).searchParams.get("host");
      for (const made of [dir, socket]) if (made !== null) rmSync(made, { recursive: true, force: true });
    },
  };
}
