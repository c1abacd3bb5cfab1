import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { applyObject } from "@/lib/kube/install-apply";
import type { KubeObject } from "@/lib/kube/object";
import { readObject, refOf } from "@/lib/kube/read-object";
import { FENCED_MS, type Fence } from "@/lib/services/operations/fence";

/** True when the object carries every one of our labels: made by this Gantry, for this very database. */
export function carriesMarks(object: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}

export type Ensured =
  | { kind: "made" | "found"; object: KubeObject }
  /** Another object has this name; it was not touched. */
  | { kind: "foreign"; object: KubeObject };

/** Applies under a fence: what it throws comes back as it is, though the client gives every failure a kind of its own. */
async function applyFenced(client: KubeClient, object: KubeObject, fence: Fence): Promise<KubeObject> {
  const refusal: unknown[] = [];
  const beforeSend = async (): Promise<void> => {
    try {
      await fence();
    } catch (error) {
      refusal.push(error);
      throw error;
    }
  };
  try {
    const options = { dryRun: false, force: false, fence: { beforeSend, timeoutMs: FENCED_MS } };
    return await applyObject(client, object, options);
  } catch (error) {
    throw refusal[0] ?? error;
  }
}

/**
 * Makes the object, or finds the one that an earlier run made: "already exists" is success only with our marks.
 * The fence is asked when the write is about to leave. Throws KubeError and what the fence throws.
 */
export async function ensureObject(client: KubeClient, object: KubeObject, fence: Fence): Promise<Ensured> {
  const there = await readObject(client, refOf(object));
  if (there !== null) {
    return { kind: carriesMarks(there, object.metadata.labels ?? {}) ? "found" : "foreign", object: there };
  }
  return { kind: "made", object: await applyFenced(client, object, fence) };
}
