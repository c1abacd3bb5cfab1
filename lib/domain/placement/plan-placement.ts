import { ZONES_TO_SURVIVE_ONE } from "@/lib/domain/database/cells";
import { readCapacity, type Capacity, type RegionFacts } from "@/lib/domain/placement/capacity";
import { columnsOf } from "@/lib/domain/placement/cards";
import { shortagesOf } from "@/lib/domain/placement/fit";
import { offersFor } from "@/lib/domain/placement/offers";
import type { PlacementPlan, PlanInput, PlanRefusal } from "@/lib/domain/placement/plan";
import { podsOf } from "@/lib/domain/placement/pods";
import { refusalsOf } from "@/lib/domain/placement/refusals";
import { refuseStorage, storageChoices } from "@/lib/domain/placement/storage";
import { survivalOf } from "@/lib/domain/placement/survival";

/** Zones that have nodes, usable or not; 0 where nodes have no zone label. */
export function countZones(capacity: Capacity): number {
  return new Set(capacity.rooms.flatMap((room) => (room.zone === "" ? [] : [room.zone]))).size;
}

function notesOf(input: PlanInput, facts: RegionFacts, capacity: Capacity): string[] {
  const zones = countZones(capacity);
  const storage = storageChoices(facts.storageclasses, zones).find(
    (each) => each.name === input.storageClass,
  );
  return [
    ...(capacity.isKnown
      ? []
      : [
          "Capacity not read: pods of other namespaces are not visible here, so this plan counts whole nodes and may promise too much.",
        ]),
    ...(input.availability === "node" && zones > 0 && zones < ZONES_TO_SURVIVE_ONE
      ? [`Only ${zones === 1 ? "1 zone has" : `${zones} zones have`} nodes: surviving a zone needs three.`]
      : []),
    ...(storage?.allowed && storage.why !== null ? [`${storage.name}: ${storage.why}`] : []),
  ];
}

function storageRefusals(input: PlanInput, facts: RegionFacts, capacity: Capacity): PlanRefusal[] {
  const zones = countZones(capacity);
  const sentence = refuseStorage(facts, input.storageClass, zones);
  if (sentence === null) return [];
  const offers = storageChoices(facts.storageclasses, zones)
    .filter((each) => each.allowed)
    .slice(0, 2)
    .map((each) => ({
      label: `Use ${each.name}`,
      detail: each.why ?? "binds on first use and grows",
      change: { storageClass: each.name },
    }));
  const add = {
    label: "Add a storage class",
    detail: "with volumeBindingMode WaitForFirstConsumer and allowVolumeExpansion",
    change: null,
  };
  return [{ title: "This storage class cannot be used", sentence, zone: null, offers: [...offers, add] }];
}

function zoneRefusals(input: PlanInput, capacity: Capacity): PlanRefusal[] {
  if (input.availability !== "zone" || input.zones.length >= ZONES_TO_SURVIVE_ONE) return [];
  const { zones } = capacity;
  const has =
    capacity.rule === "none"
      ? "Its nodes have no zone label that all of them carry."
      : `Zones with nodes that take pods: ${zones.length === 0 ? "none" : zones.join(", ")}.`;
  const node = offersFor({ ...input, zones: [] }, capacity, []).filter((offer) => offer.change?.availability);
  const add = { label: "Add zones", detail: "label nodes where they really stand apart", change: null };
  return [
    {
      title: "Surviving a zone needs three zones",
      sentence: `This region has too few. ${has}`,
      zone: null,
      offers: [...node, add],
    },
  ];
}

/** The plan on a capacity that was read already. */
function planOn(input: PlanInput, facts: RegionFacts, capacity: Capacity): PlacementPlan {
  const pods = podsOf(input);
  const shortages = shortagesOf(pods, capacity);
  const refused = refusalsOf(input, shortages, capacity.rooms);
  const short = refused.flatMap((each) => each.zone ?? []);
  const offers = refused.length > 0 ? offersFor(input, capacity, short) : [];
  const zones = zoneRefusals(input, capacity);
  const refusals = [
    ...zones,
    ...storageRefusals(input, facts, capacity),
    ...(zones.length > 0 ? [] : refused.map((each) => ({ ...each, offers }))),
  ];
  const fits = refusals.length === 0;
  return {
    fits,
    zones: columnsOf(input, pods, shortages, capacity),
    refusals,
    survives: fits ? survivalOf(input, countZones(capacity)) : [],
    notes: notesOf(input, facts, capacity),
    totalCpuMilli: pods.reduce((sum, pod) => sum + pod.cpuMilli, 0),
    totalMemoryBytes: pods.reduce((sum, pod) => sum + pod.memoryBytes, 0),
  };
}

/**
 * Where the pods of a database would run, judged on the real free room of each node. A plan that fits holds in every
 * order in which the operator may make the pods and the scheduler may place them; one that does not names what is
 * short by how much on one node, with ways out that were tried. It counts what was accepted before in these facts, and
 * reserves nothing itself.
 */
export function planPlacement(input: PlanInput, facts: RegionFacts): PlacementPlan {
  return planOn(input, facts, readCapacity(facts));
}
