import "server-only";
import { cellsOf, type Cell } from "@/lib/domain/database/cells";
import {
  ETCD_ASK,
  ETCD_STORAGE_BYTES,
  EXPORTER_ASK,
  SIZES,
  VTCTLD_ASK,
  VTORC_ASK,
  type Ask,
} from "@/lib/domain/database/sizes";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import { podsOf, type Component, type PodAsk } from "@/lib/domain/placement/pods";
import type { KubeObject } from "@/lib/kube/object";
import { affinityOf, LEAVE_LOST_NODES_SOON, neverAllOnOneNode, type Where } from "@/lib/kube/vitess-affinity";
import { vitessImages } from "@/lib/kube/vitess-images";

export interface ClusterOptions {
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Secret with `users.json`; without it vtgate exits at its start. */
  usersSecret: string;
  /** Secret with `init_db.sql`. */
  initSecret: string;
}

const MI = 1024 ** 2;
const GI = 1024 ** 3;

/** Port 15000 otherwise lets whoever reaches it kill queries and switch off recoveries by GET (decision 3). */
const READ_ONLY_PAGES = { security_policy: "read-only" };

const cpu = (milli: number): string => (milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`);
const bytes = (count: number): string =>
  count % GI === 0 ? `${count / GI}Gi` : `${Math.ceil(count / MI)}Mi`;

/** Requests as planned and a limit for memory only: a limit for CPU would slow a database that has the node to itself. */
function resources(ask: Ask, memoryLimit = ask.memoryBytes): object {
  return {
    requests: { cpu: cpu(ask.cpuMilli), memory: bytes(ask.memoryBytes) },
    limits: { memory: bytes(memoryLimit) },
  };
}

function claim(storageClass: string, size: number): object {
  return {
    storageClassName: storageClass,
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: bytes(size) } },
  };
}

/** Five eighths of mysqld's memory for pages, and never less than 512 Mi beside them: below that it is killed under load. */
function bufferPoolBytes(memoryBytes: number): number {
  return Math.floor(Math.min((memoryBytes * 5) / 8, memoryBytes - 512 * MI) / MI) * MI;
}

/** The same pods that the plan counts, so that what was promised is what is written. */
function whereOf(spec: DatabaseSpec, component: Component, cell: Cell | null): Where {
  const pod: PodAsk | undefined = podsOf(spec).find(
    (each) => each.component === component && (cell === null || each.cell === cell.name),
  );
  return { spec, component, zones: pod?.zones ?? null, apart: pod?.apart ?? "no" };
}

function gateway(spec: DatabaseSpec, cell: Cell, usersSecret: string): object {
  const where = whereOf(spec, "vtgate", cell);
  const count = spec.vtgatesPerZone * cellsOf(spec).length;
  return {
    replicas: spec.vtgatesPerZone,
    resources: resources(SIZES[spec.size].vtgate),
    authentication: { static: { secret: { name: usersSecret, key: "users.json" } } },
    extraFlags: {
      ...READ_ONLY_PAGES,
      // A vtgate learns of a new tablet by this; the operator moves on after 30 s (vitess-operator#790).
      "tablet-refresh-interval": "10s",
      // The operator adds it once there is a shard: left to it, every new vtgate is replaced within seconds (2.17).
      mysql_server_version: vitessImages(spec.vitessVersion).serverVersion,
    },
    affinity: affinityOf(where),
    ...(where.apart === "not-all" ? { topologySpreadConstraints: neverAllOnOneNode(where, count) } : {}),
    tolerations: LEAVE_LOST_NODES_SOON,
    // Several vtgates roll in the room that they have; a single one must have its successor first.
    strategy: {
      type: "RollingUpdate",
      rollingUpdate:
        spec.vtgatesPerZone > 1 ? { maxUnavailable: 1, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: 1 },
    },
  };
}

function cellOf(spec: DatabaseSpec, cell: Cell, usersSecret: string): object {
  // Only the older label can be named here; by the newer one every pod of the cell would stay Pending.
  const zone = spec.zoneLabel === "beta" && cell.zone !== null ? { zone: cell.zone } : {};
  return { name: cell.name, ...zone, gateway: gateway(spec, cell, usersSecret) };
}

function tabletPool(spec: DatabaseSpec, cell: Cell): object {
  const { mysqld, vttablet } = SIZES[spec.size];
  return {
    cell: cell.name,
    type: "replica",
    name: "",
    replicas: 1,
    affinity: affinityOf(whereOf(spec, "vttablet", cell)),
    dataVolumeClaimTemplate: claim(spec.storageClass, spec.storageBytes),
    vttablet: {
      terminationGracePeriodSeconds: 600,
      extraFlags: { db_charset: "utf8mb4", ...READ_ONLY_PAGES },
      resources: resources(vttablet),
    },
    mysqld: {
      resources: resources(mysqld),
      configOverrides: `innodb_buffer_pool_size=${bufferPoolBytes(mysqld.memoryBytes)}\nmax_connections=1000\n`,
    },
    mysqldExporter: { resources: resources(EXPORTER_ASK, 128 * MI) },
  };
}

function vtorc(spec: DatabaseSpec, cells: readonly Cell[]): object {
  const [first] = cells;
  // Where the operator pins each vtorc to the zone of its cell, an affinity of ours would only undo that.
  const pinned = spec.zoneLabel === "beta" && first !== undefined && first.zone !== null;
  return {
    extraFlags: READ_ONLY_PAGES,
    resources: resources(VTORC_ASK, 256 * MI),
    tolerations: LEAVE_LOST_NODES_SOON,
    ...(pinned ? {} : { affinity: affinityOf(whereOf(spec, "vtorc", null)) }),
  };
}

function keyspace(spec: DatabaseSpec, cells: readonly Cell[], initSecret: string): object {
  return {
    name: spec.keyspace,
    // With one tablet nobody could acknowledge a write.
    durabilityPolicy: spec.availability === "single" ? "none" : "semi_sync",
    turndownPolicy: "RequireIdle",
    vitessOrchestrator: vtorc(spec, cells),
    partitionings: [
      {
        equal: {
          parts: 1,
          hexWidth: 0,
          shardTemplate: {
            databaseInitScriptSecret: { name: initSecret, key: "init_db.sql" },
            replication: { initializeMaster: true, initializeBackup: true },
            tabletPools: cells.map((cell) => tabletPool(spec, cell)),
          },
        },
      },
    ],
  };
}

function images(version: string): object {
  const { vitess, mysqld, mysqldExporter } = vitessImages(version);
  return {
    vtctld: vitess,
    vtgate: vitess,
    vttablet: vitess,
    vtbackup: vitess,
    vtorc: vitess,
    mysqld: { mysql80Compatible: mysqld },
    mysqldExporter,
  };
}

/**
 * The VitessCluster of a database, whole: nothing that matters is left to the operator's defaults, which it fills in
 * its own memory only and which change with its version. Throws RangeError for a Vitess version without images.
 */
export function toVitessCluster(spec: DatabaseSpec, options: ClusterOptions): KubeObject {
  const cells = cellsOf(spec);
  const [first] = cells;
  return {
    apiVersion: "planetscale.com/v2",
    kind: "VitessCluster",
    metadata: {
      name: spec.name,
      namespace: options.namespace,
      labels: options.labels,
      annotations: options.annotations,
    },
    spec: {
      // The default, External, would only mark every later change as "scheduled".
      updateStrategy: { type: "Immediate" },
      images: images(spec.vitessVersion),
      globalLockserver: {
        etcd: {
          image: vitessImages(spec.vitessVersion).etcd,
          resources: resources(ETCD_ASK),
          dataVolumeClaimTemplate: claim(spec.storageClass, ETCD_STORAGE_BYTES),
          affinity: affinityOf(whereOf(spec, "etcd", null)),
        },
      },
      vitessDashboard: {
        cells: first ? [first.name] : [],
        replicas: 1,
        extraFlags: READ_ONLY_PAGES,
        resources: resources(VTCTLD_ASK, 256 * MI),
        affinity: affinityOf(whereOf(spec, "vtctld", null)),
      },
      cells: cells.map((cell) => cellOf(spec, cell, options.usersSecret)),
      keyspaces: [keyspace(spec, cells, options.initSecret)],
    },
  };
}
