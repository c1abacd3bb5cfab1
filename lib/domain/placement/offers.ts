import { SIZE_NAMES, SIZES, tabletAsk } from "@/lib/domain/database/sizes";
import type { AvailabilityLevel, SizeName } from "@/lib/domain/database/spec";
import { countOf, formatBytes, formatCpu } from "@/lib/domain/format";
import type { Capacity, NodeRoom } from "@/lib/domain/placement/capacity";
import { shortagesOf } from "@/lib/domain/placement/fit";
import type { PlanInput, PlanOffer } from "@/lib/domain/placement/plan";
import { podsOf } from "@/lib/domain/placement/pods";

const MOST_OFFERS = 3;
const GI = 1024 ** 3;

/** True when every pod of this database finds a node whatever happens. */
const placesAll = (input: PlanInput, capacity: Capacity): boolean =>
  shortagesOf(podsOf(input), capacity).length === 0;

const sizesBelow = (size: SizeName): SizeName[] => SIZE_NAMES.slice(0, SIZE_NAMES.indexOf(size)).toReversed();

/** Weaker levels, strongest first. */
const WEAKER: Record<AvailabilityLevel, readonly AvailabilityLevel[]> = {
  zone: ["node", "single"],
  node: ["single"],
  single: [],
};

const LEVEL_OFFERS: Record<AvailabilityLevel, { label: string; detail: string }> = {
  zone: { label: "Survive a zone", detail: "three tablets over three zones" },
  node: { label: "Survive a node instead", detail: "three tablets on three nodes; zones do not count" },
  single: { label: "Use one tablet", detail: "survives nothing, for trying things" },
};

const atLevel = (input: PlanInput, availability: AvailabilityLevel): PlanInput => ({
  ...input,
  availability,
  zones: availability === "zone" ? input.zones : [],
});

function sizeOffer(input: PlanInput, capacity: Capacity): PlanOffer[] {
  const size = sizesBelow(input.size).find((each) => placesAll({ ...input, size: each }, capacity));
  if (size === undefined) return [];
  const ask = tabletAsk(size);
  return [
    {
      label: `Use ${SIZES[size].label}`,
      detail: `${formatCpu(ask.cpuMilli)} and ${formatBytes(ask.memoryBytes)} a tablet, fits`,
      change: { size },
    },
  ];
}

function levelOffer(input: PlanInput, capacity: Capacity): PlanOffer[] {
  const level = WEAKER[input.availability].find((each) => placesAll(atLevel(input, each), capacity));
  return level === undefined ? [] : [{ ...LEVEL_OFFERS[level], change: { availability: level } }];
}

function vtgateOffer(input: PlanInput, capacity: Capacity): PlanOffer[] {
  const fewer = Array.from({ length: input.vtgatesPerZone - 1 }, (_, at) => input.vtgatesPerZone - 1 - at);
  const count = fewer.find((each) => placesAll({ ...input, vtgatesPerZone: each }, capacity));
  if (count === undefined) return [];
  const unit = input.availability === "zone" ? "a zone" : "a cell";
  return [
    {
      label: `Use ${countOf(count, "vtgate")} ${unit}`,
      detail: `instead of ${input.vtgatesPerZone}`,
      change: { vtgatesPerZone: count },
    },
  ];
}

/** The largest size that fits at the strongest weaker level, when neither change is enough alone. */
function bothOffer(input: PlanInput, capacity: Capacity): PlanOffer[] {
  for (const availability of WEAKER[input.availability]) {
    for (const size of sizesBelow(input.size)) {
      if (!placesAll({ ...atLevel(input, availability), size }, capacity)) continue;
      return [
        {
          label: `${LEVEL_OFFERS[availability].label}, ${SIZES[size].label}`,
          detail: LEVEL_OFFERS[availability].detail,
          change: { availability, size },
        },
      ];
    }
  }
  return [];
}

/** A node with room for everything that may land in one place, so that it is enough in any order. */
function newNode(
  input: PlanInput,
  { waiting, reserved }: Pick<Capacity, "waiting" | "reserved">,
  zone: string,
  index: number,
): NodeRoom {
  const pods = [...podsOf(input), ...reserved].filter(
    (pod) => pod.zones === null || pod.zones.includes(zone),
  );
  const cpu = pods.reduce((sum, pod) => sum + pod.cpuMilli, waiting.cpuMilli);
  const memory = pods.reduce((sum, pod) => sum + pod.memoryBytes, waiting.memoryBytes);
  const cpuMilli = Math.ceil(cpu / 500) * 500;
  const memoryBytes = Math.ceil(memory / GI) * GI;
  const room = { cpuMilli, memoryBytes };
  return {
    node: `new-${zone}-${index}`,
    zone,
    shape: "",
    usable: true,
    cordoned: false,
    allocatable: room,
    free: room,
    freePods: pods.length + waiting.pods,
  };
}

/** The fewest new nodes that make it fit: where zones are pinned one for each short zone, else up to three. */
function nodesOffer(input: PlanInput, capacity: Capacity, short: readonly string[]): PlanOffer[] {
  const zones = short.length > 0 ? short : input.availability === "zone" ? input.zones : [""];
  for (let each = 1; each <= 3; each += 1) {
    const added = zones.flatMap((zone) =>
      Array.from({ length: each }, (_, at) => newNode(input, capacity, zone, at)),
    );
    const [first] = added;
    const quiet = { ...capacity, rooms: [...capacity.rooms, ...added] };
    if (!first || !placesAll(input, quiet)) continue;
    const where = zones[0] === "" ? "" : ` to zone ${zones.join(", ")}`;
    const count = each === 1 ? "a node" : `${each} nodes`;
    const amd64 = `amd64, with ${formatCpu(first.free.cpuMilli)} and ${formatBytes(first.free.memoryBytes)} free`;
    return [
      {
        label: `Add ${count}${where}`,
        detail: each === 1 && zones.length === 1 ? amd64 : `each ${amd64}`,
        change: null,
      },
    ];
  }
  return [];
}

/**
 * Ways out of a plan that does not fit, at most three, each tried on the same room before it is offered.
 * `short` names the zones where pods are pinned and find no room.
 */
export function offersFor(input: PlanInput, capacity: Capacity, short: readonly string[]): PlanOffer[] {
  const single = [...sizeOffer(input, capacity), ...levelOffer(input, capacity)];
  const changes = [
    ...single,
    ...(single.length < 2 ? vtgateOffer(input, capacity) : []),
    ...(single.length === 0 ? bothOffer(input, capacity) : []),
  ];
  return [...changes.slice(0, MOST_OFFERS - 1), ...nodesOffer(input, capacity, short)];
}
