import { controllerReference, type Draft } from "@/lib/sandbox/standins/object";
import {
  DEFAULT_ETCD_IMAGE,
  DEFAULT_IMAGE,
  DEFAULT_MYSQLD_IMAGE,
  present,
} from "@/lib/sandbox/standins/operator/containers";
import { vtctldDeployment } from "@/lib/sandbox/standins/operator/desired-deployments";
import { etcdDefaults } from "@/lib/sandbox/standins/operator/desired-lockserver";
import { LABEL, type Labels } from "@/lib/sandbox/standins/operator/labels";
import { withDefaults } from "@/lib/sandbox/standins/operator/containers";
import { lockserverName, objectName, serviceName } from "@/lib/sandbox/standins/operator/names";
import type {
  KeyspaceTemplateSpec,
  LockserverRef,
  VitessCluster,
} from "@/lib/sandbox/standins/operator/spec";

const VITESS = "planetscale.com/v2";
const OWNER = { apiVersion: VITESS, kind: "VitessCluster" };

const RECONCILIATION = {
  pruneCells: true,
  pruneKeyspaces: true,
  pruneShardCells: true,
  pruneShards: true,
  pruneSrvKeyspaces: true,
  pruneTablets: true,
  registerCells: true,
  registerCellsAliases: true,
};

const namespaceOf = (cluster: VitessCluster): string => cluster.metadata.namespace ?? "default";
const reconciliationOf = (cluster: VitessCluster) => ({
  ...RECONCILIATION,
  ...cluster.spec.topologyReconciliation,
});

/** Where the topology server is: the one given, or the etcd that the operator makes. */
export function globalLockserver(cluster: VitessCluster): LockserverRef {
  const { external } = cluster.spec.globalLockserver ?? {};
  if (external !== undefined) return external;
  const name = lockserverName(cluster.metadata.name, "etcd");
  return {
    implementation: "etcd2",
    address: `${name}-client.${namespaceOf(cluster)}.svc:2379`,
    rootPath: `/vitess/${cluster.metadata.name}/global`,
  };
}

function metadataOf(cluster: VitessCluster, name: string, labels: Labels, annotations?: Labels) {
  return {
    name,
    namespace: namespaceOf(cluster),
    labels: { [LABEL.cluster]: cluster.metadata.name, ...labels },
    ...(annotations === undefined ? {} : { annotations }),
    ownerReferences: [controllerReference({ ...OWNER, metadata: cluster.metadata })],
  };
}

function lockserver(cluster: VitessCluster): Draft[] {
  if (cluster.spec.globalLockserver?.external !== undefined) return [];
  const template = cluster.spec.globalLockserver?.etcd ?? {};
  return [
    {
      apiVersion: VITESS,
      kind: "EtcdLockserver",
      metadata: metadataOf(cluster, lockserverName(cluster.metadata.name, "etcd"), {
        [LABEL.component]: "etcd",
      }),
      spec: {
        ...template,
        clientService: {},
        createClientService: true,
        createPDB: true,
        createPeerService: true,
        peerService: {},
        image: template.image ?? DEFAULT_ETCD_IMAGE,
        resources: withDefaults(template.resources, etcdDefaults),
        dataVolumeClaimTemplate: template.dataVolumeClaimTemplate ?? {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
        },
      },
    },
  ];
}

function cells(cluster: VitessCluster): Draft[] {
  const { spec } = cluster;
  const allCells = spec.cells.map((cell) => cell.name);
  return spec.cells.map((cell) => ({
    apiVersion: VITESS,
    kind: "VitessCell",
    metadata: metadataOf(cluster, objectName(cluster.metadata.name, cell.name), { [LABEL.cell]: cell.name }),
    spec: {
      ...cell,
      allCells,
      gateway: { lifecycle: {}, strategy: {}, ...cell.gateway, replicas: cell.gateway?.replicas ?? 2 },
      globalLockserver: globalLockserver(cluster),
      imagePullPolicies: {},
      images: { vtgate: spec.images?.vtgate ?? DEFAULT_IMAGE },
      lockserver: {},
      topologyReconciliation: reconciliationOf(cluster),
      ...present({ extraVitessFlags: spec.extraVitessFlags }),
    },
  }));
}

