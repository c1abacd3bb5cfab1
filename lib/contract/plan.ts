/** What the create page receives for a draft: the plan, the manifest and what each choice would do. */
import { z } from "zod";

const Size = z.enum(["dev", "small", "medium", "large"]);
const Level = z.enum(["zone", "node", "single"]);

export const PlacementPlanView = z.object({
  fits: z.boolean(),
  zones: z.array(
    z.object({
      zone: z.string(),
      label: z.string(),
      cell: z.string(),
      largestFreeCpuMilli: z.number(),
      fits: z.boolean(),
      pods: z.array(
        z.object({
          role: z.enum(["primary", "replica", "vtgate", "etcd", "vtctld", "vtorc"]),
          label: z.string(),
          count: z.number(),
          cpuMilli: z.number(),
          memoryBytes: z.number(),
          shape: z.string().nullable(),
          nodeCpuMilli: z.number(),
          takenCpuMilli: z.number(),
          leftCpuMilli: z.number(),
          leftMemoryBytes: z.number(),
        }),
      ),
    }),
  ),
  refusals: z.array(
    z.object({
      title: z.string(),
      sentence: z.string(),
      zone: z.string().nullable(),
      offers: z.array(
        z.object({
          label: z.string(),
          detail: z.string(),
          change: z
            .object({
              size: Size.exactOptional(),
              availability: Level.exactOptional(),
              vtgatesPerZone: z.number().exactOptional(),
              storageClass: z.string().exactOptional(),
            })
            .nullable(),
        }),
      ),
    }),
  ),
  survives: z.array(
    z.object({
      loss: z.enum(["any node", "any zone"]),
      outcome: z.enum(["keeps-serving", "serves-reduced", "writes-stop"]),
      sentence: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  totalCpuMilli: z.number(),
  totalMemoryBytes: z.number(),
});
export type PlacementPlanView = z.infer<typeof PlacementPlanView>;

export const PlanAnswer = z.object({
  plan: PlacementPlanView,
  /** What each offer of a refusal that is a change of the draft would survive and ask for. */
  ways: z.array(
    z.object({
      label: z.string(),
      survives: PlacementPlanView.shape.survives,
      totalCpuMilli: z.number(),
      totalMemoryBytes: z.number(),
    }),
  ),
  /** Exactly what would be applied; secrets are not in it. */
  yaml: z.string(),
  sizes: z.array(
    z.object({
      size: Size,
      label: z.string(),
      cpuMilli: z.number(),
      memoryBytes: z.number(),
      storageBytes: z.number(),
      fits: z.boolean(),
      why: z.string().nullable(),
    }),
  ),
  levels: z.array(
    z.object({
      level: Level,
      label: z.string(),
      detail: z.string(),
      offered: z.boolean(),
      isDefault: z.boolean(),
      why: z.string().nullable(),
    }),
  ),
  storageClasses: z.array(
    z.object({ name: z.string(), isDefault: z.boolean(), allowed: z.boolean(), why: z.string().nullable() }),
  ),
  /** The class that Gantry would choose, and the reason when it is not the cluster's default. */
  storage: z.object({ storageClass: z.string(), reason: z.string().nullable() }),
  fields: z.record(z.string(), z.string()),
  readAt: z.number().nullable(),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const DryRunAnswer = z.object({
  ok: z.boolean(),
  /** The API server's own words, one a line. */
  words: z.array(z.string()),
  at: z.number(),
});
export type DryRunAnswer = z.infer<typeof DryRunAnswer>;
