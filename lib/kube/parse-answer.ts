import "server-only";
import type { z } from "zod";
import { KubeError } from "@/lib/kube/kube-error";

/**
 * An answer in the shape that is needed. One of another shape throws KubeError `protocol`: it must not read
 * as "allowed", nor as "nothing there".
 */
export function parseAnswer<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new KubeError("protocol", `${what} of an unknown shape`);
}
