import type { Ask } from "@/lib/domain/database/sizes";

/** What a node still takes: beyond it, a pod that asks for one unit more no longer fits. */
export interface Spare extends Ask {
  pods: number;
}

/** Pods without a node that are not ours: their requests may be split over nodes as one likes. */
export interface Loose extends Ask {
  pods: number;
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** What one pod brings to filling nodes that are full from `cost` on: it stands on one node only. */
const brings = (size: number, cost: number): number => Math.min(size, cost);

/** Above this many nodes by one measure the two are added instead of weighed against each other. */
const WEIGHED_MAX = 32;

/** The most nodes, full from their cost on, that pods of these sizes fill. `costs` are ascending: the cheapest first. */
function fillable(costs: readonly number[], sizes: readonly number[], loose: number): number {
  let needed = 0;
  let most = 0;
  costs.forEach((cost, index) => {
    needed += cost;
    if (sizes.reduce((total, size) => total + brings(size, cost), loose) >= needed) most = index + 1;
  });
  return most;
}

const firstSum = (costs: readonly number[], count: number): number =>
  costs.slice(0, count).reduce((total, cost) => total + cost, 0);

/**
 * Whether the pods, each used for one of the two, can fill `a` nodes by CPU and `b` by memory. Pods go to CPU in the
 * order of what they bring there for the memory that they would have brought; the last one may be split.
 */
function canFill(
  costs: { cpu: readonly number[]; memory: readonly number[] },
  rivals: readonly Ask[],
  loose: Loose,
  a: number,
  b: number,
): boolean {
  const cpuCost = costs.cpu[a - 1] ?? 0;
  const memoryCost = costs.memory[b - 1] ?? 0;
  let cpuLeft = firstSum(costs.cpu, a) - loose.cpuMilli;
  let memory = loose.memoryBytes;
  const shares = rivals
    .map((each) => ({
      cpu: brings(each.cpuMilli, cpuCost),
      memory: brings(each.memoryBytes, memoryCost),
    }))
    // One that brings nothing compares as equal to all others, and would leave them out of order.
    .filter((share) => share.cpu > 0 || share.memory > 0)
    .toSorted((x, y) => y.cpu * x.memory - x.cpu * y.memory);
  for (const share of shares) {
    const used = share.cpu === 0 ? 0 : Math.min(1, Math.max(0, cpuLeft) / share.cpu);
    cpuLeft -= used * share.cpu;
    memory += (1 - used) * share.memory;
  }
  // Half a unit forgives the rounding of the split; it can only count a node more as filled.
  return cpuLeft <= 0.5 && memory + 0.5 >= firstSum(costs.memory, b);
}

/** Nodes that all rivals together could fill, by one measure or another: no more than these can ever be filled. */
function fillableAtAll(spare: readonly Spare[], rivals: readonly Ask[], loose: Loose): number {
  const cpuMilli = rivals.reduce((sum, each) => sum + each.cpuMilli, loose.cpuMilli);
  const memoryBytes = rivals.reduce((sum, each) => sum + each.memoryBytes, loose.memoryBytes);
  const pods = rivals.length + loose.pods;
  return spare.filter(
    (each) => each.cpuMilli < cpuMilli || each.memoryBytes < memoryBytes || each.pods < pods,
  ).length;
}

/**
 * At most how many nodes `rivals` can fill up so that a pod no longer fits, over every order and every choice of the
 * scheduler. `spare` is what each node has left beside that pod, which fits on all of them now.
 */
export function mostFilled(spare: readonly Spare[], rivals: readonly Ask[], loose: Loose): number {
  const costs = {
    cpu: ascending(spare.map((each) => each.cpuMilli + 1)),
    memory: ascending(spare.map((each) => each.memoryBytes + 1)),
  };
  const slots = fillable(
    ascending(spare.map((each) => each.pods + 1)),
    rivals.map(() => 1),
    loose.pods,
  );
  const byCpu = fillable(
    costs.cpu,
    rivals.map((each) => each.cpuMilli),
    loose.cpuMilli,
  );
  const byMemory = fillable(
    costs.memory,
    rivals.map((each) => each.memoryBytes),
    loose.memoryBytes,
  );
  const limit = fillableAtAll(spare, rivals, loose);
  if (byCpu > WEIGHED_MAX || byMemory > WEIGHED_MAX) return Math.min(limit, byCpu + byMemory + slots);
  let most = Math.max(byCpu, byMemory);
  for (let a = 1; a <= byCpu; a += 1) {
    for (let b = byMemory; b > most - a; b -= 1) {
      if (canFill(costs, rivals, loose, a, b)) {
        most = a + b;
        break;
      }
    }
  }
  return Math.min(limit, most + slots);
}
