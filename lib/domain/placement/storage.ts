import type { StorageClassFact } from "@/lib/domain/cluster/facts";
import type { RegionFacts } from "@/lib/domain/placement/capacity";

export interface StorageChoice {
  name: string;
  isDefault: boolean;
  allowed: boolean;
  /** Why it is not allowed, or what it lacks; null when there is nothing to say. */
  why: string | null;
}

export interface ChosenStorage {
  /** "" when the region has no class that could be used. */
  storageClass: string;
  /** Why it is not the cluster's default; null when it is. */
  reason: string | null;
}

const bindsLate = (each: StorageClassFact): boolean => each.bindingMode === "WaitForFirstConsumer";

/** Over several zones a disk that is born before its pod may be born in another zone: the pod then never starts. */
function choiceOf(each: StorageClassFact, zones: number): StorageChoice {
  const allowed = bindsLate(each) || zones <= 1;
  const why = allowed
    ? each.allowExpansion
      ? null
      : "Its disks cannot grow later."
    : `It binds a disk at once, perhaps in another of the ${zones} zones than its pod.`;
  return { name: each.name, isDefault: each.isDefault, allowed, why };
}

/** Every class of a region with what speaks against it. `zones` counts zones that have nodes. */
export function storageChoices(classes: readonly StorageClassFact[], zones: number): StorageChoice[] {
  return classes
    .map((each) => choiceOf(each, zones))
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.name.localeCompare(b.name));
}

function against(standard: StorageClassFact | undefined): string {
  if (!standard) return "the cluster has no default class";
  if (!bindsLate(standard))
    return `the default ${standard.name} binds a disk at once, maybe in the wrong zone`;
  return `disks of the default ${standard.name} cannot grow`;
}

/**
 * The class that Gantry proposes: the cluster's default if it binds on first use and can grow, else the first that
 * does both, else the first allowed one, with the reason.
 */
export function chooseStorage(classes: readonly StorageClassFact[], zones: number): ChosenStorage {
  const standard = classes.find((each) => each.isDefault);
  const byName = classes.toSorted((a, b) => a.name.localeCompare(b.name));
  const good = byName.filter((each) => bindsLate(each) && each.allowExpansion);
  if (standard && good.includes(standard)) return { storageClass: standard.name, reason: null };
  const allowed = byName.filter((each) => choiceOf(each, zones).allowed);
  const chosen = good[0] ?? (standard && allowed.includes(standard) ? standard : allowed[0]);
  if (!chosen) return { storageClass: "", reason: "no storage class of this region can be used" };
  if (chosen === standard) return { storageClass: chosen.name, reason: null };
  return { storageClass: chosen.name, reason: `${chosen.name}, because ${against(standard)}` };
}

/** Why this class cannot be used, or null. What is not read is not judged. */
export function refuseStorage(
  facts: Pick<RegionFacts, "storageclasses" | "unread">,
  storageClass: string,
  zones: number,
): string | null {
  if (facts.unread.has("storageclasses")) return null;
  const found = facts.storageclasses.find((each) => each.name === storageClass);
  if (!found) {
    return storageClass === ""
      ? "This region has no storage class that a database can use."
      : `This region has no storage class ${storageClass}.`;
  }
  const choice = choiceOf(found, zones);
  return choice.allowed ? null : `Storage class ${found.name} cannot be used. ${choice.why ?? ""}`;
}
