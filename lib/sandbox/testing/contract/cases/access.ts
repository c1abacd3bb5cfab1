import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const ROLES = `${RBAC}/namespaces/$ns/roles`;
const BINDINGS = `${RBAC}/namespaces/$ns/rolebindings`;

const account = (name: string): Step => ({
  method: "POST",
  path: "/api/v1/namespaces/$ns/serviceaccounts",
  quiet: true,
  body: { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } },
});

const role = (rules: Json): Step => ({
  method: "POST",
  path: ROLES,
  quiet: true,
  body: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "r" }, rules },
});

const bind = (kind: string, name: string): Step => ({
  method: "POST",
  path: BINDINGS,
  quiet: true,
  body: {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "b" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
    subjects: [{ kind: "ServiceAccount", name: "viewer", namespace: "$ns" }],
  },
});

const review = (attributes: Json): Step => ({
  method: "POST",
  path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  as: "viewer",
  body: {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: attributes },
  },
  only: [["spec"], ["status", "allowed"], ["kind"]],
});

const READ_PODS = [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get", "list", "watch"] }];
const viewer = [account("viewer"), role(READ_PODS), bind("Role", "r")];
const as = (path: string, rest: Partial<Step> = {}): Step => ({ path, as: "viewer", ...rest });

/** Who may do what; tokens; and the words of every refusal. */
export const ACCESS_CASES: readonly Case[] = [
  { name: "refuses an unknown token", steps: [{ path: "/api/v1/namespaces/$ns/pods", token: "nonsense" }] },
  {
    name: "refuses what no role allows",
    steps: [
      account("viewer"),
      as("/api/v1/namespaces/$ns/secrets"),
      as("/api/v1/namespaces/$ns/secrets/one"),
      as("/api/v1/nodes"),
      as("/api/v1/namespaces/kube-system"),
      as("/api/v1/pods"),
      as("/apis/apps/v1/namespaces/$ns/deployments/x"),
      as("/api/v1/namespaces/$ns/configmaps", {
        method: "POST",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } },
      }),
      as("/api/v1/namespaces/$ns/pods/x", { method: "DELETE" }),
      as("/api/v1/namespaces/$ns/pods", { method: "DELETE" }),
      as("/api/v1/namespaces/$ns/pods/x", { method: "PATCH", kind: "merge", body: {} }),
      as("/api/v1/namespaces/$ns/pods/x/eviction", { method: "POST", body: {} }),
      as("/api/v1/namespaces/$ns/pods/x:15000/proxy/metrics"),
      as("/api/v1/namespaces/$ns/pods/x/log"),
      as("/api/v1/namespaces/$ns/pods?watch=true"),
      as("/metrics"),
    ],
  },
  {
    name: "allows what a role allows",
    steps: [
      ...viewer,
      as("/api/v1/namespaces/$ns/pods", { until: { path: ["kind"], is: "PodList" } }),
      as("/api/v1/namespaces/$ns/pods/x"),
      as("/api/v1/namespaces/$ns/pods/x/log"),
      as("/api/v1/namespaces/default/pods"),
      as("/api/v1/namespaces/$ns/pods/x/eviction", { method: "POST", body: {} }),
    ],
  },
  {
    name: "allows names of resources only",
    steps: [
      account("viewer"),
      role([
        {
          apiGroups: [""],
          resources: ["configmaps"],
          resourceNames: ["kube-root-ca.crt"],
          verbs: ["get", "list"],
        },
      ]),
      bind("Role", "r"),
      as("/api/v1/namespaces/$ns/configmaps/kube-root-ca.crt", {
        until: { path: ["kind"], is: "ConfigMap" },
        only: [["kind"]],
      }),
      as("/api/v1/namespaces/$ns/configmaps/other"),
      as("/api/v1/namespaces/$ns/configmaps"),
      as("/api/v1/namespaces/$ns/configmaps?fieldSelector=metadata.name=kube-root-ca.crt", {
        only: [["kind"]],
      }),
    ],
  },
  {
    name: "names the role that is missing",
    steps: [
      account("viewer"),
      bind("Role", "gone"),
      as("/api/v1/namespaces/$ns/pods", {
        until: {
          path: ["message"],
          is: 'pods is forbidden: User "system:serviceaccount:$ns:viewer" cannot list resource "pods" in API group "" in the namespace "$ns": RBAC: role.rbac.authorization.k8s.io "gone" not found',
        },
      }),
    ],
  },
  {
    name: "reviews access",
    steps: [
      ...viewer,
      as("/api/v1/namespaces/$ns/pods", { until: { path: ["kind"], is: "PodList" }, quiet: true }),
      review({ namespace: "$ns", verb: "list", resource: "pods" }),
      review({ namespace: "$ns", verb: "get", resource: "pods", subresource: "log", name: "x" }),
      review({ namespace: "$ns", verb: "create", resource: "pods", subresource: "eviction" }),
      review({ verb: "list", resource: "nodes" }),
      review({ namespace: "$ns", verb: "*", group: "planetscale.com", resource: "*" }),
    ],
  },
  {
    name: "says who one is",
    steps: [
      account("viewer"),
      {
        method: "POST",
        path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        as: "viewer",
        body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
        only: [["kind"], ["status", "userInfo", "username"], ["status", "userInfo", "groups"]],
      },
    ],
  },
  {
    name: "refuses a token that is too short-lived or of nobody",
    steps: [
      {
        method: "POST",
        path: "/api/v1/namespaces/$ns/serviceaccounts/default/token",
        body: {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
          spec: { expirationSeconds: 60 },
        },
      },
      {
        method: "POST",
        path: "/api/v1/namespaces/$ns/serviceaccounts/none/token",
        body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
      },
    ],
  },
  {
    name: "gives a token",
    steps: [
      {
        method: "POST",
        path: "/api/v1/namespaces/$ns/serviceaccounts/default/token",
        body: {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
          spec: { expirationSeconds: 3600 },
        },
        only: [
          ["kind"],
          ["metadata", "name"],
          ["spec", "expirationSeconds"],
          ["status", "expirationTimestamp"],
        ],
      },
    ],
  },
  {
    name: "ends a token with its account",
    steps: [
      account("viewer"),
      {
        method: "POST",
        path: "/api/v1/namespaces/$ns/serviceaccounts/viewer/token",
        body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
        keep: { token: ["status", "token"] },
        quiet: true,
      },
      { path: "/api/v1/namespaces/$ns/serviceaccounts/viewer", method: "DELETE", quiet: true },
      { path: "/api/v1/namespaces/$ns/pods", token: "$token", until: { path: ["code"], is: 401 } },
    ],
  },
  {
    name: "keeps the role of a binding",
    steps: [
      bind("Role", "r"),
      {
        method: "PATCH",
        path: `${BINDINGS}/b`,
        kind: "merge",
        body: { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "other" } },
      },
    ],
  },
  {
    name: "refuses to grant more than one has",
    steps: [
      account("viewer"),
      role([
        {
          apiGroups: ["rbac.authorization.k8s.io"],
          resources: ["roles", "rolebindings"],
          verbs: ["create", "get"],
        },
      ]),
      bind("Role", "r"),
      as(`${ROLES}/r`, { until: { path: ["kind"], is: "Role" }, quiet: true }),
      as(ROLES, {
        method: "POST",
        body: {
          apiVersion: "rbac.authorization.k8s.io/v1",
          kind: "Role",
          metadata: { name: "more" },
          rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
        },
      }),
    ],
  },
];
