import {
  int,
  list,
  long,
  map,
  object,
  podExtras,
  resources,
  service,
  strings,
  text,
} from "@/lib/sandbox/manifests/schema";
import {
  cellName,
  generation,
  lockserverRef,
  etcdFields,
  keyspaceImages,
  gateway,
  orchestrator,
  shardFields,
  keyRange,
  keyspaceFields,
  reconciliation,
  updateStrategy,
  inherited,
  counts,
  shardCounts,
  orphans,
  whole,
} from "@/lib/sandbox/manifests/vitess-schema-parts";

/**
 * Schemas of the planetscale.com kinds, of those fields that Gantry and the stand-in operator use. Written by hand; each
 * path is also one of the real CRDs of 2.17.0, with the same type.
 */

export const vitessCluster = whole(
  object(
    {
      cells: list(object({ gateway, name: cellName, zone: text() }, ["name"])),
      extraVitessFlags: strings,
      gatewayService: service,
      globalLockserver: object({ etcd: object(etcdFields), external: lockserverRef }),
      images: object({ ...keyspaceImages, vtadmin: text(), vtctld: text(), vtgate: text() }),
      keyspaces: list(object(keyspaceFields, ["name", "partitionings"])),
      tabletService: service,
      topologyReconciliation: reconciliation,
      updateStrategy,
      vitessDashboard: object({ ...podExtras, cells: list(text()), replicas: int(), resources, service }),
    },
    ["cells"],
  ),
  object({
    cells: map(object({ gatewayAvailable: text(), pendingChanges: text() })),
    gatewayServiceName: text(),
    globalLockserver: object({ etcd: object({ available: text(), observedGeneration: generation }) }),
    keyspaces: map(
      object({
        ...counts,
        ...shardCounts,
        cells: list(text()),
        pendingChanges: text(),
        shards: int(),
        updatedShards: int(),
      }),
    ),
    observedGeneration: generation,
    orphanedCells: orphans,
    orphanedKeyspaces: orphans,
    vitessDashboard: object({ available: text(), serviceName: text() }),
    vtadmin: object({ available: text(), serviceName: text() }),
  }),
);

export const vitessCell = whole(
  object(
    {
      ...inherited,
      allCells: list(text()),
      gateway,
      images: object({ vtgate: text() }),
      lockserver: { type: "object" },
      name: cellName,
      zone: text(),
    },
    ["allCells", "globalLockserver", "name"],
  ),
  object({
    gateway: object({ available: text(), labelSelector: text(), replicas: int(), serviceName: text() }),
    idle: text(),
    keyspaces: map({ type: "object" }),
    lockserver: { type: "object" },
    observedGeneration: generation,
  }),
);

export const vitessKeyspace = whole(
  object({ ...keyspaceFields, ...inherited, updateStrategy, zoneMap: strings }, [
    "globalLockserver",
    "name",
    "partitionings",
    "zoneMap",
  ]),
  object({
    conditions: list(
      object(
        {
          lastTransitionTime: text({ format: "date-time" }),
          message: text(),
          reason: text(),
          status: text(),
          type: text(),
        },
        ["status", "type"],
      ),
    ),
    idle: text(),
    observedGeneration: generation,
    orphanedShards: orphans,
    partitionings: list(
      object({ ...counts, ...shardCounts, servingWrites: text(), shardNames: list(text()) }),
    ),
    shards: map(
      object({
        ...counts,
        cells: list(text()),
        hasMaster: text(),
        pendingChanges: text(),
        servingWrites: text(),
      }),
    ),
  }),
);

export const vitessShard = whole(
  object(
    {
      ...shardFields,
      ...inherited,
      databaseName: text(),
      images: object(keyspaceImages),
      keyRange,
      name: text(),
      updateStrategy,
      vitessOrchestrator: orchestrator,
      zoneMap: strings,
    },
    ["databaseInitScriptSecret", "globalLockserver", "images", "keyRange", "name", "zoneMap"],
  ),
  object({
    cells: list(text()),
    hasInitialBackup: text(),
    hasMaster: text(),
    idle: text(),
    lowestPodGeneration: long(),
    masterAlias: text(),
    observedGeneration: generation,
    orphanedTablets: orphans,
    servingWrites: text(),
    tablets: map(
      object({
        available: text(),
        dataVolumeBound: text(),
        index: int(),
        pendingChanges: text(),
        poolType: text(),
        ready: text(),
        running: text(),
        type: text(),
      }),
    ),
    vitessOrchestrator: object({ available: text(), serviceName: text() }),
  }),
);

export const etcdLockserver = whole(
  object(etcdFields),
  object({ available: text(), observedGeneration: generation }),
);
