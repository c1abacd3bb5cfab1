import { mapAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from "../json";
import { selects } from "../selectors";
import type { Store } from "../store";
import type { User } from "../user";

/** What is asked for: a resource, or a path that is none. */
export interface Attributes {
  verb: string;
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  /** Of a request that is for no resource; then the rest is empty. */
  path?: string;
}

const RBAC = "rbac.authorization.k8s.io";

function isSubject(subject: JsonObject, user: User, namespace: string): boolean {
  const name = textAt(subject, "name") ?? "";
  switch (textAt(subject, "kind")) {
    case "User":
      return name === user.name || name === "*";
    case "Group":
      return user.groups.includes(name);
    case "ServiceAccount":
      return user.name === `system:serviceaccount:${textAt(subject, "namespace") ?? namespace}:${name}`;
    case undefined:
    default:
      return false;
  }
}

/** The rules that a user holds, in a namespace or cluster-wide, and what hindered the search. */
export function rulesOf(
  store: Store,
  user: User,
  namespace: string,
): { rules: JsonObject[]; errors: string[] } {
  const rules: JsonObject[] = [];
  const errors: string[] = [];
  const collect = (binding: JsonObject, of: string): void => {
    if (!objectsAt(binding, "subjects").some((subject) => isSubject(subject, user, of))) return;
    const found = rulesOfRole(store, objectAt(binding, "roleRef"), of);
    if (typeof found === "string") errors.push(found);
    else rules.push(...found);
  };
  for (const { object } of store.list(`${RBAC}/clusterrolebindings`)) collect(object, "");
  if (namespace !== "")
    for (const { object } of store.list(`${RBAC}/rolebindings`, namespace)) collect(object, namespace);
  return { rules, errors };
}

/** The rules of a role that a binding names, or why there are none. */
export function rulesOfRole(
  store: Store,
  roleRef: JsonObject,
  namespace: string,
): readonly JsonObject[] | string {
  const name = textAt(roleRef, "name") ?? "";
  const cluster = textAt(roleRef, "kind") === "ClusterRole";
  const role = cluster
    ? store.get(`${RBAC}/clusterroles`, undefined, name)
    : store.get(`${RBAC}/roles`, namespace, name);
  if (role === undefined) return `${cluster ? "clusterrole" : "role"}.${RBAC} "${name}" not found`;
  const selectors = objectsAt(role.object, "aggregationRule", "clusterRoleSelectors");
  const own = objectsAt(role.object, "rules");
  if (selectors.length === 0) return own;
  const aggregated = store
    .list(`${RBAC}/clusterroles`)
    .filter(({ object }) => selectors.some((each) => selects(each, mapAt(object, "metadata", "labels"))));
  return [...own, ...aggregated.flatMap(({ object }) => objectsAt(object, "rules"))];
}

const covers = (allowed: readonly string[], asked: string): boolean =>
  allowed.includes("*") || allowed.includes(asked);

/** Whether one rule allows what is asked. */
export function ruleAllows(rule: JsonObject, asked: Attributes): boolean {
  if (!covers(textsAt(rule, "verbs"), asked.verb)) return false;
  if (asked.path !== undefined)
    return textsAt(rule, "nonResourceURLs").some((url) => coversPath(url, asked.path ?? ""));
  const resource = asked.subresource === "" ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const resources = textsAt(rule, "resources");
  const names = textsAt(rule, "resourceNames");
  return (
    covers(textsAt(rule, "apiGroups"), asked.group) &&
    (covers(resources, resource) ||
      (asked.subresource !== "" && resources.includes(`*/${asked.subresource}`))) &&
    (names.length === 0 || names.includes(asked.name))
  );
}

const coversPath = (url: string, path: string): boolean =>
  url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.slice(0, -1)));

/** RBAC's verdict; the reason tells of roles that are bound and missing. */
export function authorize(store: Store, user: User, asked: Attributes): { allowed: boolean; reason: string } {
  if (user.groups.includes("system:masters")) return { allowed: true, reason: "" };
  const { rules, errors } = rulesOf(store, user, asked.namespace);
  if (rules.some((rule) => ruleAllows(rule, asked))) return { allowed: true, reason: "" };
  return { allowed: false, reason: errors.length === 0 ? "" : `RBAC: ${joined(errors)}` };
}

const joined = (errors: readonly string[]): string =>
  errors.length === 1 ? (errors[0] ?? "") : `[${errors.join(", ")}]`;

/** `User "a" cannot get resource "pods" in API group "" in the namespace "b"`, as the server refuses. */
export function refusal(user: User, asked: Attributes): string {
  const who = `User ${JSON.stringify(user.name)} cannot ${asked.verb}`;
  if (asked.path !== undefined) return `${who} path ${JSON.stringify(asked.path)}`;
  const resource = asked.subresource === "" ? asked.resource : `${asked.resource}/${asked.subresource}`;
  const where = asked.namespace === "" ? "at the cluster scope" : `in the namespace "${asked.namespace}"`;
  return `${who} resource "${resource}" in API group "${asked.group}" ${where}`;
}
