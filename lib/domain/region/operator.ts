import type { PodFact } from "@/lib/domain/cluster/facts";
import { SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";

/** Name of the operator's Deployment, and of its pods by their label `app` (upstream's manifest). */
export const OPERATOR_NAME = "vitess-operator";

/** `2.17.0` of `planetscale/vitess-operator:v2.17.0`; null for an image without a version tag. */
export function versionOfImage(image: string): string | null {
  return /:v?(\d+\.\d+\.\d+[\w.-]*)$/.exec(image)?.[1] ?? null;
}

/** The version that the image of an operator's pod names; null for none and for a tag that is no version. */
export function operatorVersion(pod: PodFact | undefined): string | null {
  return versionOfImage(pod?.containers[0]?.image ?? "");
}

/** The pods of the operator that Gantry installs, ready ones first. */
export function operatorPods(pods: readonly PodFact[]): PodFact[] {
  return pods
    .filter(
      (pod) =>
        pod.namespace === SYSTEM_NAMESPACE && pod.labels["app"] === OPERATOR_NAME && pod.deletionAt === null,
    )
    .toSorted((a, b) => Number(b.ready) - Number(a.ready));
}

export interface OperatorState {
  state: "absent" | "installing" | "ready" | "not-ready" | "foreign";
  version: string | null;
}

export interface OperatorHistory {
  /** The version that an installation of Gantry's brought; null when none ended well. */
  installedVersion: string | null;
  installing: boolean;
  /** The last preflight found somebody else's, whose pods need not be where Gantry may look. */
  isForeign: boolean;
}

/** How the operator of a region is, by its pods and by what is known beside them. */
export function operatorState(pods: readonly PodFact[], known: OperatorHistory): OperatorState {
  const [first] = operatorPods(pods);
  const version = operatorVersion(first) ?? known.installedVersion;
  if (first?.ready === true) return { state: "ready", version };
  if (known.installing) return { state: "installing", version };
  if (first !== undefined || known.installedVersion !== null) return { state: "not-ready", version };
  return { state: known.isForeign ? "foreign" : "absent", version: null };
}
