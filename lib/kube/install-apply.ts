import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import type { KubeObject } from "@/lib/kube/object";
import { parseKubeObject } from "@/lib/kube/parse-object";
import { refOf } from "@/lib/kube/read-object";
import { resourcePath } from "@/lib/kube/resource-path";

/** The name under which Gantry owns fields; the customer's audit log shows it too. */
export const FIELD_MANAGER = "gantry";

export interface ApplyOptions {
  /** The API server decides and answers as if it were real, but keeps nothing. */
  dryRun: boolean;
  /** Takes fields over from other managers; only for fields that Gantry owns by contract. */
  force: boolean;
}

/**
 * Applies one object server-side, strictly: an unknown field is an error in the server's words. It creates
 * what is missing, so an update of something that must exist carries `metadata.uid`, and then the server
 * answers `conflict` instead. Returns the object as the server keeps it. Throws KubeError.
 */
export async function applyObject(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const answer = await client.json({
    method: "PATCH",
    path: resourcePath(refOf(object)),
    query: {
      fieldManager: FIELD_MANAGER,
      fieldValidation: "Strict",
      force: options.force,
      dryRun: options.dryRun ? "All" : undefined,
    },
    contentType: "application/apply-patch+yaml",
    body: object,
    lane: options.dryRun ? "person" : "background",
  });
  return parseKubeObject(answer);
}
