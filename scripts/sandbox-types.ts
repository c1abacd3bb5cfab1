// Writes lib/sandbox/api/schema/built-in-types.txt from the OpenAPI document of a Kubernetes release:
//   tsx scripts/sandbox-types.ts <swagger.json of k8s.io/kubernetes/api/openapi-spec>
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";

const ROOTS = `Namespace Node Pod PersistentVolumeClaim PersistentVolume Secret ConfigMap Event ServiceAccount
ResourceQuota LimitRange Service Binding apps.Deployment apps.ReplicaSet apps.StatefulSet apps.DaemonSet batch.Job
policy.PodDisruptionBudget policy.Eviction storage.k8s.io.StorageClass scheduling.k8s.io.PriorityClass
coordination.k8s.io.Lease rbac.authorization.k8s.io.Role rbac.authorization.k8s.io.ClusterRole
rbac.authorization.k8s.io.RoleBinding rbac.authorization.k8s.io.ClusterRoleBinding
apiextensions.k8s.io.CustomResourceDefinition authentication.k8s.io.TokenRequest
authentication.k8s.io.SelfSubjectReview authorization.k8s.io.SelfSubjectAccessReview
authorization.k8s.io.SelfSubjectRulesReview`.split(/\s+/);

interface Schema {
  $ref?: string | undefined;
  type?: string | undefined;
  format?: string | undefined;
  default?: unknown;
  required?: string[] | undefined;
  properties?: Record<string, Schema> | undefined;
  additionalProperties?: Schema | undefined;
  items?: Schema | undefined;
  "x-kubernetes-list-type"?: string | undefined;
  "x-kubernetes-list-map-keys"?: string[] | undefined;
  "x-kubernetes-map-type"?: string | undefined;
  "x-kubernetes-patch-merge-key"?: string | undefined;
  "x-kubernetes-patch-strategy"?: string | undefined;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[] | undefined;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.string().optional(),
    format: z.string().optional(),
    default: z.unknown().optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), Schema).optional(),
    additionalProperties: Schema.optional(),
    items: Schema.optional(),
    "x-kubernetes-list-type": z.string().optional(),
    "x-kubernetes-list-map-keys": z.array(z.string()).optional(),
    "x-kubernetes-map-type": z.string().optional(),
    "x-kubernetes-patch-merge-key": z.string().optional(),
    "x-kubernetes-patch-strategy": z.string().optional(),
    "x-kubernetes-group-version-kind": z
      .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
      .optional(),
  }),
);

const source = process.argv[2];
if (source === undefined) throw new Error("usage: tsx scripts/sandbox-types.ts <swagger.json>");
const document = z
  .object({ definitions: z.record(z.string(), Schema) })
  .parse(JSON.parse(readFileSync(source, "utf8")));

const lines = new Map<string, string>();

/** `io.k8s.api.core.v1.Pod` is `core.Pod`, `io.k8s.apimachinery.pkg.apis.meta.v1.Time` is `meta.Time`. */
function shortName(ref: string): string {
  const parts = ref.split("/").at(-1)?.split(".") ?? [];
  const kind = parts.at(-1) ?? "";
  const group = parts.at(-2)?.match(/^v\d/) ? parts.at(-3) : parts.at(-2);
  return `${group}.${kind}`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return referenceTo(schema.$ref);
  if (schema.type === "array") return `[${typeOf(schema.items ?? {})}]`;
  if (schema.type === "object" && schema.additionalProperties !== undefined)
    return `{${typeOf(schema.additionalProperties)}}`;
  if (schema.format === "byte" || schema.format === "int-or-string") return schema.format;
  if (schema.format === "date-time") return "time";
  if (schema.format === "int32") return "int32";
  return schema.type ?? "any";
}

function referenceTo(ref: string): string {
  const definition = document.definitions[ref.split("/").at(-1) ?? ""];
  if (definition === undefined) throw new Error(`${ref} is not in the document`);
  if (shortName(ref) === "resource.Quantity") return "quantity";
  if (definition.properties === undefined) return typeOf(definition);
  const name = shortName(ref);
  if (!lines.has(name)) {
    lines.set(name, "");
    lines.set(name, describe(name, definition));
  }
  return name;
}

function describe(name: string, definition: Schema): string {
  const fields = Object.entries(definition.properties ?? {}).map(([field, schema]) => {
    const list = schema["x-kubernetes-list-type"];
    const keys = schema["x-kubernetes-list-map-keys"];
    const merge = schema["x-kubernetes-patch-merge-key"];
    const required = definition.required?.includes(field) === true ? "!" : "";
    const rule = keys !== undefined ? ` by ${keys.join("+")}` : list === "set" ? " set" : "";
    const merged = merge !== undefined && keys === undefined ? ` merge ${merge}` : "";
    const atomic = schema["x-kubernetes-map-type"] === "atomic" ? " atomic" : "";
    const fallback =
      schema.default === undefined || typeof schema.default === "object"
        ? ""
        : ` = ${JSON.stringify(schema.default)}`;
    return `${field}${required} ${typeOf(schema)}${rule}${merged}${atomic}${fallback}`;
  });
  const atomic = definition["x-kubernetes-map-type"] === "atomic" ? " atomic" : "";
  return `${name}${atomic}: ${fields.join("; ")}`;
}

const kinds: string[] = [];
for (const root of ROOTS) {
  const kind = root.split(".").at(-1);
  const group = root.split(".").slice(0, -1).join(".");
  const found = Object.entries(document.definitions).find(([, definition]) =>
    definition["x-kubernetes-group-version-kind"]?.some(
      (each) => each.kind === kind && each.group === group && each.version === "v1",
    ),
  );
  if (found === undefined) throw new Error(`${root} is not in the document`);
  kinds.push(`${group}/${kind} = ${referenceTo(found[0])}`);
}

const header = "# Made by scripts/sandbox-types.ts from the OpenAPI document of Kubernetes (Apache-2.0).";
const sorted = [...lines.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
writeFileSync("lib/sandbox/api/schema/built-in-types.txt", [header, ...kinds, ...sorted, ""].join("\n"));
