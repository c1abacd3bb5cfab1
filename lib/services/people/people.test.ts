import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  audit,
  install,
  memberships,
  rateLimits,
  sessions,
  setUpCodes,
  users,
} from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { forgetExpired } from "@/lib/services/forget-expired";
import { countHit } from "@/lib/services/people/rate-limit";
import { endSession, findPerson, findSession, openSession } from "@/lib/services/people/sessions";
import { ensureInstall, issueSetUpCode, needsSetUp, setUp } from "@/lib/services/people/set-up";
import { checkPassword } from "@/lib/services/people/sign-in";

const NOW = new Date("2026-11-20T10:00:00Z");
const from = (address = "10.0.0.1") => ({ address, requestId: "req-1", now: NOW });
const password = "a long enough password";
const owner = (code: string) => ({ code, email: "ana@example.com", password, organization: "Acme" });
const later = (ms: number) => new Date(NOW.getTime() + ms);
const HOUR = 3_600_000;
const userId = async () => (await db().select({ id: users.id }).from(users))[0]?.id ?? "";

describe("set-up, sign-in and sessions on a real PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it("makes one install row when ten ask for it at once", async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => ensureInstall()));
    expect(new Set(ids).size).toBe(1);
    expect(await db().select().from(install)).toHaveLength(1);
  });

  describe("before the first owner", () => {
    it("hashes no password for a code that is not open", async () => {
      await issueSetUpCode();
      const beganAt = process.cpuUsage().user;
      const tries = Array.from({ length: 24 }, (_, n) => setUp(owner("a-guess"), from(`10.3.0.${n}`)));
      for (const one of await Promise.allSettled(tries)) {
        expect(one).toMatchObject({ status: "rejected", reason: { fields: { code: expect.any(String) } } });
      }
      const spentMs = (process.cpuUsage().user - beganAt) / 1000;
      // One scrypt takes 60 ms and more.
      expect(spentMs).toBeLessThan(700);
    });

    it("makes one owner when twenty tries race with one code", async () => {
      const code = await issueSetUpCode();
      expect(await needsSetUp()).toBe(true);
      const tries = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => setUp(owner(code ?? ""), from(`10.1.0.${n}`))),
      );
      expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
      expect(await db().select().from(users)).toHaveLength(1);
      expect(await db().select().from(memberships)).toMatchObject([{ role: "owner" }]);
      expect(await db().select().from(audit)).toMatchObject([{ verb: "organization.create" }]);
      const [row] = await db().select().from(setUpCodes);
      expect(row?.codeHash).not.toContain(code ?? "");
    });

    it("gives no second code and takes no second owner", async () => {
      expect(await issueSetUpCode()).toBeNull();
      await expect(setUp(owner("anything"), from("10.2.0.1"))).rejects.toMatchObject({ code: "conflict" });
    });
  });

  describe("sign-in", () => {
    beforeEach(() => db().execute(sql`truncate rate_limits`));

    it("takes the password and audits it without the password", async () => {
      const found = await checkPassword({ email: " ANA@example.com ", password }, from());
      expect(found?.email).toBe("ana@example.com");
      const [row] = await db().select().from(audit).where(eq(audit.verb, "session.open"));
      expect(row).toMatchObject({ actor: "ana@example.com" });
      expect(JSON.stringify(row)).not.toContain(password);
    });

    it("answers an unknown user and a wrong password alike", async () => {
      expect(await checkPassword({ email: "ana@example.com", password: "wrong" }, from())).toBeNull();
      expect(await checkPassword({ email: "bo@example.com", password }, from())).toBeNull();
      const refused = await db().select().from(audit).where(eq(audit.verb, "session.refused"));
      expect(refused.map((row) => row.actor).toSorted()).toEqual(["ana@example.com", "bo@example.com"]);
    });

    it("is limited per address and name, also for the right password", async () => {
      for (let n = 0; n < 5; n += 1)
        await checkPassword({ email: "ana@example.com", password: "no" }, from());
      await expect(checkPassword({ email: "ana@example.com", password }, from())).rejects.toMatchObject({
        code: "rate_limited",
      });
      expect(await checkPassword({ email: "ana@example.com", password }, from("10.9.9.9"))).not.toBeNull();
    });
  });

  describe("sessions", () => {
    it("stores only the hash of what the cookie holds", async () => {
      const id = await openSession(await userId(), NOW);
      const stored = await db().select().from(sessions);
      expect(JSON.stringify(stored)).not.toContain(id);
      expect(stored.some((row) => row.idHash === createHash("sha256").update(id).digest("hex"))).toBe(true);
    });

    it("lives eight hours unseen and seven days seen", async () => {
      const id = await openSession(await userId(), NOW);
      expect(await findSession(id, later(7 * HOUR))).not.toBeNull();
      expect(await findSession(id, later(14 * HOUR))).not.toBeNull();
      expect(await findSession(id, later(23 * HOUR))).toBeNull();
      const seen = await openSession(await userId(), NOW);
      for (let hour = 7; hour < 7 * 24; hour += 7) await findSession(seen, later(hour * HOUR));
      expect(await findSession(seen, later(7 * 24 * HOUR + 1))).toBeNull();
    });

    it("is of no use after it ended", async () => {
      const id = await openSession(await userId(), NOW);
      await endSession(id, NOW);
      expect(await findSession(id, NOW)).toBeNull();
    });

    it("knows its person in their organization only, and a foreign one looks like a missing one", async () => {
      const id = await openSession(await userId(), NOW);
      expect(await findPerson(id, "acme", NOW)).toMatchObject({ role: "owner", organizationSlug: "acme" });
      expect(await findPerson(id, "globex", NOW)).toBeNull();
      expect(await findPerson("not-a-session", "acme", NOW)).toBeNull();
      for (const slug of ["", "\0", "ACME", "acme/..", "a".repeat(9000)])
        expect(await findPerson(id, slug, NOW)).toBeNull();
    });
  });

  it("forgets windows of rate limits at their end, and sessions a month after theirs", async () => {
    await db().execute(sql`truncate rate_limits, sessions`);
    await countHit("minute", 5, 60_000, NOW);
    await countHit("hour", 5, HOUR, NOW);
    await openSession(await userId(), NOW);
    await forgetExpired(later(60_001));
    expect(await db().select().from(rateLimits)).toMatchObject([{ key: "hour" }]);
    await forgetExpired(later(30 * 24 * HOUR));
    expect(await db().select().from(sessions)).toHaveLength(1);
    await forgetExpired(later(38 * 24 * HOUR));
    expect(await db().select().from(sessions)).toEqual([]);
  });

  it("keeps the audit append-only, whoever writes", async () => {
    const cause = { code: "42501" };
    await expect(db().update(audit).set({ actor: "nobody" })).rejects.toMatchObject({ cause });
    await expect(db().delete(audit)).rejects.toMatchObject({ cause });
    await expect(db().execute(sql`truncate audit`)).rejects.toMatchObject({ cause });
  });
});
