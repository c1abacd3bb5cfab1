import "server-only";
import { and, eq } from "drizzle-orm";
import { regions } from "@/drizzle/schema/tables";
import { RegionInput } from "@/lib/contract/inputs";
import { namespaceOf } from "@/lib/domain/database/names";
import { runChecks, type ChecksRun } from "@/lib/services/regions/run-checks";
import { openRegion } from "@/lib/services/regions/find";
import { defineVerb } from "@/lib/services/verb";
import { notifyLive } from "@/lib/live/process-hub";

/** Runs the preflight P1 to P10 of a region and stores it. All of it reads; reviews of rights change nothing. */
export const checkRegion = defineVerb({
  name: "region.check",
  input: RegionInput,
  prepare: async (ctx, input): Promise<ChecksRun> => {
    const { row, runtime } = await openRegion(ctx, input.regionId);
    return runChecks(row, runtime, namespaceOf(ctx.actor.organizationSlug), ctx.now().getTime());
  },
  run: async (tx, ctx, input, { checks, kubernetesVersion }) => {
    await tx
      .update(regions)
      .set({ checks, checkedAt: ctx.now(), ...(kubernetesVersion === null ? {} : { kubernetesVersion }) })
      .where(and(eq(regions.id, input.regionId), eq(regions.organizationId, ctx.actor.organizationId)));
    return checks;
  },
  audit: (input, checks) => ({
    objectKind: "region",
    objectId: input.regionId,
    detail: Object.fromEntries(checks.map((check) => [check.id, check.state])),
  }),
  after: (ctx, _checks, input) => notifyLive(ctx.actor.organizationId, "region", input.regionId),
});
