import "server-only";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { Pool } from "pg";
import * as schema from "@/drizzle/schema/tables";
import { databaseUrl } from "@/lib/db/database-url";

export type Db = NodePgDatabase<typeof schema>;
/** A transaction; the plain connection fits too where one statement is the whole change. */
export type Tx = Omit<Db, "$client">;

declare global {
  var gantryPool: Pool | undefined;
  var gantryDb: Db | undefined;
}

/** The pool of this process: at most 20 connections, statements end after 30 s, lock waits after 10 s. */
export function pool(): Pool {
  globalThis.gantryPool ??= new Pool({
    connectionString: databaseUrl(),
    max: 20,
    connectionTimeoutMillis: 5000,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    application_name: "gantry",
  }).on("error", () => undefined);
  return globalThis.gantryPool;
}

/** The typed database. Every query of a tenant's data names its organization. */
export function db(): Db {
  globalThis.gantryDb ??= drizzle(pool(), { schema });
  return globalThis.gantryDb;
}

/** Runs the work in one transaction; it commits when the promise resolves. */
export function inTransaction<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
  return db().transaction(work);
}

export async function closePool(): Promise<void> {
  const open = globalThis.gantryPool;
  globalThis.gantryPool = undefined;
  globalThis.gantryDb = undefined;
  await open?.end();
}
