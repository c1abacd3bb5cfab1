import { z } from "zod";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import type { Stored } from "@/lib/sandbox/standins/object";
import { type Container, claimNames, type Pod } from "@/lib/sandbox/standins/pod";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

const Keys = z.looseObject({
  data: z.record(z.string(), z.unknown()).optional(),
  binaryData: z.record(z.string(), z.unknown()).optional(),
});

const RETRY_MS = 1000;

export interface MountContext {
  client: ClusterClient;
  clock: Clock;
  /** The claim's phase is Bound. */
  isBound: (key: string) => boolean;
}

/** Why a volume of the pod cannot be set up now, in the kubelet's words, or null. */
async function volumeProblem(pod: Pod, { client, isBound }: MountContext): Promise<string | null> {
  const namespace = pod.metadata.namespace ?? "default";
  for (const claim of claimNames(pod)) {
    if (!isBound(`${namespace}/${claim}`)) return `persistentvolumeclaim "${claim}" is not bound`;
  }
  for (const volume of pod.spec.volumes ?? []) {
    const { secret, configMap } = volume;
    if (secret !== undefined && secret.optional !== true) {
      if ((await client.get(RESOURCES.secrets, namespace, secret.secretName)) === null) {
        return `MountVolume.SetUp failed for volume "${volume.name}" : secret "${secret.secretName}" not found`;
      }
    }
    if (configMap !== undefined && configMap.optional !== true) {
      if ((await client.get(RESOURCES.configmaps, namespace, configMap.name)) === null) {
        return `MountVolume.SetUp failed for volume "${volume.name}" : configmap "${configMap.name}" not found`;
      }
    }
  }
  return null;
}

/** Waits until all volumes can be set up; `say` gets each new problem. */
export async function mountVolumes(
  pod: Pod,
  context: MountContext,
  say: (message: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = "";
  while (!signal.aborted) {
    const problem = await volumeProblem(pod, context).catch(() => "the API server did not answer");
    if (problem === null) return;
    if (problem !== told && problem.startsWith("MountVolume")) say(problem);
    told = problem;
    await context.clock.sleep(RETRY_MS, signal);
  }
}

function keyProblem(
  stored: Stored | null,
  kind: "secret" | "configmap",
  name: string,
  key: string,
  pod: Pod,
) {
  if (stored === null) return `${kind} "${name}" not found`;
  const { data, binaryData } = Keys.parse(stored);
  if (Object.hasOwn(data ?? {}, key) || Object.hasOwn(binaryData ?? {}, key)) return null;
  const word = kind === "secret" ? "Secret" : "ConfigMap";
  return `couldn't find key ${key} in ${word} ${pod.metadata.namespace}/${name}`;
}

/** Why the container's environment cannot be made now (CreateContainerConfigError), or null. */
export async function environmentProblem(
  pod: Pod,
  container: Container,
  client: ClusterClient,
): Promise<string | null> {
  const namespace = pod.metadata.namespace ?? "default";
  for (const { valueFrom } of container.env ?? []) {
    const secret = valueFrom?.secretKeyRef;
    if (secret !== undefined && secret.optional !== true) {
      const stored = await client.get(RESOURCES.secrets, namespace, secret.name);
      const problem = keyProblem(stored, "secret", secret.name, secret.key, pod);
      if (problem !== null) return problem;
    }
    const config = valueFrom?.configMapKeyRef;
    if (config !== undefined && config.optional !== true) {
      const stored = await client.get(RESOURCES.configmaps, namespace, config.name);
      const problem = keyProblem(stored, "configmap", config.name, config.key, pod);
      if (problem !== null) return problem;
    }
  }
  return null;
}
