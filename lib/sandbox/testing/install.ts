import { CORE_SCHEMA, loadAll } from "js-yaml";
import { z } from "zod";
import { simulatedOperatorObjects } from "@/lib/sandbox/manifests/operator-manifest";
import { createTransport } from "@/lib/sandbox/standins/api-transport";
import { type Endpoint, readKubeconfig } from "@/lib/sandbox/standins/kubeconfig";

/** What Gantry does to a region and to a database, in the fewest calls, for tests of the sandbox alone. */

const OPERATOR_NAMESPACE = "gantry-system";
export const DATABASE_NAMESPACE = "gantry-shop";

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
type Manifest = z.output<typeof Manifest>;

const PLURALS: Record<string, string> = {
  PriorityClass: "priorityclasses",
  VitessCluster: "vitessclusters",
};
const CLUSTER_WIDE = new Set([
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "Namespace",
  "PriorityClass",
]);
const ORDER = ["Namespace", "CustomResourceDefinition", "PriorityClass", "ServiceAccount"];

function pathOf({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const place = CLUSTER_WIDE.has(kind) ? "" : `/namespaces/${metadata.namespace}`;
  return `${root}${place}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}/${metadata.name}`;
}

/** Server-side apply of manifests, in order. Throws ApiError with the server's words. */
export async function applyAll(kubeconfig: string, manifests: readonly unknown[]): Promise<void> {
  const endpoint: Endpoint = readKubeconfig(kubeconfig);
  const transport = createTransport(endpoint, "test");
  try {
    for (const each of manifests) {
      const manifest = Manifest.parse(each);
      await transport.json({
        method: "PATCH",
        path: pathOf(manifest),
        query: { fieldManager: "test", fieldValidation: "Strict" },
        body: manifest,
        contentType: "application/apply-patch+yaml",
      });
    }
  } finally {
    await transport.close();
  }
}

const rank = (kind: string) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);

/** The simulated operator's objects, in our namespaces instead of upstream's. */
export function operatorForTests(): unknown[] {
  const text = JSON.stringify(simulatedOperatorObjects())
    .replaceAll('"default,example"', `"${OPERATOR_NAMESPACE},${DATABASE_NAMESPACE}"`)
    .replaceAll('"namespace":"default"', `"namespace":"${OPERATOR_NAMESPACE}"`)
    .replaceAll('"namespace":"example"', `"namespace":"${DATABASE_NAMESPACE}"`);
  const objects = z.array(Manifest).parse(JSON.parse(text));
  const placed = objects.map((one) =>
    CLUSTER_WIDE.has(one.kind) || one.metadata.namespace !== undefined
      ? one
      : { ...one, metadata: { ...one.metadata, namespace: OPERATOR_NAMESPACE } },
  );
  const namespaces = [OPERATOR_NAMESPACE, DATABASE_NAMESPACE].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  return [...namespaces, ...placed].toSorted((a, b) => rank(a.kind) - rank(b.kind));
}

const ZONES = ["a", "b", "c"];

/** A database over three zones, with its two secrets first. */
export function databaseForTests(
  name: string,
  options: { secrets?: boolean; volumes?: string } = {},
): unknown[] {
  const metadata = (of: string) => ({ name: of, namespace: DATABASE_NAMESPACE });
  const secret = (of: string, key: string) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata(of),
    data: { [key]: Buffer.from("{}").toString("base64") },
  });
  const storageClassName = options.volumes ?? "standard-rwo";
  const database = loadAll(
    `
apiVersion: planetscale.com/v2
kind: VitessCluster
metadata: {name: ${name}, namespace: ${DATABASE_NAMESPACE}}
spec:
  updateStrategy: {type: Immediate}
  images: {mysqldExporter: "prom/mysqld-exporter:v0.18.0"}
  vitessDashboard: {cells: [ca]}
  cells:
${ZONES.map((zone) => `  - {name: c${zone}, zone: eu-sim-1${zone}, gateway: {replicas: 1, authentication: {static: {secret: {name: ${name}-users, key: users.json}}}}}`).join("\n")}
  keyspaces:
  - name: main
    durabilityPolicy: semi_sync
    turndownPolicy: RequireIdle
    vitessOrchestrator: {}
    partitionings:
    - equal:
        parts: 1
        shardTemplate:
          databaseInitScriptSecret: {name: ${name}-init, key: init_db.sql}
          tabletPools:
${ZONES.map((zone) => `          - {cell: c${zone}, type: replica, replicas: 1, vttablet: {resources: {requests: {cpu: 100m}}}, mysqld: {resources: {requests: {cpu: "1"}}}, dataVolumeClaimTemplate: {storageClassName: ${storageClassName}, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}`).join("\n")}
`,
    { schema: CORE_SCHEMA },
  );
  const secrets = [secret(`${name}-users`, "users.json"), secret(`${name}-init`, "init_db.sql")];
  return options.secrets === false ? database : [...secrets, ...database];
}

/** Polls until it holds; throws with what was last seen when it takes too long. */
export async function eventually<T>(
  read: () => Promise<T> | T,
  holds: (seen: T) => boolean,
  what: string,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await read();
    if (holds(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`${what} did not come: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
