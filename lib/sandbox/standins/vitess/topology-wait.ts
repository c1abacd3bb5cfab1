import type { ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { argument, vitessLine } from "@/lib/sandbox/standins/vitess/program-arguments";
import { type Topology, TopologyUnavailable } from "@/lib/sandbox/standins/vitess/topology";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const CONNECT_MS = 2500;
const RETRY_MS = 250;

/** The topology that the container's flags name. Waits as long as Vitess's etcd client does, then throws TopologyUnavailable. */
async function connectTopology(context: ProgramContext, world: VitessWorld): Promise<Topology> {
  const { container, clock, signal } = context;
  const address = argument(container, "topo_global_server_address") ?? "";
  const tries = context.resumed ? 200 : CONNECT_MS / RETRY_MS;
  for (let attempt = 0; attempt < tries && !signal.aborted; attempt += 1) {
    try {
      return world.topology(address);
    } catch (error) {
      if (!(error instanceof TopologyUnavailable)) throw error;
    }
    await clock.sleep(RETRY_MS, signal);
  }
  throw new TopologyUnavailable();
}

/** Runs `body` with the topology; without one the program ends as the real ones do, with exit code 1. */
export async function withTopology(
  context: ProgramContext,
  world: VitessWorld,
  body: (topology: Topology) => Promise<number>,
): Promise<number> {
  let topology: Topology;
  try {
    topology = await connectTopology(context, world);
  } catch (error) {
    if (!(error instanceof TopologyUnavailable)) throw error;
    if (context.signal.aborted) return 0;
    const address = argument(context.container, "topo_global_server_address") ?? "";
    const words = `Failed to open topo server (etcd2,${address}): ${error.message}`;
    context.log(vitessLine(context.clock.now(), "server.go:191", words, "F"));
    return 1;
  }
  return body(topology);
}
