import { expect, it } from "vitest";
import type { TopologyView as ContractTopology } from "@/lib/contract/topology";
import type { CapacityView, Health } from "@/lib/contract/views";
import type { PlacementPlanView } from "@/lib/contract/plan";
import type { PlacementPlan } from "@/lib/domain/placement/plan";
import type { CapacityGrid } from "@/lib/domain/region/capacity-grid";
import type { TopologyView } from "@/lib/domain/topology/view";

/** True only when each is assignable to the other, arrays made writable: the wire and the rules say the same. */
type Writable<T> = T extends readonly (infer E)[]
  ? Writable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;
type Same<A, B> = [Writable<A>] extends [Writable<B>]
  ? [Writable<B>] extends [Writable<A>]
    ? true
    : false
  : false;

const topology: Same<TopologyView, ContractTopology> = true;
const plan: Same<PlacementPlan, PlacementPlanView> = true;
const capacity: Same<CapacityGrid, CapacityView> = true;
const notAlike: Same<TopologyView, Health> = false;

it("carries what the domain computes, held by the compiler", () => {
  expect([topology, plan, capacity, notAlike]).toEqual([true, true, true, false]);
});
