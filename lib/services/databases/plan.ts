import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
import { db } from "@/lib/db/connection";
import { SIZES, tabletAsk } from "@/lib/domain/database/sizes";
import { readCapacity, type RegionFacts } from "@/lib/domain/placement/capacity";
import { inputOf, levelChoices, sizeVerdicts, type PlanDraft } from "@/lib/domain/placement/choices";
import type { PlacementPlan } from "@/lib/domain/placement/plan";
import { countZones, planPlacement } from "@/lib/domain/placement/plan-placement";
import { chooseStorage, storageChoices } from "@/lib/domain/placement/storage";
import { toYaml } from "@/lib/kube/yaml";
import { draftClusterOf } from "@/lib/services/databases/cluster-objects";
import { planDraft } from "@/lib/services/databases/plan-draft";
import { factsWithReserved } from "@/lib/services/databases/reserved-room";
import { ensureInstall } from "@/lib/services/people/set-up";
import { openRegion } from "@/lib/services/regions/find";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

async function isTaken({ regionId, namespace }: RegionRuntime, name: string): Promise<boolean> {
  const [row] = await db()
    .select({ id: databases.id })
    .from(databases)
    .where(
      and(
        eq(databases.regionId, regionId),
        eq(databases.namespace, namespace),
        eq(databases.name, name),
        isNull(databases.deletedAt),
      ),
    );
  return row !== undefined;
}

/** The rules speak of readonly lists, the wire of plain ones. */
function toView(plan: PlacementPlan): PlanAnswer["plan"] {
  return {
    ...plan,
    zones: plan.zones.map((zone) => ({ ...zone, pods: [...zone.pods] })),
    refusals: plan.refusals.map((refusal) => ({ ...refusal, offers: [...refusal.offers] })),
    survives: [...plan.survives],
    notes: [...plan.notes],
  };
}

/** What each way out of a refusal would survive and ask for, so that the offers can be compared before one is taken. */
function waysOf(plan: PlacementPlan, draft: PlanDraft, facts: RegionFacts): PlanAnswer["ways"] {
  const changes = new Map<string, Partial<PlanDraft>>();
  for (const { label, change } of plan.refusals.flatMap((refusal) => refusal.offers)) {
    if (change !== null) changes.set(label, change);
  }
  return [...changes].map(([label, change]) => {
    const { survives, totalCpuMilli, totalMemoryBytes } = planPlacement(
      inputOf({ ...draft, ...change }, facts),
      facts,
    );
    return { label, survives: [...survives], totalCpuMilli, totalMemoryBytes };
  });
}

/** The placement plan of a draft with every choice judged, from what the watch knows now and what was accepted. Changes nothing. */
export const planDatabase = defineRead(
  "database.plan",
  DatabaseDraft,
  async (ctx, input): Promise<PlanAnswer> => {
    const { regionId, ...given } = input;
    const { runtime } = await openRegion(ctx, regionId);
    const snapshot = runtime.hub.snapshot();
    const [installId, taken, facts] = await Promise.all([
      ensureInstall(),
      isTaken(runtime, given.name),
      factsWithReserved(db(), runtime, null),
    ]);
    const { plan, spec, draft, fields } = planDraft(runtime, facts, given);
    const zones = countZones(readCapacity(snapshot));
    const place = { namespace: runtime.namespace, organizationId: ctx.actor.organizationId };
    return {
      plan: toView(plan),
      ways: waysOf(plan, draft, facts),
      yaml: toYaml(draftClusterOf(spec, place, installId)),
      sizes: sizeVerdicts(draft, facts).map(({ size, fits, why }) => ({
        size,
        label: SIZES[size].label,
        ...tabletAsk(size),
        storageBytes: SIZES[size].defaultStorageBytes,
        fits,
        why,
      })),
      levels: levelChoices(snapshot),
      storageClasses: storageChoices(snapshot.storageclasses, zones),
      storage: chooseStorage(snapshot.storageclasses, zones),
      fields: taken ? { ...fields, name: "This region has a database of this name." } : fields,
      readAt: snapshot.observedAt,
    };
  },
);
