import "server-only";
import type { KubeClient, KubeRequest } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import type { KubeObject } from "@/lib/kube/object";
import { parseKubeObject } from "@/lib/kube/parse-object";
import { refOf } from "@/lib/kube/read-object";
import { resourcePath } from "@/lib/kube/resource-path";

/** The name under which Gantry owns fields; the customer's audit log shows it too. */
const FIELD_MANAGER = "gantry";

export interface ApplyOptions {
  /** The API server decides and answers as if it were real, but keeps nothing. */
  dryRun: boolean;
  /** Takes fields over from other managers; only for fields that Gantry owns by contract. */
  force: boolean;
  /** The last word on whether it is sent, and how long it may take, in milliseconds. */
  fence?: { beforeSend: () => Promise<void>; timeoutMs: number };
}

function requestOf(object: KubeObject, options: ApplyOptions): KubeRequest {
  return {
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
    ...options.fence,
  };
}

/** Words of a server-side apply that could not even be typed; the API server says 500 to them (tried on 1.35). */
const UNTYPED = /^failed to (create typed patch object|convert new object) /;

/**
 * What the API server means, where its status says another thing: an object of another UID is refused as
 * an immutable field, an object of the wrong shape as its own failure.
 */
function meantBy(error: unknown): unknown {
  if (!(error instanceof KubeError)) return error;
  const { status, auditId, reason, causes } = error;
  const detail = {
    ...(status === null ? {} : { status }),
    ...(auditId === null ? {} : { auditId }),
    ...(reason === null ? {} : { reason }),
    causes,
  };
  if (error.kind === "invalid" && causes.some((cause) => cause.field === "metadata.uid")) {
    return new KubeError("conflict", "another object has taken this name", detail);
  }
  if (error.kind === "server" && UNTYPED.test(error.message)) {
    return new KubeError("invalid", error.message, detail);
  }
  return error;
}

/**
 * Applies one object server-side, strictly: an unknown field is an error in the server's words. It creates
 * what is missing, so an update of something that must exist carries `metadata.uid`: then an object that is
 * gone or replaced answers `conflict`. Returns the object as the server keeps it. Throws KubeError.
 */
export async function applyObject(
  client: KubeClient,
  object: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  try {
    return parseKubeObject(await client.json(requestOf(object, options)));
  } catch (error) {
    throw meantBy(error);
  }
}
