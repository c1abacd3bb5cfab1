import { z } from "zod";
import { keyspaceEntry, keyspaceShards } from "@/lib/sandbox/standins/operator/keyspace-status";
import { LABEL, hasLabels } from "@/lib/sandbox/standins/operator/labels";
import { lockserverName, objectName, serviceName } from "@/lib/sandbox/standins/operator/names";
import type { EtcdLockserver, VitessCell, VitessCluster } from "@/lib/sandbox/standins/operator/spec";
import { anyAvailable, deploymentAvailable, tri, type Tri } from "@/lib/sandbox/standins/operator/status";
import type { OperatorStore } from "@/lib/sandbox/standins/operator/store";
import { isPodReady } from "@/lib/sandbox/standins/pod";
import { globalLockserver } from "@/lib/sandbox/standins/operator/desired-cluster";
import { type KeyspaceTemplateSpec, VitessKeyspaceSchema } from "@/lib/sandbox/standins/operator/spec";

const QUORUM = 2;

/** Available with two of three members ready; a quorum is what etcd needs to answer. */
export function lockserverStatus(lockserver: EtcdLockserver, store: OperatorStore): Record<string, unknown> {
  const members = store.pods
    .all()
    .filter((pod) => hasLabels(pod, { [LABEL.lockserver]: lockserver.metadata.name }));
  return {
    available: tri(members.filter(isPodReady).length >= QUORUM),
    observedGeneration: lockserver.metadata.generation ?? 1,
  };
}

export function cellStatus(cell: VitessCell, store: OperatorStore): Record<string, unknown> {
  const cluster = cell.metadata.labels?.[LABEL.cluster] ?? "";
  const { namespace } = cell.metadata;
  const deployment = store.deployments.get(`${namespace}/${objectName(cluster, cell.spec.name, "vtgate")}`);
  const service = serviceName(cluster, cell.spec.name, "vtgate");
  const keyspaces = store.keyspaces.all().filter((one) => hasLabels(one, { [LABEL.cluster]: cluster }));
  return {
    observedGeneration: cell.metadata.generation ?? 1,
    gateway: {
      available: deploymentAvailable(deployment),
      ...(deployment === undefined
        ? {}
        : {
            labelSelector: `${LABEL.cell}=${cell.spec.name},${LABEL.cluster}=${cluster},${LABEL.component}=vtgate`,
            replicas: deployment.spec.replicas ?? 0,
          }),
      ...(store.services.get(`${namespace}/${service}`) === undefined ? {} : { serviceName: service }),
    },
    idle: keyspaces.length === 0 ? "Unknown" : "False",
    ...(keyspaces.length === 0
      ? {}
      : { keyspaces: Object.fromEntries(keyspaces.map((one) => [one.spec.name, {}])) }),
    lockserver: {},
  };
}

const Available = z.looseObject({ available: z.enum(["True", "False", "Unknown"]).optional() });
const GatewayStatus = z.looseObject({ gateway: Available.optional() });

/** Counted on the cluster's own wish, so that the desired numbers stand there before the keyspace does. */
function wishOf(cluster: VitessCluster, template: KeyspaceTemplateSpec): { shards: number; tablets: number } {
  const wish = VitessKeyspaceSchema.parse({
    metadata: cluster.metadata,
    spec: { ...template, globalLockserver: globalLockserver(cluster), zoneMap: {} },
  });
  const shards = keyspaceShards(wish, () => undefined);
  return { shards: shards.length, tablets: shards.reduce((sum, one) => sum + one.desiredTablets, 0) };
}

/** Status of a VitessCluster, from the statuses of what it owns. */
export function clusterStatus(cluster: VitessCluster, store: OperatorStore): Record<string, unknown> {
  const { name, namespace, generation } = cluster.metadata;
  const key = (object: string) => `${namespace}/${object}`;
  const etcd = Available.safeParse(store.lockservers.get(key(lockserverName(name, "etcd")))?.status).data;
  const gatewayAvailable = (cell: string): Tri =>
    GatewayStatus.safeParse(store.cells.get(key(objectName(name, cell)))?.status).data?.gateway?.available ??
    "Unknown";
  const dashboardCells = cluster.spec.vitessDashboard?.cells ?? cluster.spec.cells.map((cell) => cell.name);
  const dashboards = dashboardCells.map((cell) =>
    deploymentAvailable(store.deployments.get(key(objectName(name, cell, "vtctld")))),
  );
  const hasService = (component: string) =>
    store.services.get(key(serviceName(name, component))) !== undefined;
  return {
    observedGeneration: generation ?? 1,
    cells: Object.fromEntries(
      cluster.spec.cells.map((cell) => [cell.name, { gatewayAvailable: gatewayAvailable(cell.name) }]),
    ),
    ...(hasService("vtgate") ? { gatewayServiceName: serviceName(name, "vtgate") } : {}),
    globalLockserver:
      cluster.spec.globalLockserver?.external === undefined
        ? { etcd: { available: etcd?.available ?? "Unknown" } }
        : {},
    keyspaces: Object.fromEntries(
      (cluster.spec.keyspaces ?? []).map((template) => [
        template.name,
        keyspaceEntry(wishOf(cluster, template), store.keyspaces.get(key(objectName(name, template.name)))),
      ]),
    ),
    vitessDashboard: {
      available: anyAvailable(dashboards),
      ...(hasService("vtctld") ? { serviceName: serviceName(name, "vtctld") } : {}),
    },
    vtadmin: { available: "Unknown" },
  };
}
