import type { Ask } from "@/lib/domain/database/sizes";
import type { Capacity, NodeRoom } from "@/lib/domain/placement/capacity";
import { mostFilled, type Loose } from "@/lib/domain/placement/fill";
import type { PodAsk } from "@/lib/domain/placement/pods";

/** Why a pod may stay without a node. */
export type ShortageKind =
  /** No node that may take it is usable. */
  | "no-node"
  /** No node has room, even before any other pod of this database. */
  | "no-room"
  /** Room is there on too few nodes for pods that may not share one. */
  | "too-few-nodes"
  /** Room is there now, but other pods of this database may be placed there first. */
  | "may-be-taken";

export interface Shortage {
  kind: ShortageKind;
  pod: PodAsk;
  /** Usable nodes that it may run on. */
  candidates: readonly NodeRoom[];
  /** Of those, the ones that have room for it now. */
  fitting: readonly NodeRoom[];
  /** What the other pods of this database that may go there ask for in all. */
  rivals: Ask;
}

/** Only pods of one component of one database keep away from each other. */
const isKin = (a: PodAsk, b: PodAsk): boolean => a.component === b.component && a.of === b.of;

const mayRunIn = (pod: PodAsk, zone: string): boolean => pod.zones === null || pod.zones.includes(zone);

const hasRoom = (room: NodeRoom, ask: Ask): boolean =>
  room.free.cpuMilli >= ask.cpuMilli && room.free.memoryBytes >= ask.memoryBytes && room.freePods >= 1;

const share = (a: PodAsk, b: PodAsk): boolean =>
  a.zones === null || b.zones === null || a.zones.some((zone) => b.zones?.includes(zone));

function supplyOf(rivals: readonly PodAsk[], waiting: Loose): Loose {
  return {
    cpuMilli: rivals.reduce((total, each) => total + each.cpuMilli, waiting.cpuMilli),
    memoryBytes: rivals.reduce((total, each) => total + each.memoryBytes, waiting.memoryBytes),
    pods: rivals.length + waiting.pods,
  };
}

/** Nodes that stay free for the pod whatever comes before it; zero and less mean that it may be left without. */
function surplus(
  pod: PodAsk,
  rivals: readonly PodAsk[],
  fitting: readonly NodeRoom[],
  waiting: Loose,
): number {
  const kin = rivals.filter((each) => isKin(each, pod)).length;
  const taken = pod.apart === "node" ? kin : pod.apart === "not-all" ? Math.min(1, kin) : 0;
  // Kin that keeps to a node of its own takes that whole node, so it is not counted as filling one too.
  const fillers = rivals
    .filter((each) => pod.apart !== "node" || !isKin(each, pod))
    .filter((each) => fitting.some((room) => hasRoom(room, each)));
  const spare = fitting.map((room) => ({
    cpuMilli: room.free.cpuMilli - pod.cpuMilli,
    memoryBytes: room.free.memoryBytes - pod.memoryBytes,
    pods: room.freePods - 1,
  }));
  return fitting.length - taken - mostFilled(spare, fillers, waiting);
}

/** Of pods that may not share a zone: each of the others takes a whole zone, and one more must stay free. */
function hasFreeZone(
  pod: PodAsk,
  others: readonly PodAsk[],
  fitting: readonly NodeRoom[],
  waiting: Loose,
): boolean {
  const kin = others.filter((each) => isKin(each, pod)).length;
  const zones = Map.groupBy(fitting, (room) => room.zone);
  const safe = [...zones].filter(([zone, rooms]) => {
    const here = others.filter((each) => mayRunIn(each, zone) && !isKin(each, pod));
    return surplus({ ...pod, zones: [zone], apart: "no" }, here, rooms, waiting) > 0;
  });
  return safe.length > kin;
}

/** Others that may land where the pod may. Members that keep to a zone each send one of theirs into a single zone. */
function rivalsOf(pod: PodAsk, others: readonly PodAsk[]): PodAsk[] {
  const near = others.filter((each) => share(each, pod));
  if (pod.zones?.length !== 1) return near;
  const spread = near.filter((each) => each.apart === "zone");
  return near.filter((each) => each.apart !== "zone" || each === spread.find((one) => one.of === each.of));
}

function kindOf(pod: PodAsk, shortage: Omit<Shortage, "kind">, kin: number): ShortageKind {
  const { candidates, fitting } = shortage;
  if (candidates.length === 0) return "no-node";
  if (fitting.length === 0) return "no-room";
  const places = pod.apart === "zone" ? new Set(fitting.map((room) => room.zone)).size : fitting.length;
  const needed = pod.apart === "no" ? 1 : pod.apart === "not-all" ? 2 : kin + 1;
  return places < needed ? "too-few-nodes" : "may-be-taken";
}

function shortageOf(pod: PodAsk, others: readonly PodAsk[], capacity: Capacity): Shortage | null {
  const candidates = capacity.rooms.filter((room) => room.usable && mayRunIn(pod, room.zone));
  const fitting = candidates.filter((room) => hasRoom(room, pod));
  const rivals = rivalsOf(pod, others);
  const { waiting } = capacity;
  const isSafe =
    pod.apart === "zone"
      ? hasFreeZone(pod, others, fitting, waiting)
      : surplus(pod, rivals, fitting, waiting) > 0;
  if (isSafe) return null;
  const kin = rivals.filter((each) => isKin(each, pod)).length;
  const found = { pod, candidates, fitting, rivals: supplyOf(rivals, waiting) };
  return { kind: kindOf(pod, found, kin), ...found };
}

const sameAsk = (a: PodAsk, b: PodAsk): boolean =>
  a.component === b.component && a.cell === b.cell && a.cpuMilli === b.cpuMilli;

/**
 * The pods that may be left without a node. Empty means: in whatever order the pods are made, and whichever of the
 * possible nodes the scheduler prefers, each finds one, also beside the pods of databases that were accepted before.
 * Pods that are alike are judged once.
 */
export function shortagesOf(pods: readonly PodAsk[], capacity: Capacity): Shortage[] {
  const kinds = pods.filter((pod, index) => pods.findIndex((each) => sameAsk(each, pod)) === index);
  return kinds.flatMap((pod) => {
    const others = [...pods.toSpliced(pods.indexOf(pod), 1), ...capacity.reserved];
    return shortageOf(pod, others, capacity) ?? [];
  });
}
