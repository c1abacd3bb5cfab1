import "server-only";
import { memberships, organizations, users } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { OrganizationId } from "@/lib/domain/ids";
import type { Role } from "@/lib/domain/roles";
import type { PersonContext } from "@/lib/services/context";
import { newId } from "@/lib/services/new-id";

export interface TestOrganization {
  id: OrganizationId;
  slug: string;
  /** A person of this role in the organization; the same one each time. */
  as(role: Role): PersonContext;
}

const ROLES: readonly Role[] = ["viewer", "developer", "admin", "owner"];

/** An organization with one person of each role. Their passwords open nothing. */
export async function makeOrganization(slug: string): Promise<TestOrganization> {
  const id = newId("org");
  await db().insert(organizations).values({ id, slug, name: slug });
  const people = new Map<Role, PersonContext>();
  for (const role of ROLES) {
    const userId = newId("usr");
    const email = `${role}@${slug}.example.com`;
    await db().insert(users).values({ id: userId, email, passwordHash: "none" });
    await db().insert(memberships).values({ organizationId: id, userId, role });
    people.set(role, {
      actor: { kind: "person", userId, email, organizationId: id, organizationSlug: slug, role },
      requestId: `test-${slug}-${role}`,
      now: () => new Date(),
    });
  }
  return {
    id,
    slug,
    as(role) {
      const person = people.get(role);
      if (!person) throw new Error(`no ${role} was made`);
      return person;
    },
  };
}
