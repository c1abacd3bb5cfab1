import type { PodNetwork } from "@/lib/sandbox/pod-network";
import type { KubeletLogs } from "@/lib/sandbox/kubelet-logs";
import { createClock } from "@/lib/sandbox/standins/clock";
import { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { type Endpoint, readKubeconfig } from "@/lib/sandbox/standins/kubeconfig";
import { startKubelets } from "@/lib/sandbox/standins/kubelet/kubelet";
import { startKubeletServers } from "@/lib/sandbox/standins/kubelet/kubelet-server";
import type { NodeShape } from "@/lib/sandbox/standins/kubelet/node";
import { operatorProgram } from "@/lib/sandbox/standins/operator/program";
import type { Draft } from "@/lib/sandbox/standins/object";
import { applySetup } from "@/lib/sandbox/standins/setup";
import { vitessPrograms } from "@/lib/sandbox/standins/vitess/programs";
import { restoreTopologies } from "@/lib/sandbox/standins/vitess/restore";
import { runTraffic } from "@/lib/sandbox/standins/vitess/traffic";
import { VitessWorld } from "@/lib/sandbox/standins/vitess/world";
import { Provisioner } from "@/lib/sandbox/standins/volumes/provisioner";

/** What a sandbox cluster is made of: its nodes, and the objects that are there before anybody comes. */
export interface Preset {
  name: string;
  nodes: readonly NodeShape[];
  objects: readonly Draft[];
}

export interface StandinOptions {
  preset: Preset;
  network: PodNetwork;
  /** Waits are divided by it; 1 is the pace for people who watch. */
  speed?: number;
  /** Nodes listen on their own addresses, so that a real API server can fetch logs. */
  nodesListen?: boolean;
  onProblem: (problem: unknown) => void;
}

export interface Standins {
  readonly client: ClusterClient;
  readonly world: VitessWorld;
  readonly logs: KubeletLogs;
  stop(): Promise<void>;
}

/**
 * Starts the stand-ins as clients of the API server of a kubeconfig with an administrator's rights: nodes and kubelets,
 * the volume provisioner, and with them the programs of pods (the operator among them, when it is installed).
 * What runs already, says the cluster, goes on running.
 */
export async function startStandins(kubeconfig: string, options: StandinOptions): Promise<Standins> {
  const { preset, network, onProblem } = options;
  const endpoint: Endpoint = readKubeconfig(kubeconfig);
  const clock = createClock(options.speed ?? 1);
  const client = new ClusterClient(endpoint, "gantry-sandbox");
  const world = new VitessWorld();
  const stopping = new AbortController();
  await applySetup(client, preset.objects);
  await restoreTopologies(client, world);
  const provisioner = new Provisioner(client, clock, onProblem);
  await provisioner.start();
  const kubelets = await startKubelets({
    client,
    clock,
    network,
    nodes: preset.nodes,
    onProblem,
    programs: {
      ...vitessPrograms(world),
      "vitess-operator": operatorProgram({ endpoint, kubelet: client, world }),
    },
  });
  const closeServers =
    options.nodesListen === true
      ? await startKubeletServers(preset.nodes, kubelets.logs, (key) => kubelets.uidOf(key))
      : () => Promise.resolve();
  void runTraffic(world, clock, stopping.signal);
  return {
    client,
    world,
    logs: kubelets.logs,
    async stop() {
      stopping.abort();
      await Promise.all([kubelets.stop(), provisioner.stop(), closeServers()]);
      await client.close();
    },
  };
}
