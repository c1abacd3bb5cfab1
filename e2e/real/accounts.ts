import type { RealControlPlane } from "@/e2e/real/launcher";

/** What a person would paste to let Gantry in: a service account with a cluster role and a token of one day. */
export interface ClusterAccount {
  token: string;
  /** A kubeconfig that holds nothing but the account's address, CA and token. */
  kubeconfig: string;
}

export interface AccountRequest {
  name: string;
  namespace: string;
  /** An existing cluster role, for example "cluster-admin". */
  clusterRole: string;
}

/** Makes a service account on the cluster, binds the role and asks for a token. Safe to repeat. */
export async function makeAccount(plane: RealControlPlane, request: AccountRequest): Promise<ClusterAccount> {
  const { name, namespace, clusterRole } = request;
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: `${namespace}-${name}` },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRole },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await plane.kubectl(["apply", "--server-side", "-f", "-"], list);
  const token = await plane.kubectl(["create", "token", name, "--namespace", namespace, "--duration=24h"]);
  return { token: token.trim(), kubeconfig: tokenKubeconfig(plane, token.trim()) };
}

/** JSON is YAML: kubectl and Gantry's intake read it alike. */
function tokenKubeconfig(plane: RealControlPlane, token: string): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "real",
        cluster: {
          server: plane.url,
          "certificate-authority-data": Buffer.from(plane.caPem).toString("base64"),
        },
      },
    ],
    users: [{ name: "gantry", user: { token } }],
    contexts: [{ name: "real", context: { cluster: "real", user: "gantry" } }],
    "current-context": "real",
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
