import "server-only";
import type { SmallCluster } from "@/lib/services/testing/small-cluster";

const VITESS = "/apis/planetscale.com/v2/namespaces";
const CELLS = ["eua", "eub", "euc"];

const labelsOf = (name: string, component: string, cell?: string): Record<string, string> => ({
  "planetscale.com/cluster": name,
  "planetscale.com/component": component,
  ...(cell === undefined ? {} : { "planetscale.com/cell": cell }),
});

function placePod(
  cluster: SmallCluster,
  namespace: string,
  name: string,
  labels: Record<string, string>,
): void {
  cluster.place(`/api/v1/namespaces/${namespace}/pods/${name}`, {
    metadata: { labels },
    spec: { nodeName: "node-eu-a-1", containers: [{ name: "main" }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ name: "main", ready: true, restartCount: 0, state: { running: {} } }],
    },
  });
}

const uidOf = (index: number): string => String(index + 1).padStart(10, "0");

const tabletLabels = (name: string, cell: string, index: number): Record<string, string> => ({
  ...labelsOf(name, "vttablet", cell),
  "planetscale.com/keyspace": name,
  "planetscale.com/shard": "x-x",
  "planetscale.com/tablet-uid": uidOf(index),
  "planetscale.com/tablet-type": "replica",
});

/** Makes everything of a VitessCluster that the operator would have made by the time it serves. */
export function makeServe(cluster: SmallCluster, namespace: string, name: string): void {
  const path = `${VITESS}/${namespace}/vitessclusters/${name}`;
  cluster.place(path, {
    ...cluster.object(path),
    status: {
      observedGeneration: 1,
      globalLockserver: { etcd: { available: "True" } },
      cells: Object.fromEntries(CELLS.map((cell) => [cell, { gatewayAvailable: "True" }])),
    },
  });
  cluster.place(`${VITESS}/${namespace}/etcdlockservers/${name}-etcd`, {
    metadata: { labels: labelsOf(name, "etcd") },
    status: { available: "True" },
  });
  cluster.place(`${VITESS}/${namespace}/vitessshards/${name}-x-x`, {
    metadata: { labels: { ...labelsOf(name, "shard"), "planetscale.com/keyspace": name } },
    spec: { name: "-" },
    status: {
      hasMaster: "True",
      masterAlias: `eua-${uidOf(0)}`,
      servingWrites: "True",
      tablets: Object.fromEntries(
        CELLS.map((cell, index) => [
          `${cell}-${uidOf(index)}`,
          {
            poolType: "replica",
            index: 1,
            running: "True",
            ready: "True",
            available: "True",
            dataVolumeBound: "True",
          },
        ]),
      ),
    },
  });
  for (const n of [1, 2, 3]) placePod(cluster, namespace, `${name}-etcd-${n}`, labelsOf(name, "etcd"));
  CELLS.forEach((cell, index) => {
    const tablet = `${name}-vttablet-${cell}-${index + 1}`;
    placePod(cluster, namespace, tablet, tabletLabels(name, cell, index));
    placePod(cluster, namespace, `${name}-${cell}-vtgate`, labelsOf(name, "vtgate", cell));
    cluster.place(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/${tablet}`, {
      metadata: { labels: labelsOf(name, "vttablet", cell) },
      spec: { storageClassName: "standard", resources: { requests: { storage: "10Gi" } } },
      status: { phase: "Bound" },
    });
  });
}

/** Takes away what the garbage collector would take when the VitessCluster is gone. */
export function takeAway(cluster: SmallCluster, namespace: string): void {
  for (const path of cluster.paths()) {
    if (path.includes(`/namespaces/${namespace}/`) && !path.includes("/secrets/")) cluster.remove(path);
  }
}
