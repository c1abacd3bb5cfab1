import { numberAt, objectAt, objectsAt, textAt } from "../../json";
import { controllerOf, type ApiObject } from "../../object";
import { requestsOf, type Seat } from "./cluster";
import { termHolds, termSelects } from "./filters";

const PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

/** The share of a node that stays free, of 100: the scheduler's LeastAllocated. */
function freeShare(pod: ApiObject, { size, used }: Seat): number {
  const asked = requestsOf(pod);
  const free = (name: "cpu" | "memory"): number =>
    size[name] === 0 ? 0 : Math.max(0, size[name] - used[name] - asked[name]) / size[name];
  return 50 * (free("cpu") + free("memory"));
}

function preferredNodes(pod: ApiObject, seat: Seat): number {
  return objectsAt(pod, "spec", "affinity", "nodeAffinity", PREFERRED)
    .filter((each) => termHolds(objectAt(each, "preference"), seat))
    .reduce((sum, each) => sum + (numberAt(each, "weight") ?? 0), 0);
}

/** Weights of preferred neighbours in the node's topology, those to keep away from counted against it. */
function neighbours(pod: ApiObject, seats: readonly Seat[]): (seat: Seat) => number {
  const terms = (["podAffinity", "podAntiAffinity"] as const).flatMap((field) =>
    objectsAt(pod, "spec", "affinity", field, PREFERRED).map((each) => {
      const term = objectAt(each, "podAffinityTerm");
      const key = textAt(term, "topologyKey") ?? "";
      const weight = (numberAt(each, "weight") ?? 0) * (field === "podAffinity" ? 1 : -1);
      const counts = new Map<string, number>();
      for (const { labels, pods } of seats) {
        const found = pods.filter((other) => termSelects(term, pod, other)).length;
        const value = labels[key];
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + found);
      }
      return { key, weight, counts };
    }),
  );
  return ({ labels }) =>
    terms.reduce((sum, { key, weight, counts }) => sum + weight * (counts.get(labels[key] ?? "") ?? 0), 0);
}

const zoneOf = ({ labels }: Seat): string => labels["topology.kubernetes.io/zone"] ?? "";

/** Siblings of the same controller on the node and in its zone: the default spreading. */
function siblings(pod: ApiObject, seats: readonly Seat[]): (seat: Seat) => number {
  const owner = controllerOf(pod)?.uid;
  if (owner === undefined) return () => 0;
  const zones = new Map<string, number>();
  const nodes = new Map<Seat, number>();
  for (const seat of seats) {
    const count = seat.pods.filter((other) => controllerOf(other)?.uid === owner).length;
    nodes.set(seat, count);
    zones.set(zoneOf(seat), (zones.get(zoneOf(seat)) ?? 0) + count);
  }
  return (seat) => (nodes.get(seat) ?? 0) + (zones.get(zoneOf(seat)) ?? 0);
}

const soft = ({ taints }: Seat): number =>
  taints.filter((taint) => taint["effect"] === "PreferNoSchedule").length;

/** The best of the nodes that fit; equals are told apart by name, so that a seed gives one outcome. */
export function best(pod: ApiObject, fit: readonly Seat[], seats: readonly Seat[]): Seat | undefined {
  const near = neighbours(pod, seats);
  const kin = siblings(pod, seats);
  const scored = fit.map((seat) => ({
    seat,
    score:
      freeShare(pod, seat) +
      2 * preferredNodes(pod, seat) +
      20 * near(seat) -
      20 * kin(seat) -
      100 * soft(seat),
  }));
  return scored.toSorted(
    (a, b) => b.score - a.score || (a.seat.node.metadata.name < b.seat.node.metadata.name ? -1 : 1),
  )[0]?.seat;
}
