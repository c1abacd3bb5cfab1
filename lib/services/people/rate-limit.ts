import "server-only";
import { sql } from "drizzle-orm";
import { rateLimits } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";

/** Counts one hit of a key in a fixed window; throws `rate_limited` above the maximum. One upsert. */
export async function countHit(key: string, max: number, windowMs: number, now: Date): Promise<void> {
  const window = Math.floor(now.getTime() / windowMs);
  const endsAt = new Date((window + 1) * windowMs);
  const [row] = await db()
    .insert(rateLimits)
    .values({ key, window, hits: 1, endsAt })
    .onConflictDoUpdate({
      target: [rateLimits.key, rateLimits.window],
      set: { hits: sql`${rateLimits.hits} + 1` },
    })
    .returning({ hits: rateLimits.hits });
  if (row && row.hits > max) {
    const seconds = Math.ceil((endsAt.getTime() - now.getTime()) / 1000);
    throw new ServiceError("rate_limited", `Too many tries. Wait ${seconds} s.`);
  }
}
