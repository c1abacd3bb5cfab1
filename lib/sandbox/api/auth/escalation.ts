import { listAt, objectAt, textAt, textsAt, type JsonObject } from "../json";
import type { Surroundings } from "../kinds/strategy";
import { forbidden } from "../status";
import type { User } from "../user";
import { authorize, ruleAllows, rulesOf, rulesOfRole, type Attributes } from "./rbac";

const RBAC = "rbac.authorization.k8s.io";

const single = (rule: JsonObject): JsonObject[] => {
  const groups = textsAt(rule, "apiGroups").flatMap((group) =>
    textsAt(rule, "resources").flatMap((resource) =>
      textsAt(rule, "verbs").flatMap((verb) => {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        const names = textsAt(rule, "resourceNames");
        return names.length === 0 ? [one] : names.map((name) => ({ ...one, resourceNames: [name] }));
      }),
    ),
  );
  const paths = textsAt(rule, "nonResourceURLs").flatMap((url) =>
    textsAt(rule, "verbs").map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...groups, ...paths];
};

function asked(rule: JsonObject): Attributes {
  const first = (field: string): string => textsAt(rule, field)[0] ?? "";
  const [resource = "", subresource = ""] = first("resources").split("/");
  const path = textsAt(rule, "nonResourceURLs")[0];
  return {
    verb: first("verbs"),
    group: first("apiGroups"),
    resource,
    subresource,
    namespace: "",
    name: first("resourceNames"),
    ...(path === undefined ? {} : { path }),
  };
}

/** Verbs of the same resource on one line, as the server sums up what is missing. */
function summary(missing: readonly JsonObject[]): string {
  const grouped = Map.groupBy(missing, ({ verbs: _verbs, ...rest }) => JSON.stringify(rest));
  const lines = [...grouped.values()].map((rules) => {
    const verbs = rules.flatMap((rule) => textsAt(rule, "verbs"));
    const parts = Object.entries({ ...rules[0], verbs }).map(([name, values]) => {
      const label = name === "apiGroups" ? "APIGroups" : name.charAt(0).toUpperCase() + name.slice(1);
      return `${label}:[${listAt(values)
        .map((each) => JSON.stringify(each))
        .join(" ")}]`;
    });
    return `{${parts.join(", ")}}`;
  });
  return lines.toSorted().join("\n");
}

function confirm(rules: readonly JsonObject[], around: Surroundings, namespace: string, name: string): void {
  const { user, store, served } = around;
  const own = rulesOf(store, user, namespace).rules;
  const missing = rules.flatMap(single).filter((rule) => !own.some((each) => ruleAllows(each, asked(rule))));
  if (missing.length === 0) return;
  const groups = user.groups.map((group) => JSON.stringify(group)).join(" ");
  throw forbidden(
    served.resource,
    name,
    `user ${JSON.stringify(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${summary(missing)}`,
  );
}

const isMaster = ({ groups }: User): boolean => groups.includes("system:masters");

/** Nobody makes a role that allows more than they may themselves, unless they may escalate. Throws 403. */
export function confirmRole(role: JsonObject, around: Surroundings): void {
  const { user, store, served } = around;
  const namespace = textAt(role, "metadata", "namespace") ?? "";
  const name = textAt(role, "metadata", "name") ?? "";
  if (isMaster(user)) return;
  const escalate = {
    verb: "escalate",
    group: RBAC,
    resource: served.resource.plural,
    subresource: "",
    namespace,
    name,
  };
  if (authorize(store, user, escalate).allowed) return;
  confirm(
    listAt(role, "rules").map((rule) => objectAt(rule)),
    around,
    namespace,
    name,
  );
}

/** Nobody binds a role that allows more than they may themselves, unless they may bind it. Throws 403. */
export function confirmBinding(binding: JsonObject, around: Surroundings): void {
  const { user, store } = around;
  const namespace = textAt(binding, "metadata", "namespace") ?? "";
  if (isMaster(user)) return;
  const roleRef = objectAt(binding, "roleRef");
  const resource = textAt(roleRef, "kind") === "ClusterRole" ? "clusterroles" : "roles";
  const role = textAt(roleRef, "name") ?? "";
  const bind = { verb: "bind", group: RBAC, resource, subresource: "", namespace, name: role };
  if (authorize(store, user, bind).allowed) return;
  const rules = rulesOfRole(store, roleRef, namespace);
  confirm(
    typeof rules === "string" ? [] : rules,
    around,
    namespace,
    textAt(binding, "metadata", "name") ?? "",
  );
}
