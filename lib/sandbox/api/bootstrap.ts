import type { JsonObject } from "./json";
import type { Registry } from "./registry";
import type { WriteOptions } from "./write-options";
import { CONTROLLER } from "./user";

const RBAC = "rbac.authorization.k8s.io";
const OPTIONS: WriteOptions = { user: CONTROLLER, manager: "kube-apiserver" };

const DISCOVERY = [
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "/healthz",
  "/livez",
  "/openapi",
  "/openapi/*",
  "/readyz",
  "/version",
  "/version/",
];
const PUBLIC = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

const ROLES: Readonly<Record<string, JsonObject[]>> = {
  "cluster-admin": [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
    { verbs: ["*"], nonResourceURLs: ["*"] },
  ],
  "system:discovery": [{ verbs: ["get"], nonResourceURLs: DISCOVERY }],
  "system:public-info-viewer": [{ verbs: ["get"], nonResourceURLs: PUBLIC }],
  "system:basic-user": [
    {
      verbs: ["create"],
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    },
    { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
  ],
};

const BOUND: readonly (readonly [role: string, ...groups: string[]])[] = [
  ["cluster-admin", "system:masters"],
  ["system:discovery", "system:authenticated"],
  ["system:basic-user", "system:authenticated"],
  ["system:public-info-viewer", "system:authenticated", "system:unauthenticated"],
];

/** What every cluster has from its first moment: system namespaces, roles, priorities, the `kubernetes` service. */
export function bootstrap(registry: Registry): void {
  const make = (resource: string, namespace: string, object: JsonObject): void => {
    registry.create(registry.catalog.builtIn(resource), namespace, object, OPTIONS);
  };
  for (const name of ["kube-system", "kube-public", "kube-node-lease", "default"])
    make("/namespaces", "", { metadata: { name } });
  const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
  for (const [name, rules] of Object.entries(ROLES))
    make(`${RBAC}/clusterroles`, "", { metadata: { name, labels }, rules });
  for (const [name, ...groups] of BOUND)
    make(`${RBAC}/clusterrolebindings`, "", {
      metadata: { name, labels },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name },
      subjects: groups.map((group) => ({ kind: "Group", apiGroup: RBAC, name: group })),
    });
  const priorities = { "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000 };
  for (const [name, value] of Object.entries(priorities))
    make("scheduling.k8s.io/priorityclasses", "", { metadata: { name }, value });
  make("/services", "default", {
    metadata: { name: "kubernetes", labels: { component: "apiserver", provider: "kubernetes" } },
    spec: { clusterIP: "10.96.0.1", ports: [{ name: "https", port: 443, targetPort: 6443 }] },
  });
}
