import type { NodeFact, PodFact } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { isUsable, zoneOf, zoneRule, type ZoneRule } from "@/lib/domain/cluster/zones";
import type { Ask } from "@/lib/domain/database/sizes";
import type { PodAsk } from "@/lib/domain/placement/pods";
import { formatBytes, formatCores } from "@/lib/domain/format";

/** The part of a snapshot that placement reads. */
export type RegionFacts = Pick<
  ClusterSnapshot,
  "nodes" | "pods" | "storageclasses" | "podsScope" | "unread"
> & {
  /** Pods of databases that were accepted, which are not made yet. They may take room that looks free. */
  reserved?: readonly PodAsk[];
};

/** One node with the room that new pods find on it. Never shown by name: a plan names shapes. */
export interface NodeRoom {
  node: string;
  zone: string;
  shape: string;
  usable: boolean;
  cordoned: boolean;
  allocatable: Ask;
  free: Ask;
  freePods: number;
}

export interface Capacity {
  rule: ZoneRule;
  /** Every node, usable or not. */
  rooms: readonly NodeRoom[];
  /** Zones with at least one usable node, by name; empty where nodes have no zone label. */
  zones: readonly string[];
  /** Requests of pods that exist and have no node yet: they may take room that looks free. */
  waiting: Ask & { pods: number };
  /** Pods of databases that were accepted, which are not made yet. */
  reserved: readonly PodAsk[];
  /** False when pods of other namespaces are not read; free room is then too high. */
  isKnown: boolean;
}

/** "m5.2xlarge", else "8 CPU · 32 Gi": nodes of equal allocatable that are alike to the scheduler. */
export function shapeOf(node: Pick<NodeFact, "instanceType" | "cpuMilli" | "memoryBytes">): string {
  return node.instanceType ?? `${formatCores(node.cpuMilli)} CPU · ${formatBytes(node.memoryBytes)}`;
}

/** A pod that ended holds nothing; one that is being deleted holds its room until it is gone. */
const holdsRoom = (pod: PodFact): boolean => pod.phase !== "Succeeded" && pod.phase !== "Failed";

/** Waits for the scheduler, and was not refused yet: it may be placed before the pods that are planned. */
const isWaiting = (pod: PodFact): boolean =>
  pod.nodeName === null &&
  pod.phase === "Pending" &&
  pod.deletionAt === null &&
  pod.unschedulableMessage === null;

interface Taken extends Ask {
  pods: number;
}

function sum(pods: readonly PodFact[]): Taken {
  return {
    cpuMilli: pods.reduce((total, pod) => total + pod.requestsCpuMilli, 0),
    memoryBytes: pods.reduce((total, pod) => total + pod.requestsMemoryBytes, 0),
    pods: pods.length,
  };
}

function roomOf(node: NodeFact, rule: ZoneRule, taken: Taken): NodeRoom {
  return {
    node: node.name,
    zone: zoneOf(node, rule),
    shape: shapeOf(node),
    usable: isUsable(node),
    cordoned: node.unschedulable,
    allocatable: { cpuMilli: node.cpuMilli, memoryBytes: node.memoryBytes },
    free: {
      cpuMilli: Math.max(0, node.cpuMilli - taken.cpuMilli),
      memoryBytes: Math.max(0, node.memoryBytes - taken.memoryBytes),
    },
    freePods: Math.max(0, node.podsMax - taken.pods),
  };
}

/** The room of a region by node, from requests as the scheduler counts them. */
export function readCapacity(
  facts: Pick<RegionFacts, "nodes" | "pods" | "podsScope" | "unread" | "reserved">,
): Capacity {
  const rule = zoneRule(facts.nodes);
  const byNode = Map.groupBy(
    facts.pods.filter((pod) => pod.nodeName !== null && holdsRoom(pod)),
    (pod) => pod.nodeName,
  );
  const rooms = facts.nodes
    .map((node) => roomOf(node, rule, sum(byNode.get(node.name) ?? [])))
    .toSorted((a, b) => a.zone.localeCompare(b.zone) || a.node.localeCompare(b.node));
  const zones = new Set(rooms.filter((room) => room.usable && room.zone !== "").map((room) => room.zone));
  return {
    rule,
    rooms,
    zones: [...zones],
    reserved: facts.reserved ?? [],
    waiting: sum(facts.pods.filter(isWaiting)),
    isKnown: facts.podsScope === "cluster" && !facts.unread.has("pods") && !facts.unread.has("nodes"),
  };
}
