import "server-only";
import { eq } from "drizzle-orm";
import { users } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { SignInInput } from "@/lib/contract/inputs";
import { writeAudit } from "@/lib/services/audit";
import { verifyPassword } from "@/lib/services/people/passwords";
import { countHit } from "@/lib/services/people/rate-limit";

/**
 * Checks e-mail and password. Null for an unknown user and a wrong password alike, in the same time.
 * Throws `rate_limited` above 5 tries a minute for one e-mail from one address, and 60 an hour from one address.
 */
export async function checkPassword(
  raw: unknown,
  from: { address: string; requestId: string; now: Date },
): Promise<{ userId: string; email: string } | null> {
  const parsed = SignInInput.safeParse(raw);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  await countHit(`sign-in:${email}:${from.address}`, 5, 60_000, from.now);
  await countHit(`sign-in:${from.address}`, 60, 3_600_000, from.now);
  const [user] = await db().select().from(users).where(eq(users.email, email));
  const good = await verifyPassword(password, user?.passwordHash ?? null);
  await writeAudit(db(), {
    organizationId: null,
    actorId: user?.id ?? null,
    actor: email,
    verb: good ? "session.open" : "session.refused",
    objectKind: "session",
    objectId: null,
    detail: {},
    requestId: from.requestId,
  });
  return good && user ? { userId: user.id, email: user.email } : null;
}
