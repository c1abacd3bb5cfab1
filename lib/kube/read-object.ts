import "server-only";
import type { KubeClient, KubeRequest } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import type { KubeObject } from "@/lib/kube/object";
import { parseKubeObject } from "@/lib/kube/parse-object";
import { resourcePath, type ResourceRef } from "@/lib/kube/resource-path";

/** Exactly one object: cluster-wide kinds leave the namespace out. */
export interface ObjectRef extends ResourceRef {
  name: string;
}

type Lane = NonNullable<KubeRequest["lane"]>;

/** The reference of an object that was read or is to be applied. */
export function refOf(object: KubeObject): ObjectRef {
  const { name, namespace } = object.metadata;
  const { apiVersion, kind } = object;
  return namespace === undefined ? { apiVersion, kind, name } : { apiVersion, kind, name, namespace };
}

/** True only for the API server's own word that the object is not there; a kind it does not serve is no such word. */
export function isGone(error: unknown): boolean {
  return error instanceof KubeError && error.kind === "not-found" && error.reason === "NotFound";
}

/** The whole object, or null when the API server says NotFound. Every other failure throws KubeError. */
export async function readObject(
  client: KubeClient,
  ref: ObjectRef,
  lane: Lane = "background",
): Promise<KubeObject | null> {
  try {
    return parseKubeObject(await client.json({ method: "GET", path: resourcePath(ref), lane }));
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/**
 * Asks for the deletion of the object of exactly this UID, dependants in the background. `gone`: no object
 * of this UID is there any more, though another may hold its name. Other failures throw KubeError.
 */
export async function deleteByUid(
  client: KubeClient,
  ref: ObjectRef,
  uid: string,
): Promise<"accepted" | "gone"> {
  try {
    await client.json({
      method: "DELETE",
      path: resourcePath(ref),
      body: {
        kind: "DeleteOptions",
        apiVersion: "v1",
        preconditions: { uid },
        propagationPolicy: "Background",
      },
    });
    return "accepted";
  } catch (error) {
    if (isGone(error)) return "gone";
    if (!(error instanceof KubeError) || error.kind !== "conflict") throw error;
    const now = await readObject(client, ref);
    if (now?.metadata.uid === uid) throw error;
    return "gone";
  }
}
