import { SIZES, type Ask } from "@/lib/domain/database/sizes";
import { countOf, formatBytes, formatCpu } from "@/lib/domain/format";
import type { NodeRoom } from "@/lib/domain/placement/capacity";
import type { Shortage } from "@/lib/domain/placement/fit";
import type { PlanInput, PlanRefusal } from "@/lib/domain/placement/plan";
import type { Component, PodAsk } from "@/lib/domain/placement/pods";

type Refusal = Omit<PlanRefusal, "offers">;

const askWords = (ask: Ask): string => `${formatCpu(ask.cpuMilli)} and ${formatBytes(ask.memoryBytes)}`;

function nameOf(spec: PlanInput, component: Component): string {
  switch (component) {
    case "vttablet":
      return `${SIZES[spec.size].label} tablet`;
    case "vtgate":
      return "vtgate";
    case "etcd":
      return "member of the topology server";
    case "vtctld":
      return "vtctld";
    case "vtorc":
      return "vtorc";
  }
}

const zoneOfPod = (pod: PodAsk): string | null => (pod.zones?.length === 1 ? (pod.zones[0] ?? null) : null);

const whereWords = (pod: PodAsk): string => {
  const zone = zoneOfPod(pod);
  return zone === null ? "in this region" : `in zone ${zone}`;
};

/** The room that comes nearest: least short of CPU, then the largest. */
function nearest(rooms: readonly NodeRoom[], by: keyof Ask): NodeRoom | undefined {
  return rooms.toSorted((a, b) => b.free[by] - a.free[by])[0];
}

function noRoomWords(pod: PodAsk, candidates: readonly NodeRoom[]): string {
  const where = whereWords(pod);
  const cpu = nearest(candidates, "cpuMilli");
  const memory = nearest(candidates, "memoryBytes");
  if (cpu && cpu.free.cpuMilli < pod.cpuMilli) {
    const total = candidates.reduce((sum, room) => sum + room.free.cpuMilli, 0);
    const inAll =
      candidates.length > 1
        ? `; ${countOf(candidates.length, "node")} have ${formatCpu(total)} in all, but a pod runs on one`
        : "";
    return `The most that one node has free ${where} is ${formatCpu(cpu.free.cpuMilli)} (${cpu.shape}), ${formatCpu(pod.cpuMilli - cpu.free.cpuMilli)} short${inAll}.`;
  }
  if (memory && memory.free.memoryBytes < pod.memoryBytes) {
    return `The most memory that one node has free ${where} is ${formatBytes(memory.free.memoryBytes)} (${memory.shape}), ${formatBytes(pod.memoryBytes - memory.free.memoryBytes)} short.`;
  }
  const enough = candidates.filter((room) => room.free.cpuMilli >= pod.cpuMilli);
  const best = nearest(enough, "memoryBytes");
  if (best && best.free.memoryBytes < pod.memoryBytes) {
    return `No node ${where} has both free: the ones with the CPU have at most ${formatBytes(best.free.memoryBytes)}, ${formatBytes(pod.memoryBytes - best.free.memoryBytes)} short.`;
  }
  return `Every node ${where} with that room holds as many pods as it may.`;
}

function takenWords(shortage: Shortage): string {
  const { pod, fitting, rivals } = shortage;
  const best = nearest(fitting, "cpuMilli");
  const free = best?.free ?? { cpuMilli: 0, memoryBytes: 0 };
  const cpu = pod.cpuMilli + rivals.cpuMilli - free.cpuMilli;
  const memory = pod.memoryBytes + rivals.memoryBytes - free.memoryBytes;
  const short = [...(cpu > 0 ? [formatCpu(cpu)] : []), ...(memory > 0 ? [formatBytes(memory)] : [])].join(
    " and ",
  );
  const has = fitting.length === 1 ? "has" : "have";
  const safe = short === "" ? "one more node is needed" : `${short} short on one node`;
  return `${countOf(fitting.length, "node")} ${whereWords(pod)} ${has} that free, but the other pods of this database (${askWords(rivals)}) may be placed there first: ${safe}.`;
}

function fewWords(spec: PlanInput, shortage: Shortage): string {
  const { pod, fitting } = shortage;
  const [thing, places] =
    pod.apart === "zone"
      ? ["zone", new Set(fitting.map((room) => room.zone)).size]
      : ["node", fitting.length];
  const needed = pod.apart === "not-all" ? 2 : 3;
  const have = places === 1 ? "has" : "have";
  return `${needed} different ${thing}s need that room free, since two ${nameOf(spec, pod.component)}s may not share one; ${countOf(places, thing)} ${have} it, ${needed - places} short.`;
}

function noNodeWords(pod: PodAsk, rooms: readonly NodeRoom[]): string {
  const zone = zoneOfPod(pod);
  const here = rooms.filter((room) => zone === null || room.zone === zone);
  if (here.length === 0) return `There is no node ${whereWords(pod)}.`;
  const cordoned = here.filter((room) => room.cordoned).length;
  const rest = here.length - cordoned;
  const why = [
    ...(cordoned > 0 ? [`${cordoned} cordoned`] : []),
    ...(rest > 0 ? [`${rest} not ready, tainted or not amd64`] : []),
  ].join(", ");
  return `No node ${whereWords(pod)} takes new pods: ${why}.`;
}

function sentenceOf(spec: PlanInput, shortage: Shortage, rooms: readonly NodeRoom[]): string {
  const { pod, kind } = shortage;
  const asks = `A ${nameOf(spec, pod.component)} asks for ${askWords(pod)} on one node.`;
  switch (kind) {
    case "no-node":
      return noNodeWords(pod, rooms);
    case "no-room":
      return `${asks} ${noRoomWords(pod, shortage.candidates)}`;
    case "too-few-nodes":
      return `${asks} ${fewWords(spec, shortage)}`;
    case "may-be-taken":
      return `${asks} ${takenWords(shortage)}`;
  }
}

const RANK: Record<Component, number> = { vttablet: 0, vtgate: 1, etcd: 2, vtorc: 3, vtctld: 4 };

/** One refusal a zone, or one for the region where no zone is meant: its largest trouble, in words. */
export function refusalsOf(
  spec: PlanInput,
  shortages: readonly Shortage[],
  rooms: readonly NodeRoom[],
): Refusal[] {
  const byZone = Map.groupBy(
    shortages.toSorted((a, b) => RANK[a.pod.component] - RANK[b.pod.component]),
    ({ pod }) => zoneOfPod(pod),
  );
  return [...byZone].flatMap(([zone, [worst]]) =>
    worst
      ? [
          {
            title: zone === null ? "This does not fit in this region" : `This does not fit in zone ${zone}`,
            sentence: sentenceOf(spec, worst, rooms),
            zone,
          },
        ]
      : [],
  );
}
