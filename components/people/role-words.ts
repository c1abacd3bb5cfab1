import { PERMISSIONS, type Role, type Verb } from "@/lib/domain/roles";

/** What each permission lets a person do, in words; null while no page leads there. A new one must be given its words. */
export const VERB_WORDS: Record<Verb, string | null> = {
  "overview.read": "see the overview",
  "region.read": "see regions",
  "region.register": "register regions",
  "region.check": "run preflight checks",
  "region.install": "install the operator",
  "region.disconnect": "disconnect regions",
  "database.read": "see databases",
  "database.plan": "plan databases",
  "database.create": "create databases",
  "database.protect": "protect databases from deletion",
  "database.delete": "delete databases",
  "operation.read": "see operations",
  "audit.read": null,
  "organization.create": "create organizations",
};

/** The least role that a verb needs. */
export function leastRole(verb: Verb): Role {
  return PERMISSIONS[verb];
}
