import { mapAt, objectAt, objectsAt, textAt, type JsonObject } from "../../json";
import type { ApiObject } from "../../object";
import { quantity } from "../../quantity";
import type { Change } from "../../store";

/** What a pod asks for, and what a node has: cores, bytes. */
export interface Room {
  cpu: number;
  memory: number;
  storage: number;
}

export interface Seat {
  node: ApiObject;
  labels: Record<string, string>;
  taints: readonly JsonObject[];
  size: Room & { pods: number };
  used: Room;
  pods: readonly ApiObject[];
}

const roomOf = (resources: JsonObject): Room => ({
  cpu: quantity(resources["cpu"]),
  memory: quantity(resources["memory"]),
  storage: quantity(resources["ephemeral-storage"]),
});

const add = (a: Room, b: Room): Room => ({
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
  storage: a.storage + b.storage,
});

const larger = (a: Room, b: Room): Room => ({
  cpu: Math.max(a.cpu, b.cpu),
  memory: Math.max(a.memory, b.memory),
  storage: Math.max(a.storage, b.storage),
});

const NOTHING: Room = { cpu: 0, memory: 0, storage: 0 };

/** The requests of a pod: its containers together, or its largest init container. */
export function requestsOf(pod: ApiObject): Room {
  const requests = (field: string): Room[] =>
    objectsAt(pod, "spec", field).map((each) => roomOf(objectAt(each, "resources", "requests")));
  const own = requests("containers").reduce(add, NOTHING);
  return add(
    larger(own, requests("initContainers").reduce(larger, NOTHING)),
    roomOf(objectAt(pod, "spec", "overhead")),
  );
}

const isOver = (pod: ApiObject): boolean =>
  ["Succeeded", "Failed"].includes(textAt(pod, "status", "phase") ?? "");

/** Nodes with what runs on them, kept up to date from changes so that a pod is placed without counting all pods. */
export class Cluster {
  readonly #nodes = new Map<string, ApiObject>();
  readonly #pods = new Map<string, Map<string, ApiObject>>();
  readonly #homes = new Map<string, string>();
  readonly #seats = new Map<string, Seat>();

  noteNode({ type, current: { object } }: Change): void {
    const { name } = object.metadata;
    if (type === "DELETED") this.#nodes.delete(name);
    else this.#nodes.set(name, object);
    this.#seats.delete(name);
  }

  notePod({ type, current: { object } }: Change): void {
    const node = textAt(object, "spec", "nodeName") ?? "";
    if (type === "DELETED" || isOver(object)) this.leave(object);
    else if (node !== "") this.place(object, node);
  }

  /** Counts a pod on a node: a bound one, or one whose volumes are still on their way. */
  place(pod: ApiObject, node: string): void {
    const uid = pod.metadata.uid ?? "";
    if (this.#homes.get(uid) !== node) this.leave(pod);
    const there = this.#pods.get(node) ?? new Map<string, ApiObject>();
    this.#pods.set(node, there.set(uid, pod));
    this.#homes.set(uid, node);
    this.#seats.delete(node);
  }

  leave(pod: ApiObject): void {
    const uid = pod.metadata.uid ?? "";
    const home = this.#homes.get(uid);
    if (home === undefined) return;
    this.#homes.delete(uid);
    this.#pods.get(home)?.delete(uid);
    this.#seats.delete(home);
  }

  /** Where a pod is counted: bound or assumed. */
  homeOf(pod: ApiObject): string | undefined {
    return this.#homes.get(pod.metadata.uid ?? "");
  }

  seats(): Seat[] {
    return [...this.#nodes].map(([name, node]) => {
      const known = this.#seats.get(name);
      if (known !== undefined) return known;
      const made = seatOf(node, [...(this.#pods.get(name)?.values() ?? [])]);
      this.#seats.set(name, made);
      return made;
    });
  }
}

function seatOf(node: ApiObject, pods: readonly ApiObject[]): Seat {
  const allocatable = objectAt(node, "status", "allocatable");
  return {
    node,
    labels: mapAt(node, "metadata", "labels"),
    taints: objectsAt(node, "spec", "taints"),
    size: { ...roomOf(allocatable), pods: quantity(allocatable["pods"]) },
    used: pods.map(requestsOf).reduce(add, NOTHING),
    pods,
  };
}
