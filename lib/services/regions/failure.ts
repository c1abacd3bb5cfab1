import "server-only";
import { ServiceError } from "@/lib/domain/errors";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";

/** Turns a failure towards a cluster into an expected error; anything else passes through. */
export function regionFailure(error: unknown): unknown {
  if (!(error instanceof KubeError)) return error;
  const refused = ["forbidden", "invalid", "conflict", "not-found"].includes(error.kind);
  return new ServiceError(refused ? "cluster_refused" : "region_unreachable", kubeSentence(error));
}
