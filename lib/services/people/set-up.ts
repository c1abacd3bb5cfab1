import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { install, memberships, organizations, setUpCodes, users } from "@/drizzle/schema/tables";
import { db, inTransaction } from "@/lib/db/connection";
import { SetUpInput } from "@/lib/contract/inputs";
import { organizationSlug } from "@/lib/domain/database/names";
import { ServiceError } from "@/lib/domain/errors";
import { writeAudit } from "@/lib/services/audit";
import { newId } from "@/lib/services/new-id";
import { hashPassword } from "@/lib/services/people/passwords";
import { countHit } from "@/lib/services/people/rate-limit";
import { parseInput } from "@/lib/services/verb";

const hashOf = (code: string): string => createHash("sha256").update(code).digest("hex");

/** True until the first owner exists. */
export async function needsSetUp(): Promise<boolean> {
  const [row] = await db().select({ id: users.id }).from(users).limit(1);
  return row === undefined;
}

/** Makes the install row once; returns its id. */
export async function ensureInstall(): Promise<string> {
  const [known] = await db().select({ id: install.id }).from(install).limit(1);
  if (known) return known.id;
  const id = randomBytes(8).toString("hex");
  await db().insert(install).values({ id }).onConflictDoNothing();
  const [row] = await db().select({ id: install.id }).from(install).orderBy(install.createdAt).limit(1);
  return row?.id ?? id;
}

/** A fresh one-time code for the set-up page, or null when an owner exists. Earlier open codes end. */
export async function issueSetUpCode(): Promise<string | null> {
  if (!(await needsSetUp())) return null;
  const code = randomBytes(15).toString("base64url");
  await inTransaction(async (tx) => {
    await tx.delete(setUpCodes).where(isNull(setUpCodes.usedAt));
    await tx.insert(setUpCodes).values({ codeHash: hashOf(code) });
  });
  return code;
}

/** Uses the code once: makes the owner and the first organization. Twenty racing tries give one owner. */
export async function setUp(
  raw: unknown,
  from: { address: string; requestId: string; now: Date },
): Promise<{ userId: string; slug: string }> {
  const input = parseInput(SetUpInput, raw);
  await countHit(`set-up:${from.address}`, 10, 60_000, from.now);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(727001)`);
    const [someone] = await tx.select({ id: users.id }).from(users).limit(1);
    if (someone) throw new ServiceError("conflict", "This Gantry has an owner already. Sign in instead.");
    const [code] = await tx
      .update(setUpCodes)
      .set({ usedAt: from.now })
      .where(and(eq(setUpCodes.codeHash, hashOf(input.code)), isNull(setUpCodes.usedAt)))
      .returning();
    if (!code) {
      throw new ServiceError("invalid", "This code is not open.", {
        fields: { code: "Not the code of this start. Copy it from the newest log line." },
      });
    }
    const userId = newId("usr");
    const organizationId = newId("org");
    const slug = organizationSlug(input.organization);
    await tx.insert(users).values({ id: userId, email: input.email, passwordHash });
    await tx.insert(organizations).values({ id: organizationId, slug, name: input.organization });
    await tx.insert(memberships).values({ organizationId, userId, role: "owner" });
    await writeAudit(tx, {
      organizationId,
      actorId: userId,
      actor: input.email,
      verb: "organization.create",
      objectKind: "organization",
      objectId: organizationId,
      detail: { name: input.organization, first: true },
      requestId: from.requestId,
    });
    return { userId, slug };
  });
}
