import "server-only";
import { headers } from "next/headers";
import { env } from "@/lib/env";
import { readiness } from "@/lib/services/readiness";
import manifest from "@/package.json";

export interface InstanceFacts {
  version: string;
  address: string;
  builtInStore: boolean;
  /** Milliseconds that the database, its schema and the engine took to answer; null when the database does not. */
  storeMs: number | null;
  /** How a password travels to this Gantry. */
  transport: "tls" | "this-machine" | "readable";
  keyFromSetting: boolean;
}

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/** What whoever sets this Gantry up should know about it. No path and no secret is in it: nobody is signed in yet. */
export async function instanceFacts(): Promise<InstanceFacts> {
  const settings = env();
  const list = await headers();
  const address = list.get("x-forwarded-host") ?? list.get("host") ?? "unknown";
  const before = performance.now();
  const { database } = await readiness();
  const tookMs = Math.max(1, Math.round(performance.now() - before));
  return {
    version: manifest.version,
    address,
    builtInStore: settings.DATABASE_URL === undefined,
    storeMs: database.ok ? tookMs : null,
    transport: settings.GANTRY_SECURE_COOKIES ? "tls" : LOOPBACK.test(address) ? "this-machine" : "readable",
    keyFromSetting: settings.GANTRY_KEY !== undefined,
  };
}
