import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AvailabilityLevel, SizeName } from "@/lib/domain/database/spec";
import type { Capacity, NodeRoom } from "@/lib/domain/placement/capacity";
import { shortagesOf } from "@/lib/domain/placement/fit";
import { podsOf, type PodAsk } from "@/lib/domain/placement/pods";

const GI = 1024 ** 3;

function room(node: string, zone: string, cpuMilli: number, gi: number, freePods = 110): NodeRoom {
  return {
    node,
    zone,
    shape: "m5.2xlarge",
    usable: true,
    cordoned: false,
    allocatable: { cpuMilli: 8000, memoryBytes: 32 * GI },
    free: { cpuMilli, memoryBytes: gi * GI },
    freePods,
  };
}

function capacityOf(rooms: readonly NodeRoom[]): Capacity {
  return {
    rule: "beta",
    rooms,
    zones: [...new Set(rooms.filter((each) => each.usable).map((each) => each.zone))].toSorted(),
    waiting: { cpuMilli: 0, memoryBytes: 0, pods: 0 },
    reserved: [],
    isKnown: true,
  };
}

const ask = (size: SizeName, availability: AvailabilityLevel, vtgatesPerZone = 2): PodAsk[] =>
  podsOf({ size, availability, vtgatesPerZone, zoneLabel: "beta", zones: ["a", "b", "c"] });

/** A scheduler that obeys what the manifest says and prefers nodes by `score`; gives the pods that stay Pending. */
function schedule(
  pods: readonly PodAsk[],
  rooms: readonly NodeRoom[],
  score: (room: { free: NodeRoom["free"]; taken: number }, draw: number) => number,
  draws: readonly number[],
): { pending: PodAsk[]; overfull: boolean } {
  const state = rooms.map((each) => ({
    node: each.node,
    zone: each.zone,
    usable: each.usable,
    free: { ...each.free },
    slots: each.freePods,
    held: [] as PodAsk[],
  }));
  const pending: PodAsk[] = [];
  pods.forEach((pod, index) => {
    const kin = pods.filter((each) => each.component === pod.component).length;
    const possible = state.filter((each) => {
      const here = each.held.filter((held) => held.component === pod.component);
      const inZone = state
        .filter((other) => other.zone === each.zone)
        .flatMap((other) => other.held)
        .filter((held) => held.component === pod.component);
      return (
        each.usable &&
        (pod.zones === null || pod.zones.includes(each.zone)) &&
        each.free.cpuMilli >= pod.cpuMilli &&
        each.free.memoryBytes >= pod.memoryBytes &&
        each.slots >= 1 &&
        (pod.apart !== "node" || here.length === 0) &&
        (pod.apart !== "zone" || inZone.length === 0) &&
        (pod.apart !== "not-all" || here.length < kin - 1)
      );
    });
    const draw = draws[index % draws.length] ?? 0;
    const [best] = possible.toSorted(
      (a, b) =>
        score({ free: b.free, taken: b.held.length }, draw) -
        score({ free: a.free, taken: a.held.length }, draw),
    );
    if (!best) {
      pending.push(pod);
      return;
    }
    best.free.cpuMilli -= pod.cpuMilli;
    best.free.memoryBytes -= pod.memoryBytes;
    best.slots -= 1;
    best.held.push(pod);
  });
  return { pending, overfull: state.some((each) => each.free.cpuMilli < 0 || each.free.memoryBytes < 0) };
}

const scores = {
  "least allocated": (each: { free: NodeRoom["free"] }): number =>
    each.free.cpuMilli / 8000 + each.free.memoryBytes / (32 * GI),
  "most allocated": (each: { free: NodeRoom["free"] }): number =>
    -each.free.cpuMilli / 8000 - each.free.memoryBytes / (32 * GI),
  "by lot": (each: { free: NodeRoom["free"] }, draw: number): number =>
    (each.free.cpuMilli * 7919 * (draw + 1)) % 1013,
};

const anyRooms = fc.array(
  fc.record({
    zone: fc.constantFrom("a", "b", "c"),
    cpu: fc.integer({ min: 0, max: 8000 }),
    gi: fc.integer({ min: 0, max: 32 }),
    slots: fc.constantFrom(0, 1, 2, 3, 110, 110, 110),
    usable: fc.constantFrom(true, true, true, false),
  }),
  { minLength: 1, maxLength: 9 },
);

const roomsOf = (drawn: typeof anyRooms extends fc.Arbitrary<infer T> ? T : never): NodeRoom[] =>
  drawn.map((each, index) => ({
    ...room(`n${index}`, each.zone, each.cpu, each.gi, each.slots),
    usable: each.usable,
  }));

