import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "@/lib/env";

/** DATABASE_URL, else the embedded server's unix socket as its starter wrote it into the data directory. */
export function databaseUrl(): string {
  const settings = env();
  if (settings.DATABASE_URL !== undefined) return settings.DATABASE_URL;
  try {
    return readFileSync(join(settings.GANTRY_DATA_DIR, "postgres-url"), "utf8").trim();
  } catch {
    throw new Error(
      "No PostgreSQL: set DATABASE_URL, or start Gantry with `npm run up`, which brings its own.",
    );
  }
}
