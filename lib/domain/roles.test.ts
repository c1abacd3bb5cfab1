import { expect, test } from "vitest";
import { can, PERMISSIONS, ROLES, whoMay, type Verb } from "@/lib/domain/roles";

test("who may do a thing is said with every role that may", () => {
  expect(whoMay("organization.create")).toBe("an owner");
  expect(whoMay("region.install")).toBe("an owner or admin");
  expect(whoMay("database.create")).toBe("an owner, admin or developer");
});

test("no role is named that may not, and none is left out", () => {
  for (const verb of Object.keys(PERMISSIONS) as Verb[]) {
    const words = whoMay(verb);
    expect(
      ROLES.filter((role) => words.includes(role)),
      verb,
    ).toEqual(ROLES.filter((role) => can(role, verb)));
  }
});
