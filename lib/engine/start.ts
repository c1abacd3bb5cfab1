import "server-only";
import { closePool } from "@/lib/db/connection";
import { databaseUrl } from "@/lib/db/database-url";
import { startJobs, stopJobs } from "@/lib/db/jobs";
import { migrateDatabase } from "@/lib/db/migrate";
import type { HubChange } from "@/lib/domain/cluster/snapshot";
import { holdLeases, type Leases } from "@/lib/engine/leases";
import { driveOperations, type OperationDriver } from "@/lib/engine/operations";
import { workRegion, type RegionWork } from "@/lib/engine/region-work";
import { repeat, sleep, type Repeating } from "@/lib/engine/repeat";
import { createTakeUps, type TakeUps } from "@/lib/engine/take-up";
import { env } from "@/lib/env";
import { closeLiveHub, liveHub } from "@/lib/live/process-hub";
import { prunePodHealth } from "@/lib/services/databases/pod-health-store";
import { regionDatabases } from "@/lib/services/databases/region-databases";
import { forgetExpired } from "@/lib/services/forget-expired";
import { liveFeed } from "@/lib/services/live";
import { registerLiveProviders } from "@/lib/services/live-providers";
import { metricStore } from "@/lib/services/metrics/store";
import { OPERATION_QUEUE } from "@/lib/services/operations/accept";
import { ensureInstall } from "@/lib/services/people/set-up";
import { checkSealingKey } from "@/lib/services/regions/credential";
import { reportEngine } from "@/lib/services/readiness";
import {
  closeAllRegions,
  closeGoneRegions,
  onRegionOpened,
  openAllRegions,
  refreshCredentials,
  regionRuntime,
  type RegionRuntime,
} from "@/lib/services/regions/runtime";
import { provideReports, reportFailure, reportNotice, type Reports } from "@/lib/services/report";
import { provideSettings } from "@/lib/services/settings";

const TICK_MS = 5000;
const PRUNE_MS = 10 * 60_000;
/** Plain rows: a day of the samples of a small region. A later store keeps more. */
const KEEP_SAMPLES_MS = 24 * 3_600_000;
const KEEP_HEALTH_MS = 7 * 24 * 3_600_000;
/** Ctrl-C ends everything within 5 s; three of them are ours. */
const DRAIN_MS = 2800;

interface Engine {
  leases: Leases;
  driver: OperationDriver;
  works: Map<string, RegionWork>;
  takeUps: TakeUps;
  loops: Repeating[];
}

declare global {
  var gantryEngineParts: Promise<Engine> | undefined;
}

function handOverSettings(): void {
  const given = env();
  provideSettings({
    allowedLoopback: given.GANTRY_ALLOWED_LOOPBACK,
    operatorDir: given.GANTRY_OPERATOR_DIR ?? null,
    sandboxKubeconfig: given.GANTRY_SANDBOX_KUBECONFIG ?? null,
    sandboxManifest: given.GANTRY_SANDBOX_MANIFEST ?? null,
    sandboxControl: given.GANTRY_SANDBOX_CONTROL ?? null,
    publicUrl: given.GANTRY_URL ?? `http://localhost:${given.GANTRY_PORT}`,
  });
}

/** Says in the log how a region is reached, when that changes; the hub also tells each time that it checked. */
function connectionLog(runtime: RegionRuntime): (change: HubChange) => void {
  let told = "";
  return (change) => {
    if (change.kind !== "state") return;
    const { kind, cause } = change.state;
    const words = `region ${kind}${cause === null ? "" : `: ${cause}`}`;
    if (words !== told) reportNotice(words, { regionId: runtime.regionId });
    told = words;
  };
}

/** Each region that opens in this process feeds the live topics; operations and health listen once its lease is held. */
function follow(works: Map<string, RegionWork>, driver: () => OperationDriver | null): void {
  onRegionOpened((runtime) => {
    const feed = liveFeed(runtime);
    const tellConnection = connectionLog(runtime);
    runtime.hub.subscribe((change) => {
      tellConnection(change);
      works.get(runtime.regionId)?.observe(change);
      // Last, since it forgets an object that is gone.
      feed(change);
      driver()?.look(runtime.regionId);
    });
  });
}

