import { dump } from "js-yaml";
import {
  vitessBackup,
  vitessBackupSchedule,
  vitessBackupStorage,
} from "@/lib/sandbox/manifests/backup-schemas";
import type { Schema } from "@/lib/sandbox/manifests/schema";
import {
  etcdLockserver,
  vitessCell,
  vitessCluster,
  vitessKeyspace,
  vitessShard,
} from "@/lib/sandbox/manifests/vitess-schemas";

/** The version under which the simulated region's catalogue offers its operator. */
const SIMULATED_OPERATOR_VERSION = "2.17.0-simulated";
/** Names a program of the sandbox; no registry has it. */
export const SIMULATED_OPERATOR_IMAGE = "gantry-standin/vitess-operator:v2.17.0";

/** The namespaces of the upstream manifest, which whoever installs it replaces by their own. */
const OPERATOR_NAMESPACE = "default";
const DATABASE_NAMESPACE = "example";

const NAME = "vitess-operator";
const RBAC = "rbac.authorization.k8s.io/v1";

interface Kind {
  kind: string;
  plural: string;
  short: string | null;
  status: boolean;
  schema: Schema;
}

const KINDS: readonly Kind[] = [
  {
    kind: "EtcdLockserver",
    plural: "etcdlockservers",
    short: "etcdls",
    status: true,
    schema: etcdLockserver,
  },
  { kind: "VitessBackup", plural: "vitessbackups", short: "vtb", status: false, schema: vitessBackup },
  {
    kind: "VitessBackupSchedule",
    plural: "vitessbackupschedules",
    short: null,
    status: true,
    schema: vitessBackupSchedule,
  },
  {
    kind: "VitessBackupStorage",
    plural: "vitessbackupstorages",
    short: "vtbs",
    status: true,
    schema: vitessBackupStorage,
  },
  { kind: "VitessCell", plural: "vitesscells", short: "vtc", status: true, schema: vitessCell },
  { kind: "VitessCluster", plural: "vitessclusters", short: "vt", status: true, schema: vitessCluster },
  { kind: "VitessKeyspace", plural: "vitesskeyspaces", short: "vtk", status: true, schema: vitessKeyspace },
  { kind: "VitessShard", plural: "vitessshards", short: "vts", status: true, schema: vitessShard },
];

function definition({ kind, plural, short, status, schema }: Kind): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.planetscale.com` },
    spec: {
      group: "planetscale.com",
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        ...(short === null ? {} : { shortNames: [short] }),
        singular: kind.toLowerCase(),
      },
      scope: "Namespaced",
      versions: [
        {
          name: "v2",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema },
          ...(status ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
}

const account = (namespace: string): object => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: NAME, namespace },
});

const subjects = (namespace: string): object[] => [{ kind: "ServiceAccount", name: NAME, namespace }];
const rule = (apiGroup: string, resources: readonly string[], verbs: readonly string[] = ["*"]): object => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});

const withParts = (plural: string): string[] => [plural, `${plural}/status`, `${plural}/finalizers`];

/** Rights of the operator: those that its stand-in uses, a part of the real operator's. */
function clusterRole(): object {
  return {
    apiVersion: RBAC,
    kind: "ClusterRole",
    metadata: { name: NAME },
    rules: [
      rule("", ["pods", "services", "persistentvolumeclaims", "events", "configmaps", "secrets"]),
      rule("", ["namespaces"], ["get"]),
      rule("apps", ["deployments"]),
      rule("policy", ["poddisruptionbudgets"]),
      rule(
        "planetscale.com",
        KINDS.flatMap((one) => withParts(one.plural)),
      ),
    ],
  };
}

function backupStorageRole(): object[] {
  const name = "vitess-operator-backup-storage";
  const parts = ["vitessshards", "vitessbackups", "vitessbackupstorages"].flatMap(withParts);
  return [
    {
      apiVersion: RBAC,
      kind: "Role",
      metadata: { name, namespace: DATABASE_NAMESPACE },
      rules: [rule("planetscale.com", parts)],
    },
    {
      apiVersion: RBAC,
      kind: "RoleBinding",
      metadata: { name, namespace: DATABASE_NAMESPACE },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: subjects(DATABASE_NAMESPACE),
    },
  ];
}

const priorityClass = (name: string, value: number, description: string): object => ({
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name },
  value,
  globalDefault: false,
  description,
});

const fromField = (name: string, fieldPath: string): object => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

function deployment(): object {
  const labels = { app: NAME };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: NAME },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: NAME,
          priorityClassName: "vitess-operator-control-plane",
          containers: [
            {
              name: NAME,
              image: SIMULATED_OPERATOR_IMAGE,
              command: [NAME],
              args: ["--logtostderr", "-v=4"],
              env: [
                { name: "WATCH_NAMESPACE", value: `${OPERATOR_NAMESPACE},${DATABASE_NAMESPACE}` },
                fromField("POD_NAME", "metadata.name"),
                fromField("PS_OPERATOR_POD_NAMESPACE", "metadata.namespace"),
                fromField("PS_OPERATOR_POD_NAME", "metadata.name"),
                { name: "OPERATOR_NAME", value: NAME },
              ],
              resources: { limits: { memory: "512Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
            },
          ],
        },
      },
    },
  };
}

/** The objects of the simulated operator, with upstream's namespaces in the places where upstream has them. */
export function simulatedOperatorObjects(): object[] {
  return [
    ...KINDS.map(definition),
    account(DATABASE_NAMESPACE),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: NAME } },
    ...backupStorageRole(),
    clusterRole(),
    {
      apiVersion: RBAC,
      kind: "ClusterRoleBinding",
      metadata: { name: NAME },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: NAME },
      subjects: subjects(OPERATOR_NAMESPACE),
    },
    priorityClass("vitess", 1000, "Vitess components (vttablet, vtgate, vtctld, etcd)"),
    priorityClass("vitess-operator-control-plane", 5000, "The vitess-operator control plane."),
    deployment(),
  ];
}

/** The manifest file that a region's catalogue reads, with the same bytes at every call. */
export function renderSimulatedOperator(): string {
  const objects = simulatedOperatorObjects();
  const head = `# The simulated operator ${SIMULATED_OPERATOR_VERSION}: for the simulated region only; its image exists nowhere else.\n`;
  return head + objects.map((one) => dump(one, { noRefs: true, lineWidth: 120 })).join("---\n");
}
