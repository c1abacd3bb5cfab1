import { SIZE_NAMES, SIZES, tabletAsk } from "@/lib/domain/database/sizes";
import type { SizeName } from "@/lib/domain/database/spec";
import type { Capacity, NodeRoom } from "@/lib/domain/placement/capacity";

/** Nodes of one shape in one zone: a cell of the grid on the region page. */
export interface CapacityCell {
  zone: string;
  shape: string;
  /** All nodes of the cell, usable or not. */
  nodes: number;
  cordoned: number;
  /** Free CPU of each node that takes new pods, largest first. */
  freeCpuMilli: number[];
  /** Their free memory in the same order of nodes. */
  freeMemoryBytes: number[];
  /** Label of the largest size whose tablet one of them takes; null when none does. */
  largestSize: string | null;
}

function largestOn(rooms: readonly NodeRoom[]): SizeName | null {
  const takes = (size: SizeName): boolean => {
    const ask = tabletAsk(size);
    return rooms.some(
      (room) =>
        room.usable &&
        room.freePods > 0 &&
        room.free.cpuMilli >= ask.cpuMilli &&
        room.free.memoryBytes >= ask.memoryBytes,
    );
  };
  return SIZE_NAMES.toReversed().find(takes) ?? null;
}

const labelOf = (size: SizeName | null): string | null => (size === null ? null : SIZES[size].label);

/** One cell for each zone and node shape that occur together, by zone and then by shape. */
export function capacityGrid(capacity: Capacity): CapacityCell[] {
  const cells = Map.groupBy(capacity.rooms, (room) => JSON.stringify([room.zone, room.shape]));
  return [...cells.values()]
    .flatMap((rooms) => {
      const [first] = rooms;
      if (!first) return [];
      const usable = rooms
        .filter((room) => room.usable)
        .toSorted((a, b) => b.free.cpuMilli - a.free.cpuMilli);
      return {
        zone: first.zone,
        shape: first.shape,
        nodes: rooms.length,
        cordoned: rooms.filter((room) => room.cordoned).length,
        freeCpuMilli: usable.map((room) => room.free.cpuMilli),
        freeMemoryBytes: usable.map((room) => room.free.memoryBytes),
        largestSize: labelOf(largestOn(rooms)),
      };
    })
    .toSorted((a, b) => a.zone.localeCompare(b.zone) || a.shape.localeCompare(b.shape));
}

/** The largest tablet that one node of each zone takes now; one row with zone "" where nodes have no zone label. */
export function largestSizePerZone(capacity: Capacity): { zone: string; size: string | null }[] {
  return [...Map.groupBy(capacity.rooms, (room) => room.zone)].map(([zone, rooms]) => ({
    zone,
    size: labelOf(largestOn(rooms)),
  }));
}
