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

interface ApplyOwnOptions {
  dryRun: boolean;
}

/**
 * What a refusal that speaks of an existing object means. On an object of ours by label a field that somebody changed
 * is taken back; anybody else's object is left alone.
 */
async function settle(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOwnOptions,
  cause: KubeError,
): Promise<Applied> {
  const there = await readObject(client, refOf(object), options.dryRun ? "person" : "background");
  const isOurs = there?.metadata.labels?.[INSTALL_LABEL] === object.metadata.labels?.[INSTALL_LABEL];
  if (there !== null && !isOurs)
    return { kind: "refused", words: "It exists, and this Gantry did not make it.", cause: null };
  if (cause.kind !== "conflict") return { kind: "refused", words: kubeSentence(cause), cause };
  await applyObject(client, object, { ...options, force: true });
  return { kind: "applied" };
}

/**
 * Applies one object of the operator, or tries it on the API server. What somebody else made otherwise is left alone;
 * namespaces alone may be there before. Throws KubeError when nobody decided.
 */
export async function applyOwn(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOwnOptions,
): Promise<Applied> {
  try {
    await applyObject(client, object, { ...options, force: object.kind === "Namespace" });
    return { kind: "applied" };
  } catch (error) {
    if (!(error instanceof KubeError) || !REFUSALS.has(error.kind)) throw error;
    if (error.kind === "conflict" || error.kind === "invalid") return settle(client, object, options, error);
    return { kind: "refused", words: kubeSentence(error), cause: error };
  }
}
