import type { PodRequest, PodResponse } from "@/lib/sandbox/pod-network";
import type { ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { gatePage } from "@/lib/sandbox/standins/vitess/gate-page";
import { GateRuntime } from "@/lib/sandbox/standins/vitess/gate-runtime";
import { argument, vitessLine } from "@/lib/sandbox/standins/vitess/program-arguments";
import { pathOf, text } from "@/lib/sandbox/standins/vitess/responses";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";
import { withTopology } from "@/lib/sandbox/standins/vitess/topology-wait";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const WEB_PORT = 15_000;
const CELL_WAIT_MS = 5000;
const TABLET_WAIT_MS = 30_000;
const CHECK_MS = 300;

function answer(gate: GateRuntime, world: VitessWorld, request: PodRequest, now: number): PodResponse {
  switch (pathOf(request)) {
    case "/metrics":
      return text(200, gatePage(gate, world, now));
    // A vtgate never fails its health page: only the body could say so.
    case "/debug/health":
      return text(200, "ok");
    case "/debug/liveness":
    case "/debug/status":
      return text(200, "");
    default:
      return text(404, "404 page not found\n");
  }
}

/** Every keyspace that is known has a primary: what vtgate waits for at its start, half a minute at most. */
function tabletsAreThere(topology: Topology): boolean {
  const records = [...topology.shards.values()];
  return records.length > 0 && records.every((record) => record.primaryAlias !== null);
}

async function run(context: ProgramContext, world: VitessWorld, topology: Topology): Promise<number> {
  const { pod, container, clock, signal } = context;
  const say = (source: string, message: string, level: "I" | "F" = "I") =>
    context.log(vitessLine(clock.now(), source, message, level));
  const cells = (argument(container, "cells_to_watch") ?? "").split(",");
  for (let waited = 0; !cells.every((cell) => topology.cells.has(cell)); waited += CHECK_MS) {
    if (signal.aborted) return 0;
    if (waited >= CELL_WAIT_MS) {
      const missing = cells.find((cell) => !topology.cells.has(cell)) ?? "";
      say("vtgate.go:189", `cells_to_watch contains a cell that does not exist: ${missing}`, "F");
      return 1;
    }
    await clock.sleep(CHECK_MS, signal);
  }
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const gate = new GateRuntime({
    cell: argument(container, "cell") ?? "",
    podKey: key,
    podUid: pod.metadata.uid,
    topology,
    startedAt: context.startedAt,
  });
  world.gates.set(key, gate);
  context.serve(WEB_PORT, async (request) => answer(gate, world, request, clock.now()));
  say("tablet_gateway.go:176", "Waiting for tablets of all types to be healthy");
  for (let waited = 0; waited < TABLET_WAIT_MS && !signal.aborted && !context.resumed; waited += CHECK_MS) {
    if (tabletsAreThere(topology)) break;
    await clock.sleep(CHECK_MS, signal);
  }
  gate.ready = !signal.aborted;
  context.setReady(gate.ready);
  if (gate.ready)
    say("vtgate.go:354", "vtgate is ready: mysql listens on :3306, grpc on :15999, web on :15000");
  while (!signal.aborted) await clock.sleep(60_000, signal);
  gate.ready = false;
  if (world.gates.get(key) === gate) world.gates.delete(key);
  return 0;
}

/** One vtgate: needs its cells in the topology, then waits for tablets before it says that it is healthy. */
export async function vtgate(context: ProgramContext, world: VitessWorld): Promise<number> {
  return withTopology(context, world, (topology) => run(context, world, topology));
}
