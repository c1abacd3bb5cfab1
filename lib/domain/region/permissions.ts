/**
 * The one table of what Gantry's account may do in a region (decision 2). The join manifest, check P3 and the
 * words on the pages are made from it. Verbs and resources are those of Kubernetes RBAC.
 */

export const PACKS = ["base", "capacity", "metrics"] as const;
export type Pack = (typeof PACKS)[number];
export const OPTIONAL_PACKS = ["capacity", "metrics"] as const satisfies readonly Pack[];

/** Where a rule holds: everywhere, in the organization's namespace, or in Gantry's own. */
export type RuleScope = "cluster" | "databases" | "system";

export interface PermissionRule {
  pack: Pack;
  scope: RuleScope;
  apiGroup: string;
  resources: readonly string[];
  verbs: readonly string[];
  resourceNames?: readonly string[];
  words: string;
}

export const SYSTEM_NAMESPACE = "gantry-system";

/**
 * The service account of an organization in a region, in Gantry's own namespace: it has the name of the organization's
 * namespace, so that in a cluster that two organizations share no token opens the databases of the other.
 */
export const accountOf = (databaseNamespace: string): string => databaseNamespace;

/** Who the API server takes a holder of the account's token for. */
export const accountUserOf = (databaseNamespace: string): string =>
  `system:serviceaccount:${SYSTEM_NAMESPACE}:${accountOf(databaseNamespace)}`;

/** The right that lets the account renew its own token. */
export const RENEWAL = { apiGroup: "", resource: "serviceaccounts/token", verb: "create" } as const;

const READ = ["get", "list", "watch"] as const;
const VITESS = "planetscale.com";
const VITESS_PARTS = [
  "vitesscells",
  "vitesskeyspaces",
  "vitessshards",
  "etcdlockservers",
  "vitessbackups",
  "vitessbackupstorages",
] as const;

/** The kind that the others are parts of. */
export const VITESS_CLUSTERS = "vitessclusters.planetscale.com";

export const VITESS_CRDS = [
  "etcdlockservers.planetscale.com",
  "vitessbackups.planetscale.com",
  "vitessbackupschedules.planetscale.com",
  "vitessbackupstorages.planetscale.com",
  "vitesscells.planetscale.com",
  VITESS_CLUSTERS,
  "vitesskeyspaces.planetscale.com",
  "vitessshards.planetscale.com",
] as const;

type Rest = Pick<PermissionRule, "resources" | "verbs" | "words"> &
  Partial<Pick<PermissionRule, "resourceNames">>;
const rule = (pack: Pack, scope: RuleScope, apiGroup: string, rest: Rest): PermissionRule => ({
  pack,
  scope,
  apiGroup,
  ...rest,
});

function clusterRules(databaseNamespace: string): PermissionRule[] {
  return [
    rule("base", "cluster", "", {
      resources: ["nodes"],
      verbs: READ,
      words: "Read nodes: zones, shapes, room, cordons",
    }),
    rule("base", "cluster", "storage.k8s.io", {
      resources: ["storageclasses"],
      verbs: READ,
      words: "Read storage classes",
    }),
    rule("base", "cluster", "apiextensions.k8s.io", {
      resources: ["customresourcedefinitions"],
      verbs: ["get"],
      resourceNames: VITESS_CRDS,
      words: "Read the Vitess kinds that are installed",
    }),
    rule("base", "cluster", "", {
      resources: ["namespaces"],
      verbs: ["get"],
      resourceNames: ["kube-system", SYSTEM_NAMESPACE, databaseNamespace],
      words: "Read the identity of the cluster",
    }),
    rule("capacity", "cluster", "", {
      resources: ["pods"],
      verbs: READ,
      words: "Read pods of all namespaces, to count the room on each node",
    }),
  ];
}

function databaseRules(): PermissionRule[] {
  return [
    rule("base", "databases", VITESS, {
      resources: ["vitessclusters"],
      verbs: [...READ, "create", "patch", "delete"],
      words: "Make, change and delete Vitess databases",
    }),
    rule("base", "databases", VITESS, {
      resources: VITESS_PARTS,
      verbs: READ,
      words: "Read the parts that the operator makes of them",
    }),
    rule("base", "databases", "", {
      resources: ["pods", "events", "persistentvolumeclaims", "services", "resourcequotas", "limitranges"],
      verbs: READ,
      words: "Read pods, events, claims, services and quotas",
    }),
    rule("base", "databases", "", {
      resources: ["secrets"],
      verbs: ["get", "create", "patch", "delete"],
      words: "Make and change secrets in its own namespace; it cannot list them",
    }),
    rule("base", "databases", "policy", {
      resources: ["poddisruptionbudgets"],
      verbs: [...READ, "create", "patch", "delete"],
      words: "Make and change disruption budgets",
    }),
    rule("metrics", "databases", "", {
      resources: ["pods/proxy"],
      verbs: ["get"],
      words: "Read the metrics pages of database pods",
    }),
  ];
}

function systemRules(databaseNamespace: string): PermissionRule[] {
  return [
    rule("base", "system", "", {
      resources: ["pods", "events", "persistentvolumeclaims"],
      verbs: READ,
      words: "Read the operator's pod and its events",
    }),
    rule("base", "system", "apps", {
      resources: ["deployments"],
      verbs: READ,
      words: "Read the operator's deployment",
    }),
    rule("base", "system", VITESS, {
      resources: ["vitessclusters", ...VITESS_PARTS],
      verbs: READ,
      words: "See that no database stands in Gantry's own namespace",
    }),
    rule("base", "system", RENEWAL.apiGroup, {
      resources: [RENEWAL.resource],
      verbs: [RENEWAL.verb],
      resourceNames: [accountOf(databaseNamespace)],
      words: "Renew its own token",
    }),
  ];
}

/** The rules of an account for one managed namespace, cluster-wide ones first. */
export function permissionRules(databaseNamespace: string): PermissionRule[] {
  return [...clusterRules(databaseNamespace), ...databaseRules(), ...systemRules(databaseNamespace)];
}

/** Where a rule holds; null is the whole cluster. */
export function namespaceOfRule(
  { scope }: Pick<PermissionRule, "scope">,
  databaseNamespace: string,
): string | null {
  switch (scope) {
    case "cluster":
      return null;
    case "databases":
      return databaseNamespace;
    case "system":
      return SYSTEM_NAMESPACE;
  }
}

/** What a person is told before ticking a pack: what it is for, what is lost without it, what else it allows. */
export const PACK_WORDS: Record<Pack, { title: string; without: string; caution: string | null }> = {
  base: { title: "Base", without: "Gantry cannot work", caution: null },
  capacity: {
    title: "Capacity",
    without: "plans cannot count room",
    caution:
      "Kubernetes cannot hide the rest of a pod, values of its environment included. Gantry keeps requests, node and owner.",
  },
  metrics: {
    title: "Metrics by pod proxy",
    without: "no lag, no query charts",
    caution: "It could also read query texts at these pods. Gantry does not call those pages.",
  },
};

/** What no pack grants. */
export const NEVER = [
  "Run a command in a pod or open a port to it",
  "Read secrets outside its own namespace, or list any",
  "Act as somebody else, or widen its own rights",
  "Read a row of a table",
] as const;
