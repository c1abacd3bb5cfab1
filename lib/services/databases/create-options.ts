import "server-only";
import { z } from "zod";
import type { RegionSummary } from "@/lib/contract/views";
import { regionsOf } from "@/lib/services/regions/list";
import { defineRead } from "@/lib/services/verb";

/** What the create page begins with: every region, also those that take no database now, with their state. */
export const createOptions = defineRead(
  "database.plan",
  z.strictObject({}),
  async (ctx): Promise<{ regions: RegionSummary[] }> => ({
    regions: await regionsOf(ctx.actor.organizationId, ctx.now().getTime()),
  }),
);