describe("shortagesOf", () => {
  it.each(Object.entries(scores))(
    "is empty only where every pod finds a node in every order, scored by %s",
    (_name, score) => {
      let fitted = 0;
      fc.assert(
        fc.property(
          anyRooms,
          fc.constantFrom<SizeName>("dev", "small", "medium", "large"),
          fc.constantFrom<AvailabilityLevel>("zone", "node", "single"),
          fc.constantFrom<"beta" | "topology">("beta", "topology"),
          fc.integer({ min: 1, max: 3 }),
          fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
          (drawn, size, availability, zoneLabel, vtgatesPerZone, draws) => {
            const rooms = roomsOf(drawn);
            const pods = podsOf({ size, availability, vtgatesPerZone, zoneLabel, zones: ["a", "b", "c"] });
            if (shortagesOf(pods, capacityOf(rooms)).length > 0) return;
            fitted += 1;
            const shuffled = pods
              .map((pod, index) => ({ pod, key: draws[index % draws.length] ?? 0 }))
              .toSorted((one, other) => one.key - other.key)
              .map(({ pod }) => pod);
            expect(schedule(shuffled, rooms, score, draws)).toEqual({ pending: [], overfull: false });
          },
        ),
        { numRuns: 3000 },
      );
      expect(fitted, "the property was not tried on plans that fit").toBeGreaterThan(300);
    },
  );

  it("passes the demo region for every size and level", () => {
    const rooms = ["a", "b", "c"].flatMap((zone) => [
      room(`${zone}1`, zone, 7500, 30),
      room(`${zone}2`, zone, 7500, 30),
    ]);
    for (const size of ["dev", "small", "medium", "large"] as const) {
      for (const level of ["zone", "node", "single"] as const) {
        expect(shortagesOf(ask(size, level), capacityOf(rooms)), `${size} ${level}`).toEqual([]);
      }
    }
  });

  it("does not pass on the total of a zone", () => {
    const rooms = ["a", "b", "c"].flatMap((zone) => [
      room(`${zone}1`, zone, zone === "c" ? 3100 : 7500, 30),
      room(`${zone}2`, zone, zone === "c" ? 2500 : 7500, 30),
    ]);
    const [first, ...rest] = shortagesOf(ask("large", "zone"), capacityOf(rooms));
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ kind: "no-room", pod: { component: "vttablet", zones: ["c"] } });
  });

  it("refuses room that the database's own vtgates may take first", () => {
    const rooms = ["a", "b", "c"].flatMap((zone) => [
      room(`${zone}1`, zone, zone === "c" ? 4200 : 7500, 30),
      room(`${zone}2`, zone, zone === "c" ? 3500 : 7500, 30),
    ]);
    const found = shortagesOf(ask("large", "zone"), capacityOf(rooms));
    expect(found.map((each) => [each.kind, each.pod.component])).toEqual([["may-be-taken", "vttablet"]]);
  });

  it("counts nodes, not room, for tablets that may not share one", () => {
    const rooms = [room("n1", "", 60_000, 400), room("n2", "", 60_000, 400)];
    const found = shortagesOf(ask("dev", "node"), capacityOf(rooms));
    expect(found.filter((each) => each.pod.component === "vttablet").map((each) => each.kind)).toEqual([
      "too-few-nodes",
      "too-few-nodes",
      "too-few-nodes",
    ]);
    expect(shortagesOf(ask("dev", "node"), capacityOf([...rooms, room("n3", "", 60_000, 400)]))).toEqual([]);
  });

  it("counts pods that wait for the scheduler as rivals", () => {
    const rooms = [room("n1", "", 2000, 8), room("n2", "", 2000, 8)];
    const quiet = capacityOf(rooms);
    expect(shortagesOf(ask("dev", "single", 1), quiet)).toEqual([]);
    const busy = { ...quiet, waiting: { cpuMilli: 4000, memoryBytes: 0, pods: 4 } };
    expect(shortagesOf(ask("dev", "single", 1), busy).length).toBeGreaterThan(0);
  });

  it("minds the number of pods that a node takes", () => {
    expect(shortagesOf(ask("dev", "single", 1), capacityOf([room("n1", "", 9000, 30, 6)]))).toHaveLength(5);
    expect(shortagesOf(ask("dev", "single", 1), capacityOf([room("n1", "", 9000, 30, 7)]))).toEqual([]);
  });
});
