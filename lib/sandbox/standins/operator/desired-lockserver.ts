import { createHash } from "node:crypto";
import { controllerReference, type Draft } from "@/lib/sandbox/standins/object";
import {
  DEFAULT_ETCD_IMAGE,
  present,
  toArgs,
  VITESS_PRIORITY,
  withDefaults,
} from "@/lib/sandbox/standins/operator/containers";
import { ANNOTATION, LABEL, type Labels, ZONE_LABEL } from "@/lib/sandbox/standins/operator/labels";
import type { EtcdLockserver } from "@/lib/sandbox/standins/operator/spec";

export const MEMBERS = [1, 2, 3] as const;

const API = { apiVersion: "planetscale.com/v2", kind: "EtcdLockserver" };

export const etcdDefaults = {
  requests: { cpu: "100m", memory: "256Mi" },
  limits: { memory: "256Mi" },
};

function labelsOf(lockserver: EtcdLockserver): Labels {
  return { ...lockserver.metadata.labels, [LABEL.lockserver]: lockserver.metadata.name };
}

function metadataOf(lockserver: EtcdLockserver, name: string, labels: Labels, annotations: Labels = {}) {
  return {
    name,
    namespace: lockserver.metadata.namespace ?? "default",
    labels,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ownerReferences: [controllerReference({ ...API, metadata: lockserver.metadata })],
  };
}

/** The client Service (what everyone dials) and the headless peer Service, which publishes members that are not ready. */
export function lockserverServices(lockserver: EtcdLockserver): Draft[] {
  const { name } = lockserver.metadata;
  const labels = labelsOf(lockserver);
  const service = (suffix: "client" | "peer", port: number, rest: object): Draft => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(lockserver, `${name}-${suffix}`, labels),
    spec: {
      ports: [{ name: suffix, port, protocol: "TCP", targetPort: suffix }],
      selector: labels,
      type: "ClusterIP",
      ...rest,
    },
  });
  return [
    service("client", 2379, {}),
    service("peer", 2380, { clusterIP: "None", publishNotReadyAddresses: true }),
  ];
}

export function lockserverBudget(lockserver: EtcdLockserver): Draft {
  const labels = { [LABEL.lockserver]: lockserver.metadata.name };
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: metadataOf(lockserver, `etcd-lockserver-${lockserver.metadata.name}`, labels),
    spec: { minAvailable: 2, selector: { matchLabels: labels } },
  };
}

export function memberClaim(lockserver: EtcdLockserver, index: number): Draft {
  const name = `${lockserver.metadata.name}-${index}`;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: metadataOf(lockserver, name, { ...labelsOf(lockserver), [LABEL.etcdIndex]: String(index) }),
    spec: lockserver.spec.dataVolumeClaimTemplate,
  };
}

function etcdArgs(lockserver: EtcdLockserver, index: number): string[] {
  const { name } = lockserver.metadata;
  const host = (member: number) => `${name}-${member}.${name}-peer`;
  return toArgs(
    {
      "advertise-client-urls": `http://${host(index)}:2379`,
      "data-dir": "/var/etcd",
      "initial-advertise-peer-urls": `http://${host(index)}:2380`,
      "initial-cluster": MEMBERS.map((member) => `${name}-${member}=http://${host(member)}:2380`).join(","),
      "initial-cluster-state": "new",
      "initial-cluster-token": name,
      "listen-client-urls": "http://0.0.0.0:2379",
      "listen-peer-urls": "http://0.0.0.0:2380",
      name: `${name}-${index}`,
    },
    lockserver.spec.extraFlags,
  );
}

const ENV = [
  { name: "ETCD_AUTO_COMPACTION_MODE", value: "revision" },
  { name: "ETCD_AUTO_COMPACTION_RETENTION", value: "1000" },
  { name: "ETCD_QUOTA_BACKEND_BYTES", value: "8589934592" },
  { name: "ETCD_MAX_REQUEST_BYTES", value: "8388608" },
  { name: "ETCDCTL_API", value: "3" },
];

const exec = (word: string) => ({
  exec: { command: ["etcdctl", "endpoint", word] },
  periodSeconds: 5,
  timeoutSeconds: 5,
});

/** Soft: members would rather not share a node, nor a zone by the deprecated label. */
function spread(name: string): object {
  const term = (topologyKey: string, weight: number) => ({
    weight,
    podAffinityTerm: { labelSelector: { matchLabels: { [LABEL.lockserver]: name } }, topologyKey },
  });
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        term("kubernetes.io/hostname", 2),
        term(ZONE_LABEL, 1),
      ],
    },
  };
}

export function memberPod(lockserver: EtcdLockserver, index: number): Draft {
  const { spec, metadata } = lockserver;
  const name = `${metadata.name}-${index}`;
  const container = {
    name: "etcd",
    image: spec.image ?? DEFAULT_ETCD_IMAGE,
    command: ["/usr/local/bin/etcd"],
    args: etcdArgs(lockserver, index),
    env: [...ENV, ...(spec.extraEnv ?? [])],
    ports: [
      { containerPort: 2379, name: "client", protocol: "TCP" },
      { containerPort: 2380, name: "peer", protocol: "TCP" },
    ],
    readinessProbe: { ...exec("health"), initialDelaySeconds: 1 },
    livenessProbe: { ...exec("status"), initialDelaySeconds: 300, failureThreshold: 30 },
    resources: withDefaults(spec.resources, etcdDefaults),
    volumeMounts: [
      { mountPath: "/var/etcd", name: "data", subPath: "etcd" },
      ...(spec.extraVolumeMounts ?? []),
    ],
  };
  const hash = createHash("md5")
    .update(JSON.stringify([container, spec.tolerations ?? []]))
    .digest("hex");
  const labels = { ...labelsOf(lockserver), [LABEL.etcdIndex]: String(index), ...spec.extraLabels };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadataOf(lockserver, name, labels, {
      ...spec.annotations,
      [ANNOTATION.desiredStateHash]: hash,
    }),
    spec: {
      affinity: spec.affinity ?? spread(metadata.name),
      containers: [container],
      hostname: name,
      subdomain: `${metadata.name}-peer`,
      priorityClassName: VITESS_PRIORITY,
      securityContext: {},
      ...present({
        tolerations: spec.tolerations,
        topologySpreadConstraints: spec.topologySpreadConstraints,
      }),
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }, ...(spec.extraVolumes ?? [])],
    },
  };
}
