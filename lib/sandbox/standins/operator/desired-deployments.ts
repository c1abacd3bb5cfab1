import { createHash } from "node:crypto";
import type { Draft } from "@/lib/sandbox/standins/object";
import {
  DEFAULT_IMAGE,
  type Flags,
  GRPC_PORT,
  httpProbe,
  livenessProbe,
  MYSQL_PORT,
  mysqlVersionFlags,
  present,
  toArgs,
  topoFlags,
  VITESS_PRIORITY,
  VITESS_SECURITY,
  WEB_PORT,
  withDefaults,
  zoneAffinity,
} from "@/lib/sandbox/standins/operator/containers";
import { ANNOTATION, type Labels } from "@/lib/sandbox/standins/operator/labels";
import type {
  LockserverRef,
  Resources,
  VitessCell,
  VitessCluster,
  VitessShard,
} from "@/lib/sandbox/standins/operator/spec";

interface Extras {
  affinity?: unknown;
  annotations?: Labels | undefined;
  extraEnv?: unknown[] | undefined;
  extraFlags?: Record<string, string> | undefined;
  extraLabels?: Labels | undefined;
  extraVolumes?: unknown[] | undefined;
  extraVolumeMounts?: unknown[] | undefined;
  tolerations?: unknown[] | undefined;
  topologySpreadConstraints?: unknown[] | undefined;
  strategy?: Record<string, unknown> | undefined;
}

interface Program {
  name: string;
  image: string;
  flags: Flags;
  flagExtras: Record<string, string>;
  ports: object[];
  readyPath: string;
  alivePath: string;
  resources: Resources;
  volumes?: unknown[];
  volumeMounts?: unknown[];
}

interface Place {
  metadata: Draft["metadata"] & { labels: Labels };
  zone: string | undefined;
  replicas: number;
  templateAnnotations?: Labels;
}

function deployment(program: Program, place: Place, extras: Extras): Draft {
  const { labels } = place.metadata;
  const container = {
    name: program.name,
    image: program.image,
    command: [`/vt/bin/${program.name}`],
    args: toArgs(program.flags, program.flagExtras),
    ports: program.ports,
    readinessProbe: httpProbe(program.readyPath),
    livenessProbe: livenessProbe(program.alivePath),
    resources: program.resources,
    securityContext: VITESS_SECURITY,
    ...present({
      env: extras.extraEnv,
      volumeMounts: [...(program.volumeMounts ?? []), ...(extras.extraVolumeMounts ?? [])],
    }),
  };
  const zone = zoneAffinity(place.zone);
  const annotations = { ...extras.annotations, ...place.templateAnnotations };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: place.metadata,
    spec: {
      replicas: place.replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels: labels },
      ...(Object.keys(extras.strategy ?? {}).length === 0 ? {} : { strategy: extras.strategy }),
      template: {
        metadata: {
          labels: { ...extras.extraLabels, ...labels },
          ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
        },
        spec: {
          ...present({
            affinity: extras.affinity ?? (Object.keys(zone).length === 0 ? undefined : zone),
            tolerations: extras.tolerations,
            topologySpreadConstraints: extras.topologySpreadConstraints,
            volumes: [...(program.volumes ?? []), ...(extras.extraVolumes ?? [])],
          }),
          containers: [container],
          priorityClassName: VITESS_PRIORITY,
          securityContext: {},
        },
      },
    },
  };
}

interface VtctldPlace {
  cell: string;
  zone: string | undefined;
  lockserver: LockserverRef;
  metadata: Draft["metadata"] & { labels: Labels };
}

export function vtctldDeployment(cluster: VitessCluster, place: VtctldPlace): Draft {
  const dashboard = cluster.spec.vitessDashboard ?? {};
  const { images, extraVitessFlags } = cluster.spec;
  return deployment(
    {
      name: "vtctld",
      image: images?.vtctld ?? DEFAULT_IMAGE,
      flags: {
        cell: place.cell,
        grpc_port: 15_999,
        logtostderr: true,
        port: 15_000,
        service_map: "grpc-vtctl,grpc-vtctld",
        ...topoFlags(place.lockserver),
        ...mysqlVersionFlags(images?.mysqld?.mysql80Compatible),
      },
      flagExtras: { ...extraVitessFlags, ...dashboard.extraFlags },
      ports: [WEB_PORT, GRPC_PORT],
      readyPath: "/debug/health",
      alivePath: "/debug/status",
      resources: withDefaults(dashboard.resources, {
        requests: { cpu: "100m", memory: "128Mi" },
        limits: { memory: "128Mi" },
      }),
    },
    { metadata: place.metadata, zone: place.zone, replicas: dashboard.replicas ?? 1 },
    dashboard,
  );
}

