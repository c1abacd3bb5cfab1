/** Viewer reads; developer manages databases; admin manages regions and members; owner everything (decision 17). */
export const ROLES = ["viewer", "developer", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = {
  "overview.read": "viewer",
  "region.read": "viewer",
  "region.register": "admin",
  "region.check": "admin",
  "region.install": "admin",
  "region.disconnect": "admin",
  "database.read": "viewer",
  "database.plan": "developer",
  "database.create": "developer",
  "database.protect": "developer",
  "database.delete": "developer",
  "operation.read": "viewer",
  "audit.read": "admin",
  "organization.create": "owner",
} as const satisfies Record<string, Role>;

export type Verb = keyof typeof PERMISSIONS;

/** True when the role reaches the least role of the verb. */
export function can(role: Role, verb: Verb): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(PERMISSIONS[verb]);
}

/** Every role that may, in words and the highest first: "an owner, admin or developer". */
export function whoMay(verb: Verb): string {
  const roles = ROLES.filter((role) => can(role, verb)).toReversed();
  const last = roles.length > 1 ? ` or ${roles.at(-1)}` : "";
  return `an ${roles.slice(0, Math.max(1, roles.length - 1)).join(", ")}${last}`;
}
