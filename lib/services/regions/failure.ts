import "server-only";
import { ServiceError, type ErrorCode } from "@/lib/domain/errors";
import { KubeError, type KubeErrorKind } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";

/** Who says no: the cluster itself, or Gantry's address policy before anything was dialled. */
const CODES: Partial<Record<KubeErrorKind, ErrorCode>> = {
  address: "precondition",
  unauthorized: "cluster_refused",
  forbidden: "cluster_refused",
  invalid: "cluster_refused",
  conflict: "cluster_refused",
  "not-found": "cluster_refused",
};

/** Turns a failure towards a cluster into an expected error that names the layer; anything else passes through. */
export function regionFailure(error: unknown): unknown {
  if (!(error instanceof KubeError)) return error;
  return new ServiceError(CODES[error.kind] ?? "region_unreachable", kubeSentence(error));
}
