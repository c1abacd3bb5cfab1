import "server-only";
import { z } from "zod";
import type { ConnectView } from "@/lib/contract/views";
import { connectSnippets } from "@/lib/domain/database/connect-snippets";
import { vtgateServiceName } from "@/lib/kube/operator-names";
import { factsOf, podsOf } from "@/lib/services/databases/database-facts";
import { databaseInOrganization, type DatabaseRow } from "@/lib/services/databases/find";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import { regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

const MYSQL_PORT = 3306;
/** A port of the laptop that no MySQL of its own is likely to hold. */
const LOCAL_PORT = 13_306;

/** vtgate reads users at its start and every 30 s, so one that is ready knows the password of its creation. */
function passwordNote(row: DatabaseRow, runtime: RegionRuntime | null): string {
  const snapshot = runtime?.hub.snapshot();
  if (snapshot?.state.kind !== "live")
    return "The region is not reachable, so it is not known which vtgates accept the password.";
  const vtgates = podsOf(factsOf(snapshot, row), "vtgate");
  const ready = vtgates.filter((pod) => pod.ready).length;
  if (vtgates.length === 0) return "There is no vtgate yet; none accepts the password.";
  const rest = ready === vtgates.length ? "" : "; the others are not ready";
  return `The password is accepted by ${ready} of ${vtgates.length} vtgates${rest}.`;
}

/** How applications connect: host and port inside the cluster, snippets, and a way from a laptop. No password. */
export const getConnect = defineRead(
  "database.read",
  z.strictObject({ databaseId: z.string().max(64) }),
  async (ctx, input): Promise<ConnectView> => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    const runtime = await regionRuntime(row.regionId);
    const service = vtgateServiceName(row.name);
    const { keyspace } = DatabaseSpecSchema.parse(row.spec);
    const place = {
      host: `${service}.${row.namespace}.svc`,
      port: MYSQL_PORT,
      user: row.username,
      database: keyspace,
    };
    return {
      ...place,
      replicaDatabase: `${keyspace}@replica`,
      snippets: connectSnippets(place),
      portForward: `kubectl -n ${row.namespace} port-forward service/${service} ${LOCAL_PORT}:${MYSQL_PORT}`,
      note: passwordNote(row, runtime),
    };
  },
);
