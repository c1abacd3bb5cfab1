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

const owned = () => new ServiceError("conflict", "This Gantry has an owner already. Sign in instead.");
const notOpen = () =>
  new ServiceError("invalid", "This code is not open.", {
    fields: { code: "Not the code of this start. Copy it from the newest log line." },
  });

/** True until the first owner exists. */
export async function needsSetUp(): Promise<boolean> {
  const [row] = await db().select({ id: users.id }).from(users).limit(1);
  return row === undefined;
}

/** Makes the install row once, also when several processes start together; returns its id. */
export async function ensureInstall(): Promise<string> {
  const [known] = await db().select({ id: install.id }).from(install).limit(1);
  if (known) return known.id;
  return inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(727002)`);
    const [other] = await tx.select({ id: install.id }).from(install).limit(1);
    if (other) return other.id;
    const id = randomBytes(8).toString("hex");
    await tx.insert(install).values({ id });
    return id;
  });
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

/** Throws what speaks against a set-up with this code now; before the password is hashed, since anybody may ask for that. */
async function refuseSetUp(code: string): Promise<void> {
  if (!(await needsSetUp())) throw owned();
  const [open] = await db()
    .select({ codeHash: setUpCodes.codeHash })
    .from(setUpCodes)
    .where(and(eq(setUpCodes.codeHash, hashOf(code)), isNull(setUpCodes.usedAt)));
  if (!open) throw notOpen();
}

/** Uses the code once: makes the owner and the first organization. Twenty racing tries give one owner. */
export async function setUp(
  raw: unknown,
  from: { address: string; requestId: string; now: Date },
): Promise<{ userId: string; slug: string }> {
  const input = parseInput(SetUpInput, raw);
  await countHit(`set-up:${from.address}`, 10, 60_000, from.now);
  await refuseSetUp(input.code);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(727001)`);
    const [someone] = await tx.select({ id: users.id }).from(users).limit(1);
    if (someone) throw owned();
    const [code] = await tx
      .update(setUpCodes)
      .set({ usedAt: from.now })
      .where(and(eq(setUpCodes.codeHash, hashOf(input.code)), isNull(setUpCodes.usedAt)))
      .returning();
    if (!code) throw notOpen();
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
