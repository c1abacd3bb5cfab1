import { expect, it } from "vitest";
import type { TopologyView as ContractTopology } from "@/lib/contract/topology";
import type { CapacityCell, Health } from "@/lib/contract/views";
import type { PlacementPlanView } from "@/lib/contract/plan";
import type { CapacityCell as DomainCell } from "@/lib/domain/placement/capacity-grid";
import type { PlacementPlan } from "@/lib/domain/placement/plan";
import type { TopologyView } from "@/lib/domain/topology/view";

/** True only when each is assignable to the other, arrays made writable: the wire and the rules say the same. */
type Writable<T> = T extends readonly (infer E)[]
  ? Writable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;
type Same<A, B> = [Writable<A>] extends [Writable<B>] ? ([Writable<B>] extends [Writable<A>] ? true : false) : false;

const topology: Same<TopologyView, ContractTopology> = true;
const plan: Same<PlacementPlan, PlacementPlanView> = true;
const cell: Same<DomainCell, CapacityCell> = true;
const notAlike: Same<TopologyView, Health> = false;

it("carries what the domain computes, held by the compiler", () => {
  expect([topology, plan, cell, notAlike]).toEqual([true, true, true, false]);
});
