import "server-only";
import type { FactBase } from "@/lib/domain/cluster/facts";
import { type Fields, fieldsOf, itemsOf, linesOf, shared, textOf, timeOf } from "@/lib/kube/read-value";

/** RFC 1123 subdomain, the strictest rule that all watched kinds keep. It also refuses `__proto__`, markup and paths. */
const NAME = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const OPAQUE = /^[!-~]{1,128}$/;
const LABEL_KEY = /^(?:[-A-Za-z0-9_.]{1,253}\/)?[-A-Za-z0-9_.]{1,63}$/;
const PAIRS_MAX = 128;
const LABEL_VALUE_MAX = 63;
const ANNOTATION_MAX = 4096;
const OWNERS_MAX = 16;

/** Annotations that Gantry reads: its own, and the operator's protocols of drain, rollout and disk growth. */
const ANNOTATION =
  /^(?:gantry|drain\.planetscale\.com|rollout\.planetscale\.com)\/|^planetscale\.com\/pvc-filesystem-resize$|^volume\.kubernetes\.io\/selected-node$/;
const EMPTY: Readonly<Record<string, string>> = Object.freeze({});

export interface BaseOptions {
  /** What `kind` must say where it is given; items of a list of core objects leave it out. */
  kind: string;
  namespaced: boolean;
  /** Labels to keep; all of them unless told. */
  labels?: RegExp;
}

function pairs(
  value: unknown,
  keep: RegExp | undefined,
  read: (one: unknown) => string,
): Readonly<Record<string, string>> {
  const kept: [string, string][] = [];
  for (const [key, one] of Object.entries(fieldsOf(value))) {
    if (typeof one !== "string" || (keep && !keep.test(key))) continue;
    if (key === "__proto__" || !LABEL_KEY.test(key)) continue;
    kept.push([shared(key), read(one)]);
    if (kept.length === PAIRS_MAX) break;
  }
  return kept.length === 0 ? EMPTY : Object.fromEntries(kept);
}

function isNamespace(value: unknown): value is string {
  return typeof value === "string" && LABEL.test(value);
}

/**
 * Identity, times, labels and the few annotations that Gantry reads. Null when this is not an object of the wanted kind
 * with a name, uid, resource version and time of creation: such an object is skipped and counted, never guessed at.
 */
export function projectBase(raw: unknown, options: BaseOptions): FactBase | null {
  const { kind, metadata } = fieldsOf(raw);
  if (kind !== undefined && kind !== options.kind) return null;
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, annotations } =
    fieldsOf(metadata);
  const createdAt = timeOf(creationTimestamp);
  if (typeof name !== "string" || !NAME.test(name)) return null;
  if (typeof uid !== "string" || !OPAQUE.test(uid)) return null;
  if (typeof resourceVersion !== "string" || !OPAQUE.test(resourceVersion)) return null;
  if (createdAt === null || (options.namespaced && !isNamespace(namespace))) return null;
  return {
    uid,
    name,
    namespace: options.namespaced && isNamespace(namespace) ? shared(namespace) : null,
    resourceVersion,
    createdAt,
    deletionAt: timeOf(deletionTimestamp),
    labels: pairs(labels, options.labels, (one) => shared(textOf(one, LABEL_VALUE_MAX))),
    annotations: pairs(annotations, ANNOTATION, (one) => shared(linesOf(one, ANNOTATION_MAX))),
  };
}

/** The uid of the controller among the owners of an object. */
export function controllerUid(raw: unknown): string | null {
  const owners = itemsOf(fieldsOf(fieldsOf(raw)["metadata"])["ownerReferences"], OWNERS_MAX).map(fieldsOf);
  const uid = owners.find((owner) => owner["controller"] === true)?.["uid"];
  return typeof uid === "string" && OPAQUE.test(uid) ? shared(uid) : null;
}

/** The condition of a type in a list of conditions; no fields when there is none. */
export function conditionOf(conditions: unknown, type: string): Fields {
  for (const one of itemsOf(conditions, 64)) {
    const condition = fieldsOf(one);
    if (condition["type"] === type) return condition;
  }
  return fieldsOf(null);
}