async function takeUp(regionId: string, engine: Pick<Engine, "leases" | "works" | "driver">): Promise<void> {
  const runtime = await regionRuntime(regionId);
  if (runtime === null) return;
  await regionDatabases(regionId).refresh(true);
  await engine.works.get(regionId)?.stop();
  engine.works.set(regionId, workRegion(runtime, engine.leases));
  await engine.driver.recover(regionId);
}

/**
 * Times on a page grow old without any event; a second process changes rows that this one shows, takes over regions,
 * renews their tokens and disconnects them.
 */
function tick(works: Map<string, RegionWork>, leases: Leases): Repeating {
  return repeat(
    async () => {
      liveHub().refreshRead();
      await closeGoneRegions();
      await refreshCredentials();
      for (const [regionId, work] of works) {
        if (leases.epochOf(regionId) !== null) continue;
        works.delete(regionId);
        await work.stop();
      }
      return TICK_MS;
    },
    (error) => reportFailure(error, {}),
  );
}

function prune(): Repeating {
  return repeat(
    async () => {
      await metricStore().prune(Date.now() - KEEP_SAMPLES_MS);
      await prunePodHealth(Date.now() - KEEP_HEALTH_MS);
      await forgetExpired(new Date());
      return PRUNE_MS;
    },
    (error) => reportFailure(error, {}),
  );
}

async function build(): Promise<Engine> {
  handOverSettings();
  await migrateDatabase(databaseUrl());
  await checkSealingKey();
  await ensureInstall();
  await startJobs([OPERATION_QUEUE], (error) => reportFailure(error, {}));
  registerLiveProviders();
  const works = new Map<string, RegionWork>();
  const parts: { driver: OperationDriver | null } = { driver: null };
  follow(works, () => parts.driver);
  await openAllRegions();
  const taken: string[] = [];
  let ready: ((regionId: string) => void) | null = null;
  const leases = holdLeases(
    (regionId) => (ready === null ? taken.push(regionId) : ready(regionId)),
    (error) => reportFailure(error, {}),
  );
  const driver = await driveOperations(leases, (error, operationId) => reportFailure(error, { operationId }));
  parts.driver = driver;
  const takeUps = createTakeUps({
    take: (regionId) => takeUp(regionId, { leases, works, driver }),
    isHeld: (regionId) => leases.epochOf(regionId) !== null,
    onError: (error, regionId) => reportFailure(error, { regionId }),
  });
  ready = (regionId) => takeUps.begin(regionId);
  for (const regionId of taken) ready(regionId);
  return { leases, driver, works, takeUps, loops: [tick(works, leases), prune()] };
}

/**
 * Starts the background work of this process once: schema, queue, regions, leases, operations, samplers. Throws with a
 * plain sentence when PostgreSQL is not there or a setting is wrong. A second call (hot reload) does nothing.
 */
export async function startEngine(reports: Reports): Promise<void> {
  provideReports(reports);
  if (globalThis.gantryEngineParts) {
    await globalThis.gantryEngineParts;
    return;
  }
  reportEngine("starting");
  globalThis.gantryEngineParts = build();
  await globalThis.gantryEngineParts;
  reportEngine("running");
}

async function drain(engine: Engine): Promise<void> {
  await engine.takeUps.stop();
  await Promise.all([
    engine.driver.stop(),
    ...engine.loops.map((loop) => loop.stop()),
    ...[...engine.works.values()].map((work) => work.stop()),
  ]);
  await engine.leases.stop();
  await Promise.all([stopJobs(), closeAllRegions()]);
  await closePool();
}

/** Ends streams, work, leases, queue, regions and pool in this order; gives up waiting after 2.8 s. */
export async function stopEngine(): Promise<void> {
  reportEngine("stopping");
  closeLiveHub();
  const starting = globalThis.gantryEngineParts;
  globalThis.gantryEngineParts = undefined;
  if (!starting) return;
  const late = new AbortController();
  const work = starting.then(drain).catch((error: unknown) => reportFailure(error, {}));
  await Promise.race([work, sleep(DRAIN_MS, late.signal)]);
  late.abort();
}
