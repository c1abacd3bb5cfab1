import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { SIZES } from "@/lib/domain/database/sizes";
import { readCapacity, type NodeRoom } from "@/lib/domain/placement/capacity";
import { defaultLevel } from "@/lib/domain/placement/choices";
import { largestSize } from "@/lib/domain/region/capacity-grid";

/** The room of a region in one line of a list. */
export interface RegionRoom {
  /** False while the region does not answer, or pods of others are not read: then the rest is of before, or unknown. */
  known: boolean;
  /** CPU asked for, of what is allocatable: 0 to 1, by zone in order of name; null when it was never known. */
  cpuByZone: { zone: string; asked: number | null }[];
  /** The label of the largest size that fits at the level proposed there; null when none does, or when unknown. */
  largestFit: string | null;
}

function askedOf(rooms: readonly NodeRoom[]): number {
  const total = rooms.reduce((sum, room) => sum + room.allocatable.cpuMilli, 0);
  const free = rooms.reduce((sum, room) => sum + room.free.cpuMilli, 0);
  return total === 0 ? 0 : Math.round(((total - free) / total) * 100) / 100;
}

/** CPU of each zone and the largest database of one region; O(nodes log nodes + pods). */
export function regionRoom(
  facts: Pick<ClusterSnapshot, "state" | "nodes" | "pods" | "podsScope" | "unread">,
): RegionRoom {
  const capacity = readCapacity(facts);
  const known = capacity.isKnown && facts.state.kind === "live";
  const size = known ? largestSize(capacity, defaultLevel(capacity)) : null;
  const zones = Map.groupBy(capacity.rooms, (room) => room.zone);
  return {
    known,
    cpuByZone: [...zones].map(([zone, rooms]) => ({ zone, asked: capacity.isKnown ? askedOf(rooms) : null })),
    largestFit: size === null ? null : SIZES[size].label,
  };
}
