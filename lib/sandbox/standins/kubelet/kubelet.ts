import { z } from "zod";
import type { KubeletLogs } from "@/lib/sandbox/kubelet-logs";
import type { PodNetwork } from "@/lib/sandbox/pod-network";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { Informer } from "@/lib/sandbox/standins/informer";
import { createAddresses } from "@/lib/sandbox/standins/kubelet/addresses";
import { createImageStore, type ImageStore } from "@/lib/sandbox/standins/kubelet/images";
import { type NodeShape, runNode } from "@/lib/sandbox/standins/kubelet/node";
import { PodWorker } from "@/lib/sandbox/standins/kubelet/pod-worker";
import type { Programs } from "@/lib/sandbox/standins/kubelet/program";
import { readLogs } from "@/lib/sandbox/standins/kubelet/read-logs";
import { keyOf, MetadataSchema } from "@/lib/sandbox/standins/object";
import { parsePod, type Pod } from "@/lib/sandbox/standins/pod";
import { createRecorder, type Recorder } from "@/lib/sandbox/standins/recorder";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

export interface KubeletOptions {
  client: ClusterClient;
  clock: Clock;
  network: PodNetwork;
  nodes: readonly NodeShape[];
  programs: Programs;
  onProblem: (problem: unknown) => void;
}

export interface Kubelets {
  /** The kubelets' side of `kubectl logs`. */
  readonly logs: KubeletLogs;
  /** The uid of the pod that runs under `namespace/name`. */
  uidOf(key: string): string | undefined;
  stop(): Promise<void>;
}

const ClaimPhase = z.looseObject({
  metadata: MetadataSchema,
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});

interface Seat {
  shape: NodeShape;
  images: ImageStore;
  recorder: Recorder;
}

/**
 * The kubelets of all nodes of a sandbox: they register their nodes and run the pods that are bound to them.
 * Pods that run already, says their status, are taken over as they are.
 */
export async function startKubelets(options: KubeletOptions): Promise<Kubelets> {
  const { client, clock, onProblem } = options;
  const stopping = new AbortController();
  const workers = new Map<string, PodWorker>();
  const claims = new Informer({
    client,
    of: RESOURCES.claims,
    clock,
    onProblem,
    parse: (stored) => ClaimPhase.parse(stored),
  });
  const pods = new Informer({ client, of: RESOURCES.pods, clock, onProblem, parse: parsePod });
  const addresses = createAddresses(() => pods.all().flatMap((pod) => pod.status?.podIP ?? []));
  const isBound = (key: string) => claims.get(key)?.status?.phase === "Bound";

  const seats = new Map<string, Seat>(
    options.nodes.map((shape) => [
      shape.name,
      {
        shape,
        images: createImageStore(clock),
        recorder: createRecorder(client, clock, "kubelet", shape.name),
      },
    ]),
  );

  function see(pod: Pod): void {
    const seat = seats.get(pod.spec.nodeName ?? "");
    if (seat === undefined) return;
    if (pod.status?.podIP !== undefined) addresses.claim(pod.status.podIP);
    const known = workers.get(keyOf(pod));
    if (known !== undefined) return known.update(pod);
    const phase = pod.status?.phase ?? "Pending";
    if (phase === "Succeeded" || phase === "Failed") {
      if (pod.metadata.deletionTimestamp === undefined) return;
    }
    const worker = new PodWorker(pod, {
      client,
      clock,
      network: options.network,
      programs: options.programs,
      recorder: seat.recorder,
      images: seat.images,
      mounts: { client, clock, isBound },
      hostIp: seat.shape.ip,
      allocateIp: () => addresses.allocate(),
      onProblem,
    });
    workers.set(keyOf(pod), worker);
    worker.update(pod);
  }

  await Promise.all(options.nodes.map((shape) => runNode(client, clock, shape, stopping.signal, onProblem)));
  await Promise.all([claims.synced, pods.synced]);
  for (const pod of pods.all()) see(pod);
  pods.onChange((change) => {
    if (change.kind === "set") return see(change.object);
    workers.get(keyOf(change.object))?.kill();
    workers.delete(keyOf(change.object));
  });

  return {
    logs: (target, asked, signal) =>
      readLogs(workers.get(`${target.namespace}/${target.pod}`), target, asked, signal),
    uidOf: (key) => workers.get(key)?.uid,
    async stop() {
      stopping.abort();
      pods.stop();
      claims.stop();
      for (const worker of workers.values()) worker.kill();
      await Promise.all([...seats.values()].map((seat) => seat.recorder.flush()));
    },
  };
}
