import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { users } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { tellError } from "@/lib/transport/log";

describe("what the log tells of an error", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it("is the words of PostgreSQL and the statement of a failed query, without its parameters", async () => {
    const ana = { id: "usr_1", email: "ana@example.com", passwordHash: "scrypt$canary" };
    await db().insert(users).values(ana);
    const failure: unknown = await db()
      .insert(users)
      .values(ana)
      .catch((error: unknown) => error);
    const told = tellError(failure);
    expect(told.message).toContain("duplicate key value violates unique constraint");
    expect(told.message).toContain('insert into "users"');
    expect(told.stack).toMatch(/^\s+at /);
    expect(JSON.stringify(told)).not.toMatch(/canary|ana@example/);
  });

  it("is type, message and frames of any other, and never its cause", () => {
    const error = new TypeError("no such thing", { cause: new Error("canary") });
    expect(tellError(error)).toMatchObject({ type: "TypeError", message: "no such thing" });
    expect(JSON.stringify(tellError(error))).not.toContain("canary");
    expect(tellError("canary")).toEqual({ type: "string", message: "not an error", stack: undefined });
  });
});
