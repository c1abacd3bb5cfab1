import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { organizations, regionCredentials, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { namespaceOf } from "@/lib/domain/database/names";
import { SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import type { KubeClient } from "@/lib/kube/client";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { createWatchHub, type WatchHub } from "@/lib/kube/watch-hub";
import { openCredential, type CredentialRevision } from "@/lib/services/regions/credential";
import { reportFailure } from "@/lib/services/report";
import { settings } from "@/lib/services/settings";

/** The open connection of this process to one region: a guarded client and its watch hub. */
export interface RegionRuntime {
  regionId: string;
  organizationId: string;
  namespace: string;
  client: KubeClient;
  hub: WatchHub;
  /** The credential that the client uses now. */
  credential: CredentialRevision;
}

declare global {
  var gantryRegions: Map<string, Promise<RegionRuntime | null>> | undefined;
  var gantryRegionOpened: ((runtime: RegionRuntime) => void) | undefined;
}

const held = (): Map<string, Promise<RegionRuntime | null>> => (globalThis.gantryRegions ??= new Map());

/** Called with each region that opens, so that live topics can follow its hub. */
export function onRegionOpened(listener: (runtime: RegionRuntime) => void): void {
  globalThis.gantryRegionOpened = listener;
}

async function open(regionId: string): Promise<RegionRuntime | null> {
  const [row] = await db()
    .select({
      id: regions.id,
      organizationId: regions.organizationId,
      clusterUid: regions.clusterUid,
      slug: organizations.slug,
    })
    .from(regions)
    .innerJoin(organizations, eq(organizations.id, regions.organizationId))
    .where(and(eq(regions.id, regionId), isNull(regions.disconnectedAt)));
  if (!row) return null;
  const opened = await openCredential(row.organizationId, row.id);
  if (!opened) return null;
  const namespace = namespaceOf(row.slug);
  const client = createGuardedClient(opened.endpoint, {
    allowedLoopback: settings().allowedLoopback,
    userAgent: "gantry",
  });
  const hub = createWatchHub(client, {
    namespaces: [SYSTEM_NAMESPACE, namespace],
    expectedUid: row.clusterUid,
  });
  hub.start();
  const runtime: RegionRuntime = {
    regionId: row.id,
    organizationId: row.organizationId,
    namespace,
    client,
    hub,
    credential: opened.revision,
  };
  globalThis.gantryRegionOpened?.(runtime);
  return runtime;
}

/** The runtime of a region, opened at first use. Null when it was disconnected or its credential is gone. */
export function regionRuntime(regionId: string): Promise<RegionRuntime | null> {
  const known = held().get(regionId);
  if (known) return known;
  const opening = open(regionId).catch((error: unknown) => {
    held().delete(regionId);
    throw error;
  });
  held().set(regionId, opening);
  return opening;
}

/** Closes the connection of this process to a region. */
export async function closeRegion(regionId: string): Promise<void> {
  const known = held().get(regionId);
  held().delete(regionId);
  const runtime = await known?.catch(() => null);
  if (!runtime) return;
  await runtime.hub.stop();
  await runtime.client.close();
}

/** Opens every registered region; one that fails does not hold up the others. */
export async function openAllRegions(): Promise<void> {
  const rows = await db().select({ id: regions.id }).from(regions).where(isNull(regions.disconnectedAt));
  await Promise.allSettled(rows.map((row) => regionRuntime(row.id)));
}

/** Closes regions that another process disconnected; answers their ids. */
export async function closeGoneRegions(): Promise<string[]> {
  const rows = await db().select({ id: regions.id }).from(regions).where(isNull(regions.disconnectedAt));
  const registered = new Set(rows.map((row) => row.id));
  const gone = [...held().keys()].filter((id) => !registered.has(id));
  await Promise.allSettled(gone.map(closeRegion));
  return gone;
}

/** Takes up the stored credential of a region when it is not the one that the client uses; its watches go on. */
export async function refreshCredential(runtime: RegionRuntime): Promise<void> {
  const opened = await openCredential(runtime.organizationId, runtime.regionId);
  if (opened?.endpoint.auth.kind !== "token") return;
  runtime.client.useToken(opened.endpoint.auth.token);
  runtime.credential = opened.revision;
  runtime.hub.retryNow();
}

/** Takes up the credentials that another process renewed; one that does not open holds up no other. */
export async function refreshCredentials(): Promise<void> {
  const rows = await db()
    .select({ regionId: regionCredentials.regionId, renewedAt: regionCredentials.renewedAt })
    .from(regionCredentials);
  for (const { regionId, renewedAt } of rows) {
    const runtime = await held()
      .get(regionId)
      ?.catch(() => null);
    if (runtime && runtime.credential.renewedAt?.getTime() !== renewedAt?.getTime())
      await refreshCredential(runtime).catch((error: unknown) => reportFailure(error, { regionId }));
  }
}

export async function closeAllRegions(): Promise<void> {
  await Promise.allSettled([...held().keys()].map(closeRegion));
}
