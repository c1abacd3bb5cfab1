import { nodeIp } from "@/lib/sandbox/standins/kubelet/addresses";
import type { NodeShape } from "@/lib/sandbox/standins/kubelet/node";
import type { Draft } from "@/lib/sandbox/standins/object";
import type { Preset } from "@/lib/sandbox/standins/start";
import { PROVISIONER } from "@/lib/sandbox/standins/volumes/provisioner";

const REGION = "eu-sim-1";
const ZONES = ["a", "b", "c"] as const;
const NODES_PER_ZONE = 2;
const INSTANCE_TYPE = "m5.2xlarge";

function node(zoneLetter: string, index: number): NodeShape {
  const zone = `${REGION}${zoneLetter}`;
  const name = `node-${index + 1}`;
  return {
    name,
    ip: nodeIp(index),
    providerId: `sim:///${zone}/${name}`,
    labels: {
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/instance-type": INSTANCE_TYPE,
      "beta.kubernetes.io/os": "linux",
      "failure-domain.beta.kubernetes.io/region": REGION,
      "failure-domain.beta.kubernetes.io/zone": zone,
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "node.kubernetes.io/instance-type": INSTANCE_TYPE,
      "topology.kubernetes.io/region": REGION,
      "topology.kubernetes.io/zone": zone,
    },
    capacity: { cpu: "8", memory: "32Gi", pods: "58", "ephemeral-storage": "100Gi" },
    // What a managed node of this size leaves to pods: the rest is kept for kubelet and system.
    allocatable: { cpu: "7910m", memory: "30Gi", pods: "58", "ephemeral-storage": "95Gi" },
    architecture: "amd64",
    kubeletVersion: "v1.35.4",
    osImage: "Debian GNU/Linux 12 (bookworm)",
    kernelVersion: "6.1.0-34-cloud-amd64",
  };
}

function storageClass(name: string, fields: Record<string, unknown>, isDefault: boolean): Draft {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name,
      ...(isDefault ? { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } } : {}),
    },
    provisioner: PROVISIONER,
    reclaimPolicy: "Delete",
    ...fields,
  };
}

const namespace = (name: string): Draft => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

interface Workload {
  namespace: string;
  name: string;
  image: string;
  replicas: number;
  cpu: string;
  memory: string;
}

/** What runs in the cluster beside databases: it takes room, as everywhere. */
function workload({ namespace: of, name, image, replicas, cpu, memory }: Workload): Draft {
  const labels = { "app.kubernetes.io/name": name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: of, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name, image, resources: { requests: { cpu, memory }, limits: { memory } } }],
        },
      },
    },
  };
}

const WORKLOADS: readonly Workload[] = [
  {
    namespace: "kube-system",
    name: "coredns",
    image: "registry.k8s.io/coredns/coredns:v1.13.1",
    replicas: 2,
    cpu: "100m",
    memory: "70Mi",
  },
  {
    namespace: "storefront",
    name: "web",
    image: "example.invalid/storefront-web:4.2",
    replicas: 4,
    cpu: "750m",
    memory: "1536Mi",
  },
  {
    namespace: "storefront",
    name: "recommendations",
    image: "example.invalid/recommendations:1.9",
    replicas: 2,
    cpu: "1500m",
    memory: "6Gi",
  },
];

/** Three zones of two nodes; a default class that waits for the first consumer and one that binds at once. */
export const demo: Preset = {
  name: "demo",
  nodes: ZONES.flatMap((zone, z) =>
    Array.from({ length: NODES_PER_ZONE }, (_, n) => node(zone, z * NODES_PER_ZONE + n)),
  ),
  objects: [
    namespace("kube-node-lease"),
    namespace("storefront"),
    storageClass(
      "standard-rwo",
      {
        parameters: { type: "ssd" },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
      },
      true,
    ),
    storageClass(
      "standard-immediate",
      { parameters: { type: "hdd" }, volumeBindingMode: "Immediate", allowVolumeExpansion: false },
      false,
    ),
    ...WORKLOADS.map(workload),
  ],
};
