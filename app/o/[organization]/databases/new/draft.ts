import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";

const GIB = 1024 ** 3;

/** The parts that a person chose; all others follow the region's defaults. */
export type Choice = Partial<DatabaseDraft>;

/** Until the first plan of a region is there. */
const BEFORE: DatabaseDraft = {
  name: "",
  regionId: "",
  size: "small",
  availability: "zone",
  vtgatesPerZone: 2,
  storageClass: "",
  storageGiB: 20,
};

/** The whole draft: what was chosen, and the region's defaults from its newest plan for everything else. */
export function draftOf(choice: Choice, answer: PlanAnswer | null): DatabaseDraft {
  const size = choice.size ?? BEFORE.size;
  const level = answer?.levels.find((each) => each.isDefault)?.level ?? BEFORE.availability;
  const availability = choice.availability ?? level;
  const bytes = answer?.sizes.find((each) => each.size === size)?.storageBytes;
  return {
    ...BEFORE,
    size,
    availability,
    vtgatesPerZone: availability === "zone" ? 2 : 1,
    storageClass: answer?.storage.storageClass ?? "",
    storageGiB: bytes === undefined ? BEFORE.storageGiB : Math.round(bytes / GIB),
    ...choice,
  };
}
