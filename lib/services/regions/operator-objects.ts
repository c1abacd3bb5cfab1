import "server-only";
import type { InstallObject } from "@/lib/contract/views";
import type { KubeClient } from "@/lib/kube/client";
import { applyObject } from "@/lib/kube/install-apply";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import type { KubeObject } from "@/lib/kube/object";
import { readObject, refOf } from "@/lib/kube/read-object";

export const INSTALL_LABEL = "gantry/install";

/** The last word of the API server about one object; anything else may pass and is tried again. */
const REFUSALS = new Set<KubeError["kind"]>(["forbidden", "invalid", "conflict", "not-found"]);

/** An object of an installation as it is shown before anything is sent. */
export function shownObject({ kind, metadata }: KubeObject): InstallObject {
  return { kind, name: metadata.name, namespace: metadata.namespace ?? null, state: "waiting", detail: null };
}

export type Applied =
  | { kind: "applied" }
  /** `cause` is null when nothing was sent: somebody else's object has this name. */
  | { kind: "refused"; words: string; cause: KubeError | null };

/**
 * Applies one object of the operator, or tries it on the API server. What exists without our label was made by
 * somebody else and is left alone; namespaces alone may be there before. Throws KubeError when nobody decided.
 */
export async function applyOwn(
  client: KubeClient,
  object: KubeObject,
  options: { dryRun: boolean },
): Promise<Applied> {
  const lane = options.dryRun ? "person" : "background";
  try {
    const there = object.kind === "Namespace" ? null : await readObject(client, refOf(object), lane);
    if (
      there !== null &&
      there.metadata.labels?.[INSTALL_LABEL] !== object.metadata.labels?.[INSTALL_LABEL]
    ) {
      return { kind: "refused", words: "It exists, and this Gantry did not make it.", cause: null };
    }
    // Ours by label: a field that somebody changed by hand is taken back.
    await applyObject(client, object, { dryRun: options.dryRun, force: true });
    return { kind: "applied" };
  } catch (error) {
    if (!(error instanceof KubeError) || !REFUSALS.has(error.kind)) throw error;
    return { kind: "refused", words: kubeSentence(error), cause: error };
  }
}
