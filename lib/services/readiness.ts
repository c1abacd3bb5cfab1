import "server-only";
import { sql } from "drizzle-orm";
import { install } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";

interface Part {
  ok: boolean;
  why: string | null;
}

declare global {
  var gantryEngine: { state: "starting" | "running" | "stopping"; why: string | null } | undefined;
}

async function attempt(work: () => Promise<unknown>): Promise<Part> {
  try {
    await work();
    return { ok: true, why: null };
  } catch {
    return { ok: false, why: "not answering; see the log" };
  }
}

/** What the process needs to serve: the database, its schema, a running engine. */
export async function readiness(): Promise<{ database: Part; migrations: Part; engine: Part }> {
  const [database, migrations] = await Promise.all([
    attempt(() => db().execute(sql`select 1`)),
    attempt(() => db().select({ id: install.id }).from(install).limit(1)),
  ]);
  const engine = globalThis.gantryEngine;
  return {
    database,
    migrations,
    engine: {
      ok: engine?.state === "running",
      why: engine?.state === "running" ? null : (engine?.why ?? "not started"),
    },
  };
}

export function reportEngine(state: "starting" | "running" | "stopping", why: string | null = null): void {
  globalThis.gantryEngine = { state, why };
}
