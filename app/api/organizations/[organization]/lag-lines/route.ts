import { getLagLines } from "@/lib/services/databases/lag-lines";
import { defineRoute, privateJson, queryOf } from "@/lib/transport/route";

interface Params {
  organization: string;
}

/** The last hour of lag of every database of the organization, for the lines of its lists. */
export const GET = defineRoute<Params>(async (ctx, _params, request) =>
  privateJson(await getLagLines(ctx, queryOf(request))),
);
