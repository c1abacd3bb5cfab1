/** What a person asked for, in the words of the create page; the manifest is computed from it. */

export type AvailabilityLevel = "zone" | "node" | "single";
export type SizeName = "dev" | "small" | "medium" | "large";

export interface DatabaseSpec {
  /** RFC 1123 label, at most 25 characters; becomes the name of the VitessCluster. */
  name: string;
  keyspace: string;
  size: SizeName;
  availability: AvailabilityLevel;
  /** Zones by value of the zone label, in placement order; one cell each. */
  zones: readonly string[];
  /** Which node label pins a cell to its zone; "none" when nodes have no zone label. */
  zoneLabel: "beta" | "topology" | "none";
  vtgatesPerZone: number;
  storageClass: string;
  storageBytes: number;
  vitessVersion: string;
}
