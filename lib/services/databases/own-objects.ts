import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { applyObject } from "@/lib/kube/install-apply";
import type { KubeObject } from "@/lib/kube/object";
import { readObject, refOf } from "@/lib/kube/read-object";

/** True when the object carries every one of our labels: made by this Gantry, for this very database. */
export function carriesMarks(object: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}

export type Ensured =
  | { kind: "made" | "found"; object: KubeObject }
  /** Another object has this name; it was not touched. */
  | { kind: "foreign"; object: KubeObject };

/**
 * Makes the object, or finds the one that an earlier run made: "already exists" is success only with our marks.
 * Throws KubeError.
 */
export async function ensureObject(client: KubeClient, object: KubeObject): Promise<Ensured> {
  const there = await readObject(client, refOf(object));
  if (there !== null) {
    return { kind: carriesMarks(there, object.metadata.labels ?? {}) ? "found" : "foreign", object: there };
  }
  return { kind: "made", object: await applyObject(client, object, { dryRun: false, force: false }) };
}
