import "server-only";
import { z } from "zod";
import { initSecretName, usersSecretName } from "@/lib/services/databases/cluster-objects";
import { factsOf, podsOf } from "@/lib/services/databases/database-facts";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

export interface DeletePreview {
  goes: string[];
  stays: string[];
}

const some = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What goes with a database and what stays, counted in the cluster where it can be seen now. */
export const previewDelete = defineRead(
  "database.read",
  z.strictObject({ databaseId: z.string().max(64) }),
  async (ctx, input): Promise<DeletePreview> => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    const snapshot = (await regionRuntime(row.regionId))?.hub.snapshot();
    const facts = snapshot?.state.kind === "live" ? factsOf(snapshot, row) : null;
    const parts =
      facts === null
        ? "All of its pods and volumes; the region is not reachable, so they are not counted."
        : `${some(podsOf(facts, "vttablet").length, "tablet", "tablets")}, ${some(podsOf(facts, "vtgate").length, "vtgate", "vtgates")}, ${some(facts.pods.length, "pod", "pods")} in all.`;
    const volumes =
      facts === null ? [] : [`${some(facts.claims.length, "volume", "volumes")} with every row in them.`];
    return {
      goes: [
        `The VitessCluster ${row.namespace}/${row.name}${row.clusterObjectUid === null ? "" : ` with UID ${row.clusterObjectUid}`}.`,
        parts,
        ...volumes,
        `The secrets ${usersSecretName(row.name)} and ${initSecretName(row.name)}.`,
        "Everything goes within seconds of the delete; it cannot be taken back.",
      ],
      stays: [
        `The namespace ${row.namespace} and whatever else is in it.`,
        "Volumes whose storage class retains them; their data can be read again by hand.",
        "The audit of this database in Gantry.",
      ],
    };
  },
);
