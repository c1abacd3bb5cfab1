import "server-only";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import { DatabaseName } from "@/lib/domain/database/names";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import { ServiceError } from "@/lib/domain/errors";
import type { RegionFacts } from "@/lib/domain/placement/capacity";
import { inputOf, type PlanDraft } from "@/lib/domain/placement/choices";
import type { PlacementPlan } from "@/lib/domain/placement/plan";
import { planPlacement } from "@/lib/domain/placement/plan-placement";
import { CATALOGUE } from "@/lib/domain/region/catalogue";
import { operatorPods, operatorVersion } from "@/lib/domain/region/operator";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

const GIB = 1024 ** 3;

export interface PlannedDraft {
  plan: PlacementPlan;
  spec: DatabaseSpec;
  /** The draft in the words of the placement rules. */
  draft: PlanDraft;
  /** One sentence for each input that cannot be used. */
  fields: Record<string, string>;
}

/** The Vitess that the operator of this region was made for; of the newest one while none runs yet. */
function vitessVersion(runtime: RegionRuntime): string {
  const version = operatorVersion(operatorPods(runtime.hub.snapshot().pods)[0]);
  const entry = CATALOGUE.find((each) => version?.startsWith(each.version)) ?? CATALOGUE[0];
  if (!entry) throw new Error("The catalogue of operators is empty.");
  return entry.vitessVersion;
}

/** Keyspaces are named in SQL, where a hyphen would need quotes. */
const keyspaceOf = (name: string): string => name.replaceAll("-", "_");

/** The placement of a spec on the room that these facts leave. */
export function placeSpec(facts: RegionFacts, spec: DatabaseSpec): PlacementPlan {
  const { vitessVersion: _version, ...input } = spec;
  return planPlacement(input, facts);
}

/** What a draft becomes in this region: zones chosen, placed on the room that these facts leave. Reads nothing else. */
export function planDraft(
  runtime: RegionRuntime,
  facts: RegionFacts,
  given: Omit<DatabaseDraft, "regionId">,
): PlannedDraft {
  const name = DatabaseName.safeParse(given.name);
  const fields: Record<string, string> = name.success
    ? {}
    : { name: name.error.issues[0]?.message ?? "Choose another name." };
  const draft: PlanDraft = {
    name: given.name,
    keyspace: keyspaceOf(given.name),
    size: given.size,
    availability: given.availability,
    vtgatesPerZone: given.vtgatesPerZone,
    storageClass: given.storageClass,
    storageBytes: given.storageGiB * GIB,
  };
  const input = inputOf(draft, facts);
  const plan = planPlacement(input, facts);
  return { plan, spec: { ...input, vitessVersion: vitessVersion(runtime) }, draft, fields };
}

/** The spec of a draft that may be created now, on these facts; throws ServiceError with what speaks against it. */
export function acceptableSpec(
  runtime: RegionRuntime,
  facts: RegionFacts,
  given: Omit<DatabaseDraft, "regionId">,
): DatabaseSpec {
  const snapshot = runtime.hub.snapshot();
  if (snapshot.state.kind !== "live") {
    throw new ServiceError(
      "region_unreachable",
      "The region is not reachable now, so its room is not known. Nothing was created.",
    );
  }
  const { plan, spec, fields } = planDraft(runtime, facts, given);
  if (Object.keys(fields).length > 0) {
    throw new ServiceError("invalid", "Some fields need another value.", { fields });
  }
  if (!plan.fits) {
    throw new ServiceError(
      "precondition",
      plan.refusals[0]?.sentence ?? "This plan does not fit the region.",
    );
  }
  return spec;
}