/** The hash of the TLS and extra secrets of a vtgate: of nothing, here as there, when none is used. */
const NO_SECRETS = createHash("md5").digest("hex");

interface Authentication {
  flags: Flags;
  volumes: unknown[];
  volumeMounts: unknown[];
}

function staticAuthentication(cell: VitessCell): Authentication {
  const secret = cell.spec.gateway.authentication?.static?.secret;
  if (secret?.name === undefined) return { flags: {}, volumes: [], volumeMounts: [] };
  const name = "vtgate-static-auth-secret";
  const folder = "/vt/secrets/vtgate-static-auth";
  return {
    flags: {
      mysql_auth_server_impl: "static",
      mysql_auth_server_static_file: `${folder}/${secret.key}`,
      mysql_auth_static_reload_interval: "30s",
    },
    volumes: [
      {
        name,
        secret: {
          secretName: secret.name,
          items: [{ key: secret.key, path: secret.key }],
          defaultMode: 292,
        },
      },
    ],
    volumeMounts: [{ name, mountPath: folder, readOnly: true }],
  };
}

export function vtgateDeployment(
  cell: VitessCell,
  metadata: Draft["metadata"] & { labels: Labels },
  mysqldImage: string | undefined,
): Draft {
  const { gateway, images, globalLockserver, allCells, name, zone, extraVitessFlags } = cell.spec;
  const authentication = staticAuthentication(cell);
  return deployment(
    {
      name: "vtgate",
      image: images?.vtgate ?? DEFAULT_IMAGE,
      flags: {
        buffer_max_failover_duration: "10s",
        buffer_min_time_between_failovers: "20s",
        buffer_size: 1000,
        cell: name,
        cells_to_watch: allCells.join(","),
        enable_buffer: true,
        grpc_max_message_size: 67_108_864,
        grpc_port: 15_999,
        logtostderr: true,
        mysql_server_port: 3306,
        port: 15_000,
        service_map: "grpc-vtgateservice",
        tablet_types_to_wait: "MASTER,REPLICA",
        ...topoFlags(globalLockserver),
        ...mysqlVersionFlags(mysqldImage),
        ...authentication.flags,
      },
      flagExtras: { ...extraVitessFlags, ...gateway.extraFlags },
      ports: [WEB_PORT, GRPC_PORT, MYSQL_PORT],
      readyPath: "/debug/health",
      alivePath: "/debug/status",
      resources: withDefaults(gateway.resources, {
        requests: { cpu: "500m", memory: "1Gi" },
        limits: { memory: "1Gi" },
      }),
      volumes: authentication.volumes,
      volumeMounts: authentication.volumeMounts,
    },
    {
      metadata,
      zone,
      replicas: gateway.replicas ?? 2,
      templateAnnotations: { [ANNOTATION.secretHash]: NO_SECRETS },
    },
    gateway,
  );
}

export function vtorcDeployment(
  shard: VitessShard,
  cell: string,
  metadata: Draft["metadata"] & { labels: Labels },
): Draft {
  const { spec } = shard;
  const orchestrator = spec.vitessOrchestrator ?? {};
  return deployment(
    {
      name: "vtorc",
      image: spec.images.vtorc ?? DEFAULT_IMAGE,
      flags: {
        clusters_to_watch: `${shard.metadata.labels?.["planetscale.com/keyspace"] ?? ""}/${spec.name}`,
        logtostderr: true,
        port: 15_000,
        ...topoFlags(spec.globalLockserver),
      },
      flagExtras: { ...spec.extraVitessFlags, ...orchestrator.extraFlags },
      ports: [WEB_PORT],
      readyPath: "/debug/health",
      alivePath: "/debug/liveness",
      resources: withDefaults(orchestrator.resources, {
        requests: { cpu: "100m", memory: "128Mi" },
        limits: { memory: "128Mi" },
      }),
    },
    { metadata, zone: spec.zoneMap[cell], replicas: 1 },
    orchestrator,
  );
}
