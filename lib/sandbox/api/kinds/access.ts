import { confirmBinding, confirmRole } from "../auth/escalation";
import { objectAt, objectsAt, sameJson, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { invalidValue } from "../status";
import { under, type Strategy, type Surroundings } from "./strategy";

/** Roles and cluster roles: none grants more than its maker holds. */
export const roleStrategy: Strategy = {
  create: confirmedRole,
  update: (role, _old, around) => confirmedRole(role, around),
};

function confirmedRole(role: ApiObject, around: Surroundings): ApiObject {
  confirmRole(role, around);
  return role;
}

export const bindingStrategy: Strategy = {
  create: confirmedBinding,
  update: (given, _old, around) => confirmedBinding(given, around),
  validate: (binding, old) =>
    old === undefined || sameJson(binding["roleRef"], old["roleRef"])
      ? []
      : [invalidValue("roleRef", internalRef(objectAt(binding, "roleRef")), "cannot change roleRef")],
};

function confirmedBinding(given: ApiObject, around: Surroundings): ApiObject {
  const binding = withSubjects(given);
  confirmBinding(binding, around);
  return binding;
}

/** The server quotes its internal type, whose fields are written large. */
const internalRef = ({ apiGroup, kind, name }: JsonObject): JsonObject => ({
  APIGroup: apiGroup,
  Kind: kind,
  Name: name,
});

const withGroup = (subject: JsonObject): JsonObject =>
  textAt(subject, "kind") === "ServiceAccount"
    ? subject
    : under(subject, { apiGroup: "rbac.authorization.k8s.io" });

function withSubjects(binding: ApiObject): ApiObject {
  const roleRef = under(objectAt(binding, "roleRef"), { apiGroup: "rbac.authorization.k8s.io" });
  if (binding["subjects"] === undefined) return { ...binding, roleRef };
  return { ...binding, roleRef, subjects: objectsAt(binding, "subjects").map(withGroup) };
}
