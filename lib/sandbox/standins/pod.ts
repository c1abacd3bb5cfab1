import { z } from "zod";
import { MetadataSchema, type Stored } from "@/lib/sandbox/standins/object";

const KeyRef = z.looseObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() });

const EnvSchema = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({
      secretKeyRef: KeyRef.optional(),
      configMapKeyRef: KeyRef.optional(),
      fieldRef: z.looseObject({ fieldPath: z.string() }).optional(),
    })
    .optional(),
});

export const ContainerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z.array(EnvSchema).optional(),
  readinessProbe: z.unknown().optional(),
  imagePullPolicy: z.string().optional(),
});
export type Container = z.output<typeof ContainerSchema>;

const StateSchema = z.looseObject({
  waiting: z.looseObject({ reason: z.string().optional(), message: z.string().optional() }).optional(),
  running: z.looseObject({ startedAt: z.string() }).optional(),
  terminated: z
    .looseObject({
      exitCode: z.number(),
      reason: z.string().optional(),
      message: z.string().optional(),
      startedAt: z.string().nullable().optional(),
      finishedAt: z.string().nullable().optional(),
      containerID: z.string().optional(),
    })
    .optional(),
});
export type ContainerState = z.output<typeof StateSchema>;

const ContainerStatusSchema = z.looseObject({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.number(),
  state: StateSchema.optional(),
  lastState: StateSchema.optional(),
});

export const ConditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().nullable().optional(),
});
export type Condition = z.output<typeof ConditionSchema>;

export const PodSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({
    nodeName: z.string().optional(),
    serviceAccountName: z.string().optional(),
    restartPolicy: z.string().optional(),
    terminationGracePeriodSeconds: z.number().nullable().optional(),
    containers: z.array(ContainerSchema),
    initContainers: z.array(ContainerSchema).optional(),
    volumes: z
      .array(
        z.looseObject({
          name: z.string(),
          persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
          secret: z.looseObject({ secretName: z.string(), optional: z.boolean().optional() }).optional(),
          configMap: z.looseObject({ name: z.string(), optional: z.boolean().optional() }).optional(),
        }),
      )
      .optional(),
  }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      startTime: z.string().optional(),
      qosClass: z.string().optional(),
      conditions: z.array(ConditionSchema).optional(),
      containerStatuses: z.array(ContainerStatusSchema).optional(),
      initContainerStatuses: z.array(ContainerStatusSchema).optional(),
    })
    .optional(),
});
export type Pod = z.output<typeof PodSchema>;

export const parsePod = (stored: Stored): Pod => PodSchema.parse(stored);

/** The value of a pod's condition, or undefined when it has none of that type. */
export function conditionOf(pod: Pod, type: string): Condition | undefined {
  return pod.status?.conditions?.find((one) => one.type === type);
}

export const isPodReady = (pod: Pod): boolean => conditionOf(pod, "Ready")?.status === "True";

/** The claims whose volumes the pod mounts. */
export function claimNames(pod: Pod): string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) =>
    volume.persistentVolumeClaim === undefined ? [] : [volume.persistentVolumeClaim.claimName],
  );
}
