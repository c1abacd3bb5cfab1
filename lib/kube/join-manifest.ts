import "server-only";
import {
  accountOf,
  namespaceOfRule,
  permissionRules,
  SYSTEM_NAMESPACE,
  type Pack,
  type PermissionRule,
  type RuleScope,
} from "@/lib/domain/region/permissions";
import type { KubeObject } from "@/lib/kube/object";
import { toYaml } from "@/lib/kube/yaml";

export interface JoinOptions {
  databaseNamespace: string;
  packs: readonly Pack[];
}

const RBAC = "rbac.authorization.k8s.io/v1";
const MANAGED = { "app.kubernetes.io/managed-by": "gantry" };

function rules(list: readonly PermissionRule[]): object[] {
  return list.map((each) => ({
    apiGroups: [each.apiGroup],
    resources: [...each.resources],
    verbs: [...each.verbs],
    ...(each.resourceNames === undefined ? {} : { resourceNames: [...each.resourceNames] }),
  }));
}

function grant(options: JoinOptions, scope: RuleScope): KubeObject[] {
  const list = permissionRules(options.databaseNamespace).filter(
    (each) => each.scope === scope && options.packs.includes(each.pack),
  );
  const namespace = namespaceOfRule({ scope }, options.databaseNamespace);
  const kind = namespace === null ? "ClusterRole" : "Role";
  const name = accountOf(options.databaseNamespace);
  const metadata = { name, labels: MANAGED, ...(namespace === null ? {} : { namespace }) };
  return [
    { apiVersion: RBAC, kind, metadata, rules: rules(list) },
    {
      apiVersion: RBAC,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
      subjects: [{ kind: "ServiceAccount", name, namespace: SYSTEM_NAMESPACE }],
    },
  ];
}

/** The objects of Gantry's account: two namespaces, a service account, and the roles of the chosen packs. */
export function joinObjects(options: JoinOptions): KubeObject[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE, labels: MANAGED } },
    { apiVersion: "v1", kind: "Namespace", metadata: { name: options.databaseNamespace, labels: MANAGED } },
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: accountOf(options.databaseNamespace), namespace: SYSTEM_NAMESPACE, labels: MANAGED },
    },
    ...grant(options, "cluster"),
    ...grant(options, "databases"),
    ...grant(options, "system"),
  ];
}

/** The address and CA of the cluster of the current context, as kubectl itself would use them. */
const fromConfig = (field: string): string =>
  `$(kubectl config view --minify --raw --flatten -o jsonpath='{.clusters[0].cluster.${field}}')`;

/**
 * The join script (decision 32, tried on Kubernetes 1.35): makes the account with the caller's rights and prints one
 * line to paste. It calls kubectl and the usual text tools only, and carries no secret of Gantry's. All of it is one
 * function that the last line calls, so that a download that was cut runs nothing.
 */
export function joinScript(options: JoinOptions): string {
  const account = accountOf(options.databaseNamespace);
  return `#!/bin/sh
# Makes the account "${account}" in ${SYSTEM_NAMESPACE} with the rights below, in your current kubectl context,
# and prints one line that begins with gantry-join: to paste into Gantry. It calls only kubectl.
set -eu
gantry_join() {
command -v kubectl >/dev/null || { echo "kubectl is not installed here." >&2; exit 1; }
echo "Context: $(kubectl config current-context)" >&2
kubectl apply --server-side --field-manager=gantry-join -f - >&2 <<'GANTRY_YAML'
${toYaml(joinObjects(options)).trimEnd()}
GANTRY_YAML
server=${fromConfig("server")}
ca=${fromConfig("certificate-authority-data")}
[ -n "$ca" ] || ca=$(kubectl -n kube-system get configmap kube-root-ca.crt -o jsonpath='{.data.ca\\.crt}' | base64 | tr -d '\\n')
token=$(kubectl -n ${SYSTEM_NAMESPACE} create token ${account} --duration=24h)
echo "Paste this one line into Gantry:" >&2
printf 'gantry-join:%s\\n' "$(printf '{"server":"%s","ca":"%s","token":"%s"}' "$server" "$ca" "$token" | base64 | tr -d '\\n')"
}
gantry_join
`;
}

/** Removes what the script made; databases and the operator are not touched. */
export function joinUndo({ databaseNamespace }: JoinOptions): string {
  const account = accountOf(databaseNamespace);
  return [
    `kubectl delete clusterrolebinding,clusterrole ${account}`,
    `kubectl -n ${databaseNamespace} delete rolebinding,role ${account}`,
    `kubectl -n ${SYSTEM_NAMESPACE} delete rolebinding,role,serviceaccount ${account}`,
  ].join("\n");
}
