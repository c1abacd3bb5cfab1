import { getPodHealth } from "@/lib/services/databases/pod-health";
import { defineRoute, privateJson, queryOf, withNumbers } from "@/lib/transport/route";

interface Params {
  organization: string;
  databaseId: string;
}

/** `?from=..&to=..`, epoch milliseconds: one PodHealthView for each pod. */
export const GET = defineRoute<Params>(async (ctx, { databaseId }, request) => {
  const query = withNumbers(queryOf(request), ["from", "to"]);
  return privateJson(await getPodHealth(ctx, { ...query, databaseId }));
});
