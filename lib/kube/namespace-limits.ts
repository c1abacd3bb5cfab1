import "server-only";
import { z } from "zod";
import type { KubeClient } from "@/lib/kube/client";
import { parseAnswer } from "@/lib/kube/parse-answer";
import { cpuMilliOf, unitsOf } from "@/lib/kube/quantity";
import { resourcePath } from "@/lib/kube/resource-path";
import { scrub } from "@/lib/kube/scrub";

const LIST_MAX = 500;

const Amounts = z.record(z.string(), z.union([z.string(), z.number()])).optional();
const Quotas = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z
          .object({ scopes: z.array(z.string()).optional(), scopeSelector: z.unknown().optional() })
          .optional(),
        status: z.object({ hard: Amounts, used: Amounts }).optional(),
      }),
    )
    .max(LIST_MAX),
});

/** What is limited: CPU in millicores, memory and storage in bytes, everything else in pieces. */
export interface QuotaLine {
  quota: string;
  /** As Kubernetes names it: `requests.cpu`, `pods`, `gold.storageclass.storage.k8s.io/requests.storage`. */
  resource: string;
  hard: number;
  used: number;
  /** It counts only some pods, so it may not clip. */
  scoped: boolean;
}

const isCpu = (resource: string): boolean => /(^|\.)cpu$/.test(resource);

function amountOf(resource: string, amount: string | number | undefined): number | null {
  return isCpu(resource) ? cpuMilliOf(amount) : unitsOf(amount);
}

/** The resource quotas of a namespace, line by line; a missing namespace has none. Throws KubeError. */
export async function readQuotas(client: KubeClient, namespace: string): Promise<QuotaLine[]> {
  const path = resourcePath({ apiVersion: "v1", kind: "ResourceQuota", namespace });
  const answer = await client.json({ method: "GET", path, query: { limit: LIST_MAX }, lane: "person" });
  const lines: QuotaLine[] = [];
  for (const { metadata, spec, status } of parseAnswer(Quotas, answer, "a list of quotas").items) {
    const scoped = (spec?.scopes ?? []).length > 0 || spec?.scopeSelector !== undefined;
    for (const [resource, limit] of Object.entries(status?.hard ?? {})) {
      const hard = amountOf(resource, limit);
      if (hard === null) continue;
      const used = amountOf(resource, status?.used?.[resource]) ?? 0;
      lines.push({ quota: scrub(metadata.name), resource: scrub(resource), hard, used, scoped });
    }
  }
  return lines;
}

const Limits = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z
          .object({
            limits: z.array(z.object({ type: z.string(), max: Amounts, min: Amounts })).max(LIST_MAX),
          })
          .optional(),
      }),
    )
    .max(LIST_MAX),
});

/** The largest and smallest that one pod, container or claim may ask for, in the units of a quota. */
export interface LimitLine {
  limitRange: string;
  type: "Pod" | "Container" | "PersistentVolumeClaim";
  /** `cpu`, `memory`, `storage`. */
  resource: string;
  max: number | null;
  min: number | null;
}

function isLimited(type: string): type is LimitLine["type"] {
  return type === "Pod" || type === "Container" || type === "PersistentVolumeClaim";
}

/** The limit ranges of a namespace, line by line. Throws KubeError. */
export async function readLimitRanges(client: KubeClient, namespace: string): Promise<LimitLine[]> {
  const path = resourcePath({ apiVersion: "v1", kind: "LimitRange", namespace });
  const answer = await client.json({ method: "GET", path, query: { limit: LIST_MAX }, lane: "person" });
  const lines: LimitLine[] = [];
  for (const { metadata, spec } of parseAnswer(Limits, answer, "a list of limit ranges").items) {
    for (const { type, max, min } of spec?.limits ?? []) {
      if (!isLimited(type)) continue;
      for (const resource of new Set([...Object.keys(max ?? {}), ...Object.keys(min ?? {})])) {
        lines.push({
          limitRange: scrub(metadata.name),
          type,
          resource: scrub(resource),
          max: amountOf(resource, max?.[resource]),
          min: amountOf(resource, min?.[resource]),
        });
      }
    }
  }
  return lines;
}
