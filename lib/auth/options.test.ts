import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { authOptions } from "@/lib/auth/options";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";

/** What next-auth calls at a sign-in; it puts the message of a throw into an address of the browser. */
type Authorize = (credentials: object, request: object) => Promise<unknown>;
const Provider = z.object({
  options: z.object({ authorize: z.custom<Authorize>((value) => typeof value === "function") }),
});

async function signIn(headers: Record<string, string> = {}): Promise<unknown> {
  const { authorize } = Provider.parse(authOptions().providers[0]).options;
  const credentials = { email: "ana@example.com", password: "canary-password" };
  return authorize(credentials, { headers }).catch((error: unknown) => String(error));
}

describe("signing in by next-auth", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres({ GANTRY_LOG_LEVEL: "error" });
  });
  afterAll(() => postgres.stop());

  it("counts tries by the peer of the connection, not by what the client says of itself", async () => {
    for (let n = 0; n < 5; n += 1) {
      const from = { "x-gantry-peer": "198.51.100.7", "x-forwarded-for": `10.0.0.${n}` };
      expect(await signIn(from)).toBeNull();
    }
    expect(await signIn({ "x-gantry-peer": "198.51.100.7" })).toMatch(
      /^Error: Too many tries. Wait \d+ s\.$/,
    );
    expect(await signIn({ "x-gantry-peer": "198.51.100.8" })).toBeNull();
  });

  it("tells a session that is none from one that could not be looked up", async () => {
    const unread: unknown[] = [];
    const { jwt } = authOptions((error) => unread.push(error));
    const token = "a".repeat(43);
    expect(await jwt?.decode?.({ token, secret: "" })).toBeNull();
    expect(unread).toEqual([]);
    await db().execute(sql`alter table sessions rename to away_sessions`);
    await expect(jwt?.decode?.({ token, secret: "" })).rejects.toThrow(/sessions/);
    await db().execute(sql`alter table away_sessions rename to sessions`);
    expect(unread).toHaveLength(1);
  });

  it("says nothing of a failure but its request", async () => {
    await db().execute(sql`alter table rate_limits rename to away`);
    expect(await signIn()).toMatch(
      /^Error: Something in Gantry failed\. Its log names this request: [\w-]+\.$/,
    );
  });
});
