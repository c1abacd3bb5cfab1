import "server-only";
import { lt } from "drizzle-orm";
import { joinCodes, rateLimits, sessions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";

const MONTH_MS = 30 * 86_400_000;

/** Forgets what decides nothing any more: windows of rate limits at their end, sessions and join addresses a month later. */
export async function forgetExpired(now: Date): Promise<void> {
  const monthAgo = new Date(now.getTime() - MONTH_MS);
  await db().delete(rateLimits).where(lt(rateLimits.endsAt, now));
  await db().delete(sessions).where(lt(sessions.expiresAt, monthAgo));
  await db().delete(joinCodes).where(lt(joinCodes.expiresAt, monthAgo));
}
