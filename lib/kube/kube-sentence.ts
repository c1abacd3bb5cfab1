import "server-only";
import type { KubeError, KubeErrorKind } from "@/lib/kube/kube-error";

const LAYER: Record<KubeErrorKind, string> = {
  address: "Gantry may not dial this address",
  dns: "The name of the API server does not resolve",
  tcp: "The API server does not answer",
  tls: "The certificate of the API server does not match",
  unauthorized: "The API server refused the credential: 401",
  forbidden: "The API server does not allow this: 403",
  "not-found": "The API server does not know this object",
  conflict: "Somebody else changed this object",
  invalid: "The API server refused the object",
  expired: "The history of the API server is gone",
  "too-many": "The API server is busy: 429",
  server: "The API server failed",
  protocol: "The answer is not one of a Kubernetes API server",
  deadline: "The API server did not answer in time",
};

/** One sentence: the layer that failed, then the server's scrubbed words. */
export function kubeSentence(error: KubeError): string {
  return error.message === "" ? `${LAYER[error.kind]}.` : `${LAYER[error.kind]}: ${error.message}`;
}
