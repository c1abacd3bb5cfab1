import "server-only";
import { z } from "zod";
import type { PodFact } from "@/lib/domain/cluster/facts";
import type { PodOutcome, SamplePod, Sampler } from "@/lib/metrics/sampler";
import type { MetricStore } from "@/lib/metrics/store";
import { COMPONENT_LABEL, type RegionDatabases } from "@/lib/services/databases/region-databases";
import { noteSampling, type Absent } from "@/lib/services/metrics/sampling-state";

/** Seven requests a second are for background work (decision 6); one of them stays for lists and watches. */
const REQUESTS_PER_SECOND = 6;
export const SAMPLE_EVERY_MS = 5000;

const Component = z.enum(["vttablet", "vtgate"]);

/** The running tablets and gateways of a region's databases. */
export function podsToSample(pods: readonly PodFact[], databases: RegionDatabases): SamplePod[] {
  return pods.flatMap((pod) => {
    const component = Component.safeParse(pod.labels[COMPONENT_LABEL]).data;
    const database = component === undefined ? null : databases.of(pod);
    if (component === undefined || database === null || pod.phase !== "Running" || pod.deletionAt !== null)
      return [];
    return [{ name: pod.name, namespace: database.namespace, component, databaseId: database.id }];
  });
}

/** The pace for this many pods: every five seconds, slower when the budget asks for it. */
export function paceMs(pods: number): number {
  return Math.max(SAMPLE_EVERY_MS, Math.ceil(pods / REQUESTS_PER_SECOND) * 1000);
}

/** What a round says of one database: one refusal is a missing right; one good pod is enough to be sampled. */
function absentOf(outcomes: readonly PodOutcome[]): Absent {
  const refused = outcomes.find((one) => one.kind === "no-permission");
  if (refused) return { kind: "no-permission", cause: refused.cause };
  if (outcomes.some((one) => one.kind === "sampled")) return null;
  const failed = outcomes.find((one) => one.kind === "not-sampled");
  return { kind: "not-sampled", cause: failed?.cause ?? "No tablet and no vtgate of it runs." };
}

export interface RegionSampling {
  regionId: string;
  /** One for as long as the region is worked, since it holds what of the budget of bytes is left. */
  sampler: Sampler;
  store: MetricStore;
  databases: RegionDatabases;
  /** Epoch milliseconds, for samples. */
  now: () => number;
}

/** One round over a region: reads, stores, and says how it went for each database. Answers the ids that have news. */
export async function sampleRegion(
  sampling: RegionSampling,
  pods: readonly PodFact[],
  signal: AbortSignal,
): Promise<{ everyMs: number; databaseIds: string[] }> {
  const { sampler, now, store, databases, regionId } = sampling;
  const chosen = podsToSample(pods, databases);
  const round = await sampler.round(chosen, { maxRequestsPerSecond: REQUESTS_PER_SECOND, signal });
  const everyMs = Math.max(paceMs(chosen.length), Math.ceil(round.durationMs / 1000) * 1000);
  for (const [databaseId, samples] of round.byDatabase) await store.write(regionId, databaseId, samples);
  const databaseIds = databases.all().map((one) => one.id);
  if (signal.aborted) return { everyMs, databaseIds: [] };
  for (const id of databaseIds) {
    const absent = absentOf(round.outcomes.filter((one) => one.databaseId === id));
    noteSampling(id, { absent, everyMs, at: now() });
  }
  return { everyMs, databaseIds };
}
