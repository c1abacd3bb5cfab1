import "server-only";
import { z } from "zod";
import { KubeError } from "@/lib/kube/kube-error";
import type { KubeObject } from "@/lib/kube/object";

const Words = z.record(z.string(), z.string());
const Owner = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string(),
  controller: z.boolean().optional(),
});

/** Known keys must fit, unknown keys pass: an object is applied and shown whole. */
const Shape = z.looseObject({
  apiVersion: z.string().min(1).max(317),
  kind: z.string().min(1).max(63),
  metadata: z.looseObject({
    name: z.string().min(1).max(253),
    namespace: z.string().max(63).optional(),
    uid: z.string().max(128).optional(),
    resourceVersion: z.string().max(128).optional(),
    generation: z.number().optional(),
    creationTimestamp: z.string().max(64).optional(),
    deletionTimestamp: z.string().max(64).optional(),
    labels: Words.optional(),
    annotations: Words.optional(),
    ownerReferences: z.array(Owner).optional(),
  }),
});

function isKubeObject(value: unknown): value is KubeObject {
  return Shape.safeParse(value).success;
}

/** One whole object of an answer; throws KubeError `protocol` when it has no kind or name. */
export function parseKubeObject(value: unknown): KubeObject {
  if (isKubeObject(value)) return value;
  throw new KubeError("protocol", "an object without its kind, its name or its metadata");
}
