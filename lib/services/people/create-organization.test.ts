import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { organizations } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { createOrganization } from "@/lib/services/people/create-organization";
import { organizationsOf } from "@/lib/services/people/sessions";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";

let server: TestPostgres;
let acme: TestOrganization;

beforeAll(async () => {
  server = await startTestPostgres();
  acme = await makeOrganization("acme");
});
afterAll(() => server.stop());

describe("createOrganization", () => {
  it("makes the actor its owner and gives equal names different slugs", async () => {
    const owner = acme.as("owner");
    const first = await createOrganization(owner, { name: "Shop & Söhne" });
    const second = await createOrganization(owner, { name: "Shop & Söhne" });
    expect([first.slug, second.slug]).toEqual(["shop-sohne", "shop-sohne-2"]);
    const mine = await organizationsOf(owner.actor.userId);
    expect(mine.map((each) => each.slug).toSorted((a, b) => a.localeCompare(b))).toEqual([
      "acme",
      "shop-sohne",
      "shop-sohne-2",
    ]);
  });

  it("keeps a long slug within a namespace's name", async () => {
    const long = { name: "a".repeat(60) };
    await createOrganization(acme.as("owner"), long);
    const again = await createOrganization(acme.as("owner"), long);
    expect(again.slug).toBe(`${"a".repeat(28)}-2`);
  });

  it.each(["a\0b", "Acme\u202Eecapsorp", "two\nlines", "   x   "])("refuses the name %j", async (name) => {
    await expect(createOrganization(acme.as("owner"), { name })).rejects.toMatchObject({
      code: "invalid",
      fields: { name: expect.any(String) },
    });
  });

  it("takes names of every script, and one spelling of them", async () => {
    const { slug } = await createOrganization(acme.as("owner"), {
      name: "Cafe\u0301 \u{1F469}\u200D\u{1F4BB}",
    });
    const [row] = await db().select().from(organizations).where(eq(organizations.slug, slug));
    expect(row?.name).toBe("Caf\u00E9 \u{1F469}\u200D\u{1F4BB}");
  });

  it("is an owner's", async () => {
    for (const role of ["viewer", "developer", "admin"] as const) {
      await expect(createOrganization(acme.as(role), { name: "Other" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });
});
