import type { Clock } from "@/lib/sandbox/standins/clock";
import { type ClusterClient, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

/** What a preset says of one node. */
export interface NodeShape {
  name: string;
  ip: string;
  labels: Record<string, string>;
  taints?: readonly { key: string; value?: string; effect: string }[];
  providerId?: string;
  capacity: { cpu: string; memory: string; pods: string; "ephemeral-storage": string };
  allocatable: { cpu: string; memory: string; pods: string; "ephemeral-storage": string };
  architecture: string;
  kubeletVersion: string;
  osImage: string;
  kernelVersion: string;
}

const HEARTBEAT_MS = 10_000;
const STATUS_MS = 60_000;
const LEASE_SECONDS = 40;
const LEASES = "kube-node-lease";

const CONDITIONS = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
] as const;

function statusOf(shape: NodeShape, since: string, now: string): object {
  const id = shape.name.replaceAll(/[^a-z0-9]/g, "");
  return {
    capacity: shape.capacity,
    allocatable: shape.allocatable,
    conditions: CONDITIONS.map(([type, status, reason, message]) => ({
      type,
      status,
      reason,
      message,
      lastHeartbeatTime: now,
      lastTransitionTime: since,
    })),
    addresses: [
      { type: "InternalIP", address: shape.ip },
      { type: "Hostname", address: shape.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: id,
      systemUUID: id,
      bootID: id,
      kernelVersion: shape.kernelVersion,
      osImage: shape.osImage,
      containerRuntimeVersion: "containerd://2.1.5",
      kubeletVersion: shape.kubeletVersion,
      kubeProxyVersion: "",
      operatingSystem: "linux",
      architecture: shape.architecture,
    },
  };
}

async function register(client: ClusterClient, clock: Clock, shape: NodeShape): Promise<void> {
  const known = await client.get(RESOURCES.nodes, null, shape.name);
  if (known === null) {
    await client.create(RESOURCES.nodes, {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: shape.name, labels: shape.labels },
      spec: {
        ...(shape.providerId === undefined ? {} : { providerID: shape.providerId }),
        ...(shape.taints === undefined ? {} : { taints: shape.taints }),
      },
    });
  }
  const since = known?.metadata.creationTimestamp ?? clock.time();
  await client.patch(
    RESOURCES.nodes,
    null,
    shape.name,
    { status: statusOf(shape, since, clock.time()) },
    "status",
  );
  const untainted = await client.get(RESOURCES.nodes, null, shape.name);
  await liftNotReady(client, shape, untainted?.["spec"]);
}

/** A real API server puts a not-ready taint on new nodes; where no node controller runs, the kubelet stand-in lifts it. */
async function liftNotReady(client: ClusterClient, shape: NodeShape, spec: unknown): Promise<void> {
  if (!JSON.stringify(spec ?? {}).includes("node.kubernetes.io/not-ready")) return;
  await client.patch(RESOURCES.nodes, null, shape.name, {
    spec: { taints: shape.taints === undefined || shape.taints.length === 0 ? null : shape.taints },
  });
}

async function beat(client: ClusterClient, clock: Clock, name: string): Promise<void> {
  const spec = {
    holderIdentity: name,
    leaseDurationSeconds: LEASE_SECONDS,
    renewTime: clock.microTime(),
  };
  try {
    await client.patch(RESOURCES.leases, LEASES, name, { spec });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.create(RESOURCES.leases, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name, namespace: LEASES },
      spec,
    });
  }
}

/** Registers the node, then renews its lease and status until the signal fires. Settles once it is registered. */
export async function runNode(
  client: ClusterClient,
  clock: Clock,
  shape: NodeShape,
  signal: AbortSignal,
  onProblem: (problem: unknown) => void,
): Promise<void> {
  await register(client, clock, shape);
  void (async () => {
    for (let beats = 0; !signal.aborted; beats += 1) {
      try {
        await beat(client, clock, shape.name);
        if (beats > 0 && (beats * HEARTBEAT_MS) % STATUS_MS === 0) await register(client, clock, shape);
      } catch (error) {
        if (!signal.aborted) onProblem(error);
      }
      await clock.sleepReal(HEARTBEAT_MS, signal);
    }
  })();
}
