import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import { cellsOf, type Cell } from "@/lib/domain/database/cells";
import type { Capacity, NodeRoom } from "@/lib/domain/placement/capacity";
import type { Shortage } from "@/lib/domain/placement/fit";
import type { PlanInput, PlannedPod, PlannedZone, PlanRole } from "@/lib/domain/placement/plan";
import type { Component, PodAsk } from "@/lib/domain/placement/pods";

const ORDINALS = ["1st", "2nd", "3rd"];

function labelOf(spec: PlanInput, cell: Cell, index: number): string {
  if (cell.zone !== null) return zoneTitle(cell.zone);
  return spec.availability === "node" ? `${ORDINALS[index] ?? String(index + 1)} node` : "any node";
}

const usableIn = (capacity: Capacity, zone: string | null): NodeRoom[] =>
  capacity.rooms.filter((room) => room.usable && (zone === null || room.zone === zone));

const emptiestFirst = (a: NodeRoom, b: NodeRoom): number => b.free.cpuMilli - a.free.cpuMilli;

/** The node that the card speaks of: the emptiest that takes the pod, or the next ones where pods keep apart. */
function baseOf(
  pod: PodAsk,
  rooms: readonly NodeRoom[],
  place: number,
): { room: NodeRoom | null; takes: boolean } {
  const sorted = rooms.toSorted(emptiestFirst);
  const fitting = sorted.filter(
    (room) =>
      room.free.cpuMilli >= pod.cpuMilli && room.free.memoryBytes >= pod.memoryBytes && room.freePods > 0,
  );
  const chosen = fitting[place];
  if (chosen) return { room: chosen, takes: true };
  return { room: sorted[Math.min(place, sorted.length - 1)] ?? null, takes: false };
}

interface Card {
  role: PlanRole;
  label: string;
  pods: readonly PodAsk[];
}

const ROLES: Record<Exclude<Component, "vttablet">, PlanRole> = {
  vtgate: "vtgate",
  etcd: "etcd",
  vtctld: "vtctld",
  vtorc: "vtorc",
};

/** The cards of one column, tablet first; members of the topology server stand one in a column where they can. */
function cardsOf(cell: Cell, index: number, cells: number, pods: readonly PodAsk[]): Card[] {
  const own = (component: Component): PodAsk[] =>
    pods.filter((pod) => pod.component === component && pod.cell === cell.name);
  const members = pods.filter((pod) => pod.component === "etcd");
  const etcd = members.filter((_, at) => (cells >= members.length ? at === index : true));
  const tablet: Card = {
    role: index === 0 ? "primary" : "replica",
    label: index === 0 ? "Primary" : "Replica",
    pods: own("vttablet"),
  };
  const others = (["vtgate", "vtorc", "vtctld"] as const).map((component): Card => ({
    role: ROLES[component],
    label: component,
    pods: own(component),
  }));
  const topology: Card = {
    role: "etcd",
    label: etcd.length === 1 ? `etcd-${index + 1}` : "etcd",
    pods: etcd,
  };
  const [vtgate, ...rest] = others;
  return [tablet, ...(vtgate ? [vtgate] : []), topology, ...rest].filter((card) => card.pods.length > 0);
}

function plannedPod(card: Card, rooms: readonly NodeRoom[], place: number): PlannedPod | null {
  const [pod] = card.pods;
  if (!pod) return null;
  const { room, takes } = baseOf(pod, rooms, pod.apart === "node" && pod.zones === null ? place : 0);
  return {
    role: card.role,
    label: card.label,
    count: card.pods.length,
    cpuMilli: pod.cpuMilli * card.pods.length,
    memoryBytes: pod.memoryBytes * card.pods.length,
    shape: takes ? (room?.shape ?? null) : null,
    nodeCpuMilli: room?.allocatable.cpuMilli ?? 0,
    takenCpuMilli: room ? room.allocatable.cpuMilli - room.free.cpuMilli : 0,
    leftCpuMilli: (room?.free.cpuMilli ?? 0) - pod.cpuMilli,
    leftMemoryBytes: (room?.free.memoryBytes ?? 0) - pod.memoryBytes,
  };
}

/** The columns of a plan, one a cell. A column fits when no pod of its cell is short. */
export function columnsOf(
  spec: PlanInput,
  pods: readonly PodAsk[],
  shortages: readonly Shortage[],
  capacity: Capacity,
): PlannedZone[] {
  const cells = cellsOf(spec);
  return cells.map((cell, index) => {
    const rooms = usableIn(capacity, cell.zone);
    return {
      zone: cell.zone ?? "",
      label: labelOf(spec, cell, index),
      cell: cell.name,
      largestFreeCpuMilli: Math.max(0, ...rooms.map((room) => room.free.cpuMilli)),
      fits: shortages.every(({ pod }) => pod.cell !== cell.name),
      pods: cardsOf(cell, index, cells.length, pods).flatMap((card) => plannedPod(card, rooms, index) ?? []),
    };
  });
}
