import { cellsOf, type Cell } from "@/lib/domain/database/cells";
import { ETCD_ASK, SIZES, tabletAsk, VTCTLD_ASK, VTORC_ASK, type Ask } from "@/lib/domain/database/sizes";
import type { DatabaseSpec } from "@/lib/domain/database/spec";

export type Component = "vttablet" | "vtgate" | "etcd" | "vtctld" | "vtorc";

/**
 * How the pods of one component keep away from each other, as the manifest says it and the scheduler obeys it:
 * `node` and `zone` let no two share one; `not-all` forbids only that one node holds them all.
 */
export type Apart = "node" | "zone" | "not-all" | "no";

/** One pod that the operator will make, with what binds the scheduler. */
export interface PodAsk extends Ask {
  component: Component;
  /** The cell that it belongs to; null for members of the topology server, which belong to all. */
  cell: string | null;
  /** Zones that it may run in; null means any. */
  zones: readonly string[] | null;
  apart: Apart;
  /** The database that it belongs to, where that is not the one that is planned. */
  of?: string;
}

/** Members of the topology server; the operator makes exactly three. */
export const ETCD_MEMBERS = 3;

type Wanted = Pick<DatabaseSpec, "size" | "availability" | "zones" | "zoneLabel" | "vtgatesPerZone">;

const TABLETS_APART: Record<Wanted["availability"], Apart> = { zone: "node", node: "node", single: "no" };
const ETCD_APART: Record<Wanted["availability"], Apart> = { zone: "zone", node: "node", single: "no" };
const VTGATES_APART: Record<Wanted["availability"], Apart> = { zone: "no", node: "not-all", single: "no" };

function podsOfCell(spec: Wanted, cell: Cell): PodAsk[] {
  const pinned = cell.zone === null ? null : [cell.zone];
  // By the newer label a vtorc cannot be pinned cell by cell: its affinity stands once for the keyspace.
  const vtorcZones = spec.zoneLabel === "beta" || cell.zone === null ? pinned : spec.zones;
  const at = { cell: cell.name, zones: pinned };
  const { vtgate } = SIZES[spec.size];
  return [
    { component: "vttablet", ...at, apart: TABLETS_APART[spec.availability], ...tabletAsk(spec.size) },
    ...Array.from({ length: spec.vtgatesPerZone }, (): PodAsk => ({
      component: "vtgate",
      ...at,
      apart: VTGATES_APART[spec.availability],
      ...vtgate,
    })),
    { component: "vtorc", cell: cell.name, zones: vtorcZones, apart: "no", ...VTORC_ASK },
  ];
}

/** Every pod of a database, as the operator makes them from the manifest that Gantry writes. */
export function podsOf(spec: Wanted): PodAsk[] {
  const cells = cellsOf(spec);
  const [first] = cells;
  const anyZone = spec.availability === "zone" ? spec.zones : null;
  const etcd: PodAsk = {
    component: "etcd",
    cell: null,
    zones: anyZone,
    apart: ETCD_APART[spec.availability],
    ...ETCD_ASK,
  };
  const vtctld: PodAsk[] = first
    ? [
        {
          component: "vtctld",
          cell: first.name,
          zones: first.zone === null ? null : [first.zone],
          apart: "no",
          ...VTCTLD_ASK,
        },
      ]
    : [];
  return [
    ...cells.flatMap((cell) => podsOfCell(spec, cell)),
    ...Array.from({ length: ETCD_MEMBERS }, () => etcd),
    ...vtctld,
  ];
}
