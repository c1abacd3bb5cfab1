import type { RegionSummary } from "@/lib/contract/views";

/** "k8s-prod-1, EKS eu-west-1, Kubernetes v1.35.4": the cluster's own name and place beside the region's. */
export function regionPlace(region: RegionSummary): string {
  const cloud = [region.provider, region.cloudRegion].filter((part) => part !== null).join(" ");
  const version = region.kubernetesVersion === null ? "" : `Kubernetes ${region.kubernetesVersion}`;
  return [region.clusterName, cloud, version].filter((part) => part !== "").join(", ");
}
