import "server-only";
import { loadAll, CORE_SCHEMA } from "js-yaml";
import { z } from "zod";
import { OPERATOR_NAME } from "@/lib/domain/region/operator";
import type { KubeObject } from "@/lib/kube/object";

/** What may stand in an operator's manifest; anything else refuses the whole file. */
const ALLOWED = new Set([
  "apiextensions.k8s.io/v1 CustomResourceDefinition",
  "v1 ServiceAccount",
  "rbac.authorization.k8s.io/v1 Role",
  "rbac.authorization.k8s.io/v1 RoleBinding",
  "rbac.authorization.k8s.io/v1 ClusterRole",
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
  "scheduling.k8s.io/v1 PriorityClass",
  "apps/v1 Deployment",
]);

/** Applied in this order: what others need comes first. */
const ORDER = [
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "ServiceAccount",
  "ClusterRole",
  "Role",
  "ClusterRoleBinding",
  "RoleBinding",
  "Deployment",
];

/** Names that stand in the upstream file (vitess-operator, test/endtoend/operator/operator-latest.yaml). */
const UPSTREAM_OPERATOR_NAMESPACE = "default";
const UPSTREAM_DATABASE_NAMESPACE = "example";

const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

const Subjects = z.array(
  z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().optional() }),
);

const Env = z.looseObject({ name: z.string(), value: z.string().optional() });
const Container = z.looseObject({ name: z.string(), image: z.string(), env: z.array(Env).optional() });
const DeploymentSpec = z.looseObject({
  template: z.looseObject({
    metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }),
    spec: z.looseObject({ containers: z.array(Container).min(1) }),
  }),
});

export class ManifestError extends Error {}

/** Reads a manifest of the operator. Throws ManifestError for YAML that is none, and for kinds that are not allowed. */
export function parseOperatorManifest(text: string): KubeObject[] {
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: CORE_SCHEMA });
  } catch {
    throw new ManifestError("The operator's manifest is not YAML.");
  }
  return documents
    .filter((document) => document !== null && document !== undefined)
    .map((document) => {
      const parsed = Manifest.safeParse(document);
      if (!parsed.success)
        throw new ManifestError("The operator's manifest holds something that is no Kubernetes object.");
      const { apiVersion, kind, metadata } = parsed.data;
      if (!ALLOWED.has(`${apiVersion} ${kind}`)) {
        throw new ManifestError(
          `The operator's manifest holds a ${kind} (${metadata.name}), which Gantry does not apply.`,
        );
      }
      const { namespace, labels, annotations, ...rest } = metadata;
      return {
        ...parsed.data,
        metadata: {
          ...rest,
          ...(namespace === undefined ? {} : { namespace }),
          ...(labels === undefined ? {} : { labels }),
          ...(annotations === undefined ? {} : { annotations }),
        },
      };
    });
}

export interface RewriteOptions {
  operatorNamespace: string;
  /** Namespaces of databases; the objects of the upstream `example` namespace are made once for each. */
  databaseNamespaces: readonly string[];
  image: string;
  labels: Readonly<Record<string, string>>;
}

const CLUSTER_SCOPED = new Set([
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleBinding",
  "PriorityClass",
  "Namespace",
]);

function withMarks(object: KubeObject, labels: Readonly<Record<string, string>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

function rewriteSubjects(object: KubeObject, namespace: string): KubeObject {
  const subjects = Subjects.parse(object["subjects"] ?? []);
  return { ...object, subjects: subjects.map((subject) => ({ ...subject, namespace })) };
}

function rewriteDeployment(object: KubeObject, options: RewriteOptions): KubeObject {
  const spec = DeploymentSpec.parse(object["spec"]);
  const watched = [options.operatorNamespace, ...options.databaseNamespaces].join(",");
  const containers = spec.template.spec.containers.map((container) => {
    const { imagePullPolicy: _never, ...kept } = container;
    const env = (container.env ?? []).map((each) =>
      each.name === "WATCH_NAMESPACE" ? { name: each.name, value: watched } : each,
    );
    return { ...kept, image: options.image, env };
  });
  return {
    ...object,
    spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, containers } } },
  };
}

function place(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

function rewriteOne(object: KubeObject, options: RewriteOptions): KubeObject[] {
  const { operatorNamespace, databaseNamespaces } = options;
  if (CLUSTER_SCOPED.has(object.kind)) {
    return [object.kind === "ClusterRoleBinding" ? rewriteSubjects(object, operatorNamespace) : object];
  }
  const upstream = object.metadata.namespace ?? UPSTREAM_OPERATOR_NAMESPACE;
  if (upstream === UPSTREAM_DATABASE_NAMESPACE) {
    return databaseNamespaces.map((namespace) => {
      const placed = place(object, namespace);
      return object.kind === "RoleBinding" ? rewriteSubjects(placed, namespace) : placed;
    });
  }
  if (upstream !== UPSTREAM_OPERATOR_NAMESPACE) {
    throw new ManifestError(
      `The operator's manifest names the namespace ${upstream}, which Gantry does not know.`,
    );
  }
  const placed = place(object, operatorNamespace);
  if (object.kind === "RoleBinding") return [rewriteSubjects(placed, operatorNamespace)];
  return [
    object.kind === "Deployment" && object.metadata.name === OPERATOR_NAME
      ? rewriteDeployment(placed, options)
      : placed,
  ];
}

/**
 * The manifest as it is applied: our namespaces first, then the upstream objects with namespace, binding subjects,
 * image, pull policy and WATCH_NAMESPACE rewritten (vitess-operator 2.16, 2.17). Pure; O(objects x namespaces).
 */
export function rewriteOperatorManifest(
  objects: readonly KubeObject[],
  options: RewriteOptions,
): KubeObject[] {
  const namespaces: KubeObject[] = [options.operatorNamespace, ...options.databaseNamespaces].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  return [...namespaces, ...objects.flatMap((object) => rewriteOne(object, options))]
    .map((object) => withMarks(object, options.labels))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
