import { cellNames } from "@/lib/domain/database/names";
import type { AvailabilityLevel, DatabaseSpec } from "@/lib/domain/database/spec";

/** One Vitess cell: a failure domain with one tablet, its vtgates and one vtorc. */
export interface Cell {
  name: string;
  /** Zone that its pods are pinned to; null where they may run in any zone. */
  zone: string | null;
}

/** Zones that a database needs which is to survive the loss of one. */
export const ZONES_TO_SURVIVE_ONE = 3;

/** Tablets of each level: one primary, and replicas that can take over. */
export const TABLETS: Record<AvailabilityLevel, number> = { zone: 3, node: 3, single: 1 };

const FREE_CELLS: Record<Exclude<AvailabilityLevel, "zone">, readonly string[]> = {
  node: ["n1", "n2", "n3"],
  single: ["n1"],
};

/**
 * The cells of a database, in placement order. Level "zone" has one cell a zone. Level "node" has three cells that no
 * zone pins, since the operator runs one vtorc a cell: with a single cell the node of the primary could hold the only
 * vtorc, and nobody would promote a replica when that node is lost.
 */
export function cellsOf(spec: Pick<DatabaseSpec, "availability" | "zones">): Cell[] {
  if (spec.availability !== "zone") {
    return FREE_CELLS[spec.availability].map((name) => ({ name, zone: null }));
  }
  const names = cellNames(spec.zones);
  return spec.zones.map((zone) => ({ name: names.get(zone) ?? zone, zone }));
}
