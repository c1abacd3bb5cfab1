import "server-only";
import type { HubChange } from "@/lib/domain/cluster/snapshot";
import { HealthRecorder } from "@/lib/engine/health-recorder";
import type { Leases } from "@/lib/engine/leases";
import { repeat, sleep } from "@/lib/engine/repeat";
import { createPodReader } from "@/lib/kube/read-pod";
import { createSampler } from "@/lib/metrics/sampler";
import { regionDatabases } from "@/lib/services/databases/region-databases";
import { notifyDatabases } from "@/lib/services/live";
import { SAMPLE_EVERY_MS, sampleRegion } from "@/lib/services/metrics/sample-region";
import { metricStore } from "@/lib/services/metrics/store";
import { renewTokenWhenDue } from "@/lib/services/regions/renew-token";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { reportFailure } from "@/lib/services/report";

const FLUSH_MS = 1000;
const RENEWAL_MS = 5000;

export interface RegionWork {
  observe(change: HubChange): void;
  stop(): Promise<void>;
}

/** What one process at a time does for a region, under its lease: sample metrics, write down the health of pods, renew the token. */
export function workRegion(runtime: RegionRuntime, leases: Leases): RegionWork {
  const { regionId, hub } = runtime;
  const databases = regionDatabases(regionId);
  const isHeld = (): boolean => leases.epochOf(regionId) !== null;
  const onError = (error: unknown): void => reportFailure(error, { regionId });
  const recorder = new HealthRecorder({ databases, snapshot: () => hub.snapshot(), now: Date.now });
  const sampling = {
    regionId,
    sampler: createSampler({
      read: createPodReader(runtime.client),
      now: Date.now,
      elapsed: () => performance.now(),
      sleep,
    }),
    store: metricStore(),
    databases,
    now: Date.now,
  };

  const health = repeat(async () => {
    if (isHeld()) await recorder.flush();
    return FLUSH_MS;
  }, onError);

  const metrics = repeat(async (signal) => {
    const snapshot = hub.snapshot();
    if (!isHeld() || snapshot.state.kind !== "live") return SAMPLE_EVERY_MS;
    await databases.refresh();
    const { everyMs, databaseIds } = await sampleRegion(sampling, snapshot.pods, signal);
    notifyDatabases(runtime, databaseIds);
    return everyMs;
  }, onError);

  const spread = Math.random();
  const renewal = repeat(
    async () => (isHeld() ? renewTokenWhenDue(runtime, new Date(), spread) : RENEWAL_MS),
    onError,
  );

  return {
    observe: (change) => recorder.observe(change),
    async stop() {
      await Promise.all([health.stop(), metrics.stop(), renewal.stop()]);
      if (isHeld()) await recorder.flush().catch(onError);
    },
  };
}