function imagesOf(cluster: VitessCluster, keyspace: KeyspaceTemplateSpec) {
  const images = { ...cluster.spec.images, ...keyspace.images };
  return {
    mysqld: images.mysqld ?? { mysql80Compatible: DEFAULT_MYSQLD_IMAGE },
    ...present({ mysqldExporter: images.mysqldExporter }),
    vtbackup: images.vtbackup ?? DEFAULT_IMAGE,
    vtorc: images.vtorc ?? DEFAULT_IMAGE,
    vttablet: images.vttablet ?? DEFAULT_IMAGE,
  };
}

const REPLICATION = { initializeBackup: true, initializeMaster: true, recoverRestartedMaster: true };

function shardTemplate<
  T extends NonNullable<KeyspaceTemplateSpec["partitionings"][number]["equal"]>["shardTemplate"],
>(template: T): T {
  return {
    ...template,
    replication: { ...REPLICATION, ...template.replication },
    tabletPools: (template.tabletPools ?? []).map((pool) => ({
      ...pool,
      name: pool.name ?? "",
      vttablet: { ...pool.vttablet, lifecycle: pool.vttablet.lifecycle ?? {} },
    })),
  };
}

function keyspaces(cluster: VitessCluster): Draft[] {
  const zoneMap = Object.fromEntries(cluster.spec.cells.map((cell) => [cell.name, cell.zone ?? ""]));
  return (cluster.spec.keyspaces ?? []).map((keyspace) => ({
    apiVersion: VITESS,
    kind: "VitessKeyspace",
    metadata: metadataOf(
      cluster,
      objectName(cluster.metadata.name, keyspace.name),
      { [LABEL.keyspace]: keyspace.name },
      keyspace.annotations,
    ),
    spec: {
      ...keyspace,
      partitionings: keyspace.partitionings.map((one) => ({
        ...one,
        ...(one.equal === undefined
          ? {}
          : {
              equal: {
                ...one.equal,
                hexWidth: one.equal.hexWidth ?? 0,
                shardTemplate: shardTemplate(one.equal.shardTemplate),
              },
            }),
        ...(one.custom === undefined ? {} : { custom: { shards: one.custom.shards.map(shardTemplate) } }),
      })),
      globalLockserver: globalLockserver(cluster),
      imagePullPolicies: {},
      images: imagesOf(cluster, keyspace),
      topologyReconciliation: reconciliationOf(cluster),
      turndownPolicy: keyspace.turndownPolicy ?? "RequireIdle",
      updateStrategy: { external: {}, type: "External", ...cluster.spec.updateStrategy },
      vitessOrchestrator: keyspace.vitessOrchestrator ?? {},
      zoneMap,
      ...present({ extraVitessFlags: cluster.spec.extraVitessFlags }),
    },
  }));
}

const web = { name: "web", port: 15_000, protocol: "TCP", targetPort: "web" };
const grpc = { name: "grpc", port: 15_999, protocol: "TCP", targetPort: "grpc" };
const mysql = { name: "mysql", port: 3306, protocol: "TCP", targetPort: "mysql" };
const metrics = { name: "metrics", port: 9104, protocol: "TCP", targetPort: "metrics" };

function services(cluster: VitessCluster): Draft[] {
  const service = (component: string, ports: object[], rest: object = {}): Draft => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(cluster, serviceName(cluster.metadata.name, component), {
      [LABEL.component]: component,
    }),
    spec: {
      ports,
      selector: { [LABEL.cluster]: cluster.metadata.name, [LABEL.component]: component },
      type: "ClusterIP",
      ...rest,
    },
  });
  return [
    service("vtgate", [web, grpc, mysql]),
    service("vttablet", [web, grpc, metrics], { clusterIP: "None" }),
    service("vtctld", [web, grpc]),
  ];
}

/** The service of one cell's vtgates, made by the cell's reconciler. */
export const CELL_SERVICE_PORTS = [web, grpc, mysql];

/** What the operator makes of a VitessCluster itself, in the order in which it makes it. */
export function clusterChildren(cluster: VitessCluster): Draft[] {
  const { spec } = cluster;
  const dashboardCells = spec.vitessDashboard?.cells ?? spec.cells.map((cell) => cell.name);
  return [
    ...lockserver(cluster),
    ...cells(cluster),
    ...keyspaces(cluster),
    ...services(cluster),
    ...dashboardCells.map((cell) =>
      vtctldDeployment(cluster, {
        cell,
        zone: spec.cells.find((one) => one.name === cell)?.zone,
        lockserver: globalLockserver(cluster),
        metadata: metadataOf(cluster, objectName(cluster.metadata.name, cell, "vtctld"), {
          [LABEL.cell]: cell,
          [LABEL.component]: "vtctld",
        }),
      }),
    ),
  ];
}
