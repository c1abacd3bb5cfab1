import "server-only";
import { mkdtempSync, rmSync } from "node:fs";
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
 * Call it before anything reads a setting. Takes about two seconds.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), "gantry-test-"));
  const server = await startEmbeddedPostgres(dir);
  variables["DATABASE_URL"] = server.url;
  variables["GANTRY_DATA_DIR"] = dir;
  await migrateDatabase(server.url);
  return {
    url: server.url,
    async stop() {
      await closePool();
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
