import "server-only";
import { databases, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import type { ListWatchServer } from "@/lib/kube/testing/list-watch-server";
import { until } from "@/lib/kube/testing/until";
import { newId } from "@/lib/services/new-id";
import { storeCredential } from "@/lib/services/regions/credential";
import { regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";
import { provideSettings } from "@/lib/services/settings";
import type { TestOrganization } from "@/lib/services/testing/people";

const SPEC: DatabaseSpec = {
  name: "orders",
  keyspace: "orders",
  size: "dev",
  availability: "zone",
  zones: ["eu-a", "eu-b", "eu-c"],
  zoneLabel: "beta",
  vtgatesPerZone: 1,
  storageClass: "standard",
  storageBytes: 10 * 1024 ** 3,
  vitessVersion: "24.0.0",
};

/** A region's row, without a credential unless one is stored after it. */
export async function insertRegion(
  of: TestOrganization,
  name: string,
  clusterUid = `uid-${name}`,
): Promise<string> {
  const id = newId("reg");
  await db().insert(regions).values({
    id,
    organizationId: of.id,
    name,
    server: "https://127.0.0.1:1",
    clusterUid,
    clusterName: name,
  });
  return id;
}

/** A database's row in the organization's namespace. */
export async function insertDatabase(of: TestOrganization, regionId: string, name: string): Promise<string> {
  const id = newId("db");
  await db()
    .insert(databases)
    .values({
      id,
      organizationId: of.id,
      regionId,
      name,
      namespace: `gantry-${of.slug}`,
      spec: { ...SPEC, name, keyspace: name.replaceAll("-", "_") },
      username: "app",
    });
  return id;
}

/** A region whose credential opens this cluster, connected: its first lists are read. */
export async function connectRegion(
  of: TestOrganization,
  name: string,
  cluster: ListWatchServer,
): Promise<RegionRuntime> {
  const regionId = await insertRegion(of, name, cluster.kubeSystemUid);
  await storeCredential(db(), of.id, regionId, cluster.endpoint);
  provideSettings({
    allowedLoopback: cluster.allowed,
    operatorDir: null,
    sandboxKubeconfig: null,
    sandboxManifest: null,
    sandboxControl: null,
    publicUrl: "http://localhost:3000",
  });
  const runtime = await regionRuntime(regionId);
  if (!runtime) throw new Error("the region did not open");
  await until("the region is read", () => {
    const { state, unread } = runtime.hub.snapshot();
    return state.kind === "live" && unread.size === 0;
  });
  return runtime;
}
