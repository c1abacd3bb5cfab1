import { ZONES_TO_SURVIVE_ONE } from "@/lib/domain/database/cells";
import { SIZE_NAMES } from "@/lib/domain/database/sizes";
import type { AvailabilityLevel, DatabaseSpec } from "@/lib/domain/database/spec";
import { countOf } from "@/lib/domain/format";
import { readCapacity, type Capacity, type RegionFacts } from "@/lib/domain/placement/capacity";
import { shortagesOf } from "@/lib/domain/placement/fit";
import type { PlanInput, SizeVerdict } from "@/lib/domain/placement/plan";
import { podsOf } from "@/lib/domain/placement/pods";

/** What a person chose; zones and the label that names them follow from the region. */
export type PlanDraft = Omit<PlanInput, "zones" | "zoneLabel">;

/** Of more than three zones the ones that take the pods of a cell, then the ones with the emptiest node; by name. */
function bestZones(draft: PlanDraft, capacity: Capacity): string[] {
  const ranked = capacity.zones.map((zone) => {
    const pods = podsOf({ ...draft, zones: [zone], zoneLabel: capacity.rule });
    const short = shortagesOf(pods, capacity).filter(({ pod }) => pod.component !== "etcd");
    const rooms = capacity.rooms.filter((room) => room.usable && room.zone === zone);
    return {
      zone,
      takes: short.length === 0 ? 1 : 0,
      largest: Math.max(0, ...rooms.map((room) => room.free.cpuMilli)),
    };
  });
  return ranked
    .toSorted((a, b) => b.takes - a.takes || b.largest - a.largest || a.zone.localeCompare(b.zone))
    .slice(0, ZONES_TO_SURVIVE_ONE)
    .map(({ zone }) => zone)
    .toSorted();
}

/** The draft with the zones and the zone label of this region filled in. */
export function inputOf(draft: PlanDraft, facts: RegionFacts): PlanInput {
  const capacity = readCapacity(facts);
  const zones = draft.availability === "zone" ? bestZones(draft, capacity) : [];
  return { ...draft, zones, zoneLabel: capacity.rule };
}

/** Which sizes fit at the same level. */
export function sizeVerdicts(draft: PlanDraft, facts: RegionFacts): SizeVerdict[] {
  const capacity = readCapacity(facts);
  if (draft.availability === "zone" && capacity.zones.length < ZONES_TO_SURVIVE_ONE) {
    return SIZE_NAMES.map((size) => ({ size, fits: false, why: "needs three zones" }));
  }
  return SIZE_NAMES.map((size) => {
    const input = inputOf({ ...draft, size }, facts);
    const [short] = shortagesOf(podsOf(input), capacity);
    if (!short) return { size, fits: true, why: null };
    const zone = short.pod.zones?.length === 1 ? short.pod.zones[0] : undefined;
    return { size, fits: false, why: zone === undefined ? "no room here" : `no room in zone ${zone}` };
  });
}

export interface LevelChoice {
  level: AvailabilityLevel;
  /** Completes "Survives": "a zone". */
  label: string;
  detail: string;
  offered: boolean;
  isDefault: boolean;
  /** Why it is not offered, or why it is the default although a stronger one exists. */
  why: string | null;
}

/** The level that Gantry proposes: the strongest that the region can hold. */
export function defaultLevel({ zones, rooms }: Pick<Capacity, "zones" | "rooms">): AvailabilityLevel {
  if (zones.length >= ZONES_TO_SURVIVE_ONE) return "zone";
  const nodes = rooms.filter((room) => room.usable).length;
  return nodes >= 3 ? "node" : "single";
}

const zonesWords = (count: number): string =>
  count === 0 ? "no zone label that all nodes carry" : countOf(count, "zone");

const nodesWords = (count: number): string => countOf(count, "usable node");

/** The three levels with what each needs here. Rooms are not judged; the plan does that. */
export function levelChoices(facts: RegionFacts): LevelChoice[] {
  const capacity = readCapacity(facts);
  const zones = capacity.zones.length;
  const nodes = capacity.rooms.filter((room) => room.usable).length;
  const standard = defaultLevel(capacity);
  const because: Record<DatabaseSpec["availability"], string | null> = {
    zone: zones >= ZONES_TO_SURVIVE_ONE ? null : `needs three zones; this region has ${zonesWords(zones)}`,
    node:
      nodes < 3
        ? `needs three nodes; this region has ${nodesWords(nodes)}`
        : standard === "node"
          ? `default, because this region has ${zonesWords(zones)}`
          : null,
    single: standard === "single" ? `default, because this region has ${nodesWords(nodes)}` : null,
  };
  const over = capacity.zones.slice(0, ZONES_TO_SURVIVE_ONE).join(", ");
  const rows = [
    {
      level: "zone",
      label: "a zone",
      detail:
        zones === ZONES_TO_SURVIVE_ONE
          ? `1 primary and 2 replicas over zones ${over}`
          : "1 primary and 2 replicas over three zones",
      offered: zones >= ZONES_TO_SURVIVE_ONE,
    },
    {
      level: "node",
      label: "a node",
      detail: "1 primary and 2 replicas on three nodes, zones do not count",
      offered: nodes >= 3,
    },
    { level: "single", label: "nothing", detail: "1 tablet, for trying things", offered: nodes >= 1 },
  ] as const;
  return rows.map((row) => ({ ...row, isDefault: row.level === standard, why: because[row.level] }));
}
