import "server-only";
import { eq } from "drizzle-orm";
import { memberships, organizations } from "@/drizzle/schema/tables";
import { CreateOrganizationInput } from "@/lib/contract/inputs";
import type { Tx } from "@/lib/db/connection";
import { organizationSlug } from "@/lib/domain/database/names";
import { ServiceError } from "@/lib/domain/errors";
import { newId } from "@/lib/services/new-id";
import { defineVerb } from "@/lib/services/verb";

const TRIES = 50;
const SLUG_MAX = 30;

/** The first free slug: `shop`, `shop-2`, … Slugs are in URLs and in namespaces, so they never change. */
async function freeSlug(tx: Tx, name: string): Promise<string> {
  const wanted = organizationSlug(name);
  for (let n = 1; n <= TRIES; n += 1) {
    const ending = n === 1 ? "" : `-${n}`;
    const slug = `${wanted.slice(0, SLUG_MAX - ending.length)}${ending}`;
    const [taken] = await tx
      .select({ id: organizations.id })
      .from(organizations)
      .where(eq(organizations.slug, slug));
    if (!taken) return slug;
  }
  throw new ServiceError("conflict", "Too many organizations have this name.", {
    fields: { name: "Choose another name." },
  });
}

/** Makes another organization, owned by the actor; only an owner may (decision 17). */
export const createOrganization = defineVerb({
  name: "organization.create",
  input: CreateOrganizationInput,
  prepare: () => Promise.resolve(null),
  run: async (tx, ctx, input) => {
    const id = newId("org");
    const slug = await freeSlug(tx, input.name);
    await tx.insert(organizations).values({ id, slug, name: input.name });
    await tx.insert(memberships).values({ organizationId: id, userId: ctx.actor.userId, role: "owner" });
    return { organizationId: id, slug };
  },
  audit: (input, result) => ({
    objectKind: "organization",
    objectId: result.organizationId,
    detail: { name: input.name, slug: result.slug },
  }),
});
