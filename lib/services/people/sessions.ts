import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { memberships, organizations, sessions, users } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { isId } from "@/lib/domain/ids";
import type { Person } from "@/lib/services/context";

const LIFE_MS = 7 * 24 * 60 * 60 * 1000;
const IDLE_MS = 8 * 60 * 60 * 1000;
const TOUCH_MS = 60 * 1000;
const SLUG = /^[a-z0-9-]{1,63}$/;

const hashOf = (sessionId: string): string => createHash("sha256").update(sessionId).digest("hex");

/** Opens a session row and returns the opaque id for the cookie; only its hash is stored. */
export async function openSession(userId: string, now: Date): Promise<string> {
  const sessionId = randomBytes(32).toString("base64url");
  await db()
    .insert(sessions)
    .values({
      idHash: hashOf(sessionId),
      userId,
      createdAt: now,
      seenAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    });
  return sessionId;
}

/**
 * The user of a live session: not ended, younger than 7 days, seen within 8 hours. Being asked for counts as being
 * seen, except for an open stream (`isPerson` false), which must not keep a session alive on its own.
 */
export async function findSession(
  sessionId: string,
  now: Date,
  isPerson = true,
): Promise<{ userId: string; email: string } | null> {
  const [row] = await db()
    .select({ userId: sessions.userId, email: users.email, seenAt: sessions.seenAt })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.idHash, hashOf(sessionId)),
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, now),
        gt(sessions.seenAt, new Date(now.getTime() - IDLE_MS)),
      ),
    );
  if (!row) return null;
  if (isPerson && now.getTime() - row.seenAt.getTime() > TOUCH_MS) {
    await db()
      .update(sessions)
      .set({ seenAt: now })
      .where(eq(sessions.idHash, hashOf(sessionId)));
  }
  return { userId: row.userId, email: row.email };
}

/** Ends a session; using its cookie again answers like no session at all. */
export async function endSession(sessionId: string, now: Date): Promise<void> {
  await db()
    .update(sessions)
    .set({ endedAt: now })
    .where(eq(sessions.idHash, hashOf(sessionId)));
}

/** The organizations of a user, by name. */
export async function organizationsOf(userId: string): Promise<{ slug: string; name: string }[]> {
  return db()
    .select({ slug: organizations.slug, name: organizations.name })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.userId, userId))
    .orderBy(organizations.name);
}

/** The actor for one organization, or null: a foreign and a missing organization look the same. */
export async function findPerson(
  sessionId: string,
  slug: string,
  now: Date,
  isPerson = true,
): Promise<Person | null> {
  const session = await findSession(sessionId, now, isPerson);
  // What is no slug names no organization, and PostgreSQL may not even be asked for it.
  if (!session || !SLUG.test(slug)) return null;
  const [row] = await db()
    .select({ id: organizations.id, slug: organizations.slug, role: memberships.role })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.userId, session.userId), eq(organizations.slug, slug)));
  if (!row || !isId("org", row.id) || !isId("usr", session.userId)) return null;
  return {
    kind: "person",
    userId: session.userId,
    email: session.email,
    organizationId: row.id,
    organizationSlug: row.slug,
    role: row.role,
  };
}
