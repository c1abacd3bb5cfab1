import type { EventView } from "@/lib/contract/views";

/** What Kubernetes says of every pod that starts: true, and rarely what one looks for. */
const ROUTINE = new Set([
  "Created",
  "ExternalProvisioning",
  "Provisioning",
  "ProvisioningSucceeded",
  "Pulled",
  "Pulling",
  "ScalingReplicaSet",
  "Scheduled",
  "Started",
  "SuccessfulCreate",
  "SuccessfulAttachVolume",
  "WaitForFirstConsumer",
]);

export const isRoutine = (event: EventView): boolean => event.type === "Normal" && ROUTINE.has(event.reason);
