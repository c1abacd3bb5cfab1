import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";
import { z } from "zod";

const LOCK = 727_000;
const Journal = z.object({ entries: z.array(z.object({ when: z.number() })) });

async function refuseNewer(client: Client, folder: string): Promise<void> {
  const journal = Journal.parse(JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")));
  const newest = Math.max(...journal.entries.map((entry) => entry.when));
  const known = await client.query<{ there: string | null }>(
    "select to_regclass('drizzle.__drizzle_migrations')::text as there",
  );
  if (!known.rows[0]?.there) return;
  const applied = await client.query<{ newest: string | null }>(
    "select max(created_at)::text as newest from drizzle.__drizzle_migrations",
  );
  if (Number(applied.rows[0]?.newest ?? 0) > newest) {
    throw new Error(
      "This database was made by a newer Gantry. Start that version again; nothing was changed.",
    );
  }
}

/**
 * Applies the generated migrations on a connection of its own, under an advisory lock, so that two processes
 * that start together migrate once. Refuses a schema newer than this code.
 */
export async function migrateDatabase(
  url: string,
  folder = join(process.cwd(), "drizzle/migrations"),
): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    throw new Error(
      `PostgreSQL does not take the connection (${why}). Check DATABASE_URL: host, port, name, user.`,
      { cause: error },
    );
  }
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await refuseNewer(client, folder);
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    await client.end();
  }
}
