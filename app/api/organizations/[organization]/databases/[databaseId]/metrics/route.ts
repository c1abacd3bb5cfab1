import { readSeries } from "@/lib/services/databases/series";
import { defineRoute, privateJson, queryOf, withNumbers } from "@/lib/transport/route";

interface Params {
  organization: string;
  databaseId: string;
}

/** `?series=..&by=..&from=..&to=..&step=..`, times in epoch milliseconds: a SeriesAnswer. */
export const GET = defineRoute<Params>(async (ctx, { databaseId }, request) => {
  const query = withNumbers(queryOf(request), ["from", "to", "step"]);
  return privateJson(await readSeries(ctx, { ...query, databaseId }));
});
