import "server-only";
import { cookies } from "next/headers";
import { sessionCookieName } from "@/lib/auth/cookie";
import type { Person } from "@/lib/services/context";
import { findPerson, findSession, organizationsOf } from "@/lib/services/people/sessions";

async function sessionId(): Promise<string | null> {
  const jar = await cookies();
  return jar.get(sessionCookieName())?.value ?? null;
}

/** The signed-in person in one organization, read from the database on each request; null otherwise. */
export async function currentPerson(slug: string): Promise<Person | null> {
  const id = await sessionId();
  return id === null ? null : findPerson(id, slug, new Date());
}

/** Asks again for the person of this request while its answer is still streaming; null once the right is gone. */
export async function personOfStream(slug: string): Promise<() => Promise<Person | null>> {
  const id = await sessionId();
  return async () => (id === null ? null : findPerson(id, slug, new Date(), false));
}

/** The signed-in user and the organizations that are open to them; null without a session. */
export async function currentUser(): Promise<{
  userId: string;
  email: string;
  organizations: { slug: string; name: string }[];
} | null> {
  const id = await sessionId();
  const session = id === null ? null : await findSession(id, new Date());
  return session ? { ...session, organizations: await organizationsOf(session.userId) } : null;
}
