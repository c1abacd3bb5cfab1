/** The vocabulary of placement plans. CPU in millicores, memory in bytes. A plan names node shapes, never a node. */
import type { AvailabilityLevel, DatabaseSpec, SizeName } from "@/lib/domain/database/spec";

export type PlanRole = "primary" | "replica" | "vtgate" | "etcd" | "vtctld" | "vtorc";

export interface PlannedPod {
  role: PlanRole;
  label: string;
  /** Pods that are alike and stand together on the card: "vtgate ×2". */
  count: number;
  /** What all of them ask for together. */
  cpuMilli: number;
  memoryBytes: number;
  /** Shape of the nodes that take it; null when no node has room. */
  shape: string | null;
  /** Of the emptiest node of that shape before this database, for the bar: allocatable, taken by others. */
  nodeCpuMilli: number;
  takenCpuMilli: number;
  /** Left on that node after one of these pods; negative is what is short. */
  leftCpuMilli: number;
  leftMemoryBytes: number;
}

export interface PlannedZone {
  /** Value of the zone label; "" for a cell that no zone pins. */
  zone: string;
  /** "zone a", "1st node", "any node": the head of the column. */
  label: string;
  cell: string;
  /** The most CPU that one usable node has free, of those that this cell may use. */
  largestFreeCpuMilli: number;
  fits: boolean;
  pods: readonly PlannedPod[];
}

/** One way out of a refusal: a change of the draft, or null for something to do in the cluster. */
export interface PlanOffer {
  label: string;
  detail: string;
  change: {
    size?: SizeName;
    availability?: AvailabilityLevel;
    vtgatesPerZone?: number;
    storageClass?: string;
  } | null;
}

export interface PlanRefusal {
  /** "This does not fit in zone c" */
  title: string;
  /** Says what is short by how much, on one node. */
  sentence: string;
  zone: string | null;
  offers: readonly PlanOffer[];
}

export type LossOutcome = "keeps-serving" | "serves-reduced" | "writes-stop";

export interface Survival {
  loss: "any node" | "any zone";
  outcome: LossOutcome;
  /** "Lose zone b: keeps serving, one replica short." */
  sentence: string;
}

export interface PlacementPlan {
  fits: boolean;
  zones: readonly PlannedZone[];
  refusals: readonly PlanRefusal[];
  survives: readonly Survival[];
  /** Warnings that do not refuse: capacity not read, fewer zones than 3, storage class trouble. */
  notes: readonly string[];
  totalCpuMilli: number;
  totalMemoryBytes: number;
}

/** Which sizes fit under the same level, for the size choice. */
export interface SizeVerdict {
  size: SizeName;
  fits: boolean;
  why: string | null;
}

export type PlanInput = Omit<DatabaseSpec, "vitessVersion">;
