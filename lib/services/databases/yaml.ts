import "server-only";
import { z } from "zod";
import { readObject } from "@/lib/kube/read-object";
import type { KubeObject } from "@/lib/kube/object";
import { toYaml } from "@/lib/kube/yaml";
import { vitessClusterOf } from "@/lib/services/databases/cluster-objects";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { ensureInstall } from "@/lib/services/people/set-up";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { reportFailure } from "@/lib/services/report";
import { defineRead } from "@/lib/services/verb";

/** What kubectl kept of an earlier apply may hold what was taken out since. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Without the bookkeeping of field managers, which is longer than the rest. */
function readable(object: KubeObject): KubeObject {
  const { managedFields: _managedFields, ...metadata } = { managedFields: null, ...object.metadata };
  const kept = Object.entries(metadata.annotations ?? {}).filter(([name]) => name !== LAST_APPLIED);
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(kept) } };
}

/** The VitessCluster as Gantry applies it, and as the cluster holds it now; `live` is null where it cannot be read. */
export const getDatabaseYaml = defineRead(
  "database.read",
  z.strictObject({ databaseId: z.string().max(64) }),
  async (ctx, input): Promise<{ applied: string; live: string | null }> => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    const [installId, runtime] = await Promise.all([ensureInstall(), regionRuntime(row.regionId)]);
    const applied = vitessClusterOf(row, installId);
    const ref = {
      apiVersion: applied.apiVersion,
      kind: applied.kind,
      namespace: row.namespace,
      name: row.name,
    };
    const live =
      runtime === null
        ? null
        : await readObject(runtime.client, ref, "person").catch((error: unknown) => {
            reportFailure(error, { regionId: row.regionId, databaseId: row.id });
            return null;
          });
    const isIts = live !== null && live.metadata.uid === row.clusterObjectUid;
    return { applied: toYaml(applied), live: isIts ? toYaml(readable(live)) : null };
  },
);
