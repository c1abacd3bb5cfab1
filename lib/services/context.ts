import "server-only";
import type { Role } from "@/lib/domain/roles";
import type { OrganizationId, UserId } from "@/lib/domain/ids";

/** Who asks. A person always stands in one organization with the role read from the database on this request. */
export type Actor =
  | {
      kind: "person";
      userId: UserId;
      email: string;
      organizationId: OrganizationId;
      organizationSlug: string;
      role: Role;
    }
  | { kind: "system" };

export type Person = Extract<Actor, { kind: "person" }>;

export interface ServiceContext<A extends Actor = Actor> {
  actor: A;
  requestId: string;
  now: () => Date;
}

export type PersonContext = ServiceContext<Person>;
