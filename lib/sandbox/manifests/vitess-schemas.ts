import {
  anything,
  claim,
  flag,
  int,
  intOrString,
  list,
  long,
  map,
  object,
  podExtras,
  resources,
  type Schema,
  secretKey,
  service,
  strings,
  text,
} from "@/lib/sandbox/manifests/schema";

/**
 * Schemas of the planetscale.com kinds, of those fields that Gantry and the stand-in operator use. Written by hand; each
 * path is also one of the real CRDs of 2.17.0, with the same type.
 */

const NAME_MAX = 63;
const cellName = text({
  maxLength: NAME_MAX,
  minLength: 1,
  pattern: "^[A-Za-z0-9]([_.A-Za-z0-9]*[A-Za-z0-9])?$",
});
const keyspaceName = text({
  maxLength: NAME_MAX,
  minLength: 1,
  pattern: "^[A-Za-z0-9]([A-Za-z0-9-_.]*[A-Za-z0-9])?$",
});
const generation = long();
const metadata: Schema = { type: "object" };
const { extraFlags: _flags, ...extrasWithoutFlags } = podExtras;

const lockserverRef = object({ address: text(), implementation: text(), rootPath: text() }, [
  "address",
  "implementation",
  "rootPath",
]);

const etcdFields: Record<string, Schema> = {
  ...podExtras,
  clientService: service,
  createClientService: flag,
  createPDB: flag,
  createPeerService: flag,
  dataVolumeClaimTemplate: claim,
  image: text(),
  imagePullPolicy: text(),
  peerService: service,
  resources,
};

const mysqldImages = object({ mysql56Compatible: text(), mysql80Compatible: text() });
const keyspaceImages: Record<string, Schema> = {
  mysqld: mysqldImages,
  mysqldExporter: text(),
  vtbackup: text(),
  vtorc: text(),
  vttablet: text(),
};

const rollingUpdate = object({ maxSurge: intOrString, maxUnavailable: intOrString });
const gateway = object({
  ...podExtras,
  authentication: object({ static: object({ secret: secretKey }) }),
  lifecycle: { type: "object" },
  replicas: int({ minimum: 0 }),
  resources,
  service,
  strategy: object({ rollingUpdate, type: text() }),
  terminationGracePeriodSeconds: long(),
  topologySpreadConstraints: anything,
});

const orchestrator = object({ ...podExtras, resources, service });

const tabletPool = object(
  {
    ...extrasWithoutFlags,
    backupLocationName: text(),
    cell: cellName,
    dataVolumeClaimTemplate: claim,
    mysqld: object({ configOverrides: text(), resources }, ["resources"]),
    mysqldExporter: object({ extraFlags: strings, resources }),
    name: text({ default: "" }),
    replicas: int({ minimum: 0 }),
    topologySpreadConstraints: anything,
    type: text({ enum: ["replica", "rdonly", "externalmaster", "externalreplica", "externalrdonly"] }),
    vttablet: object(
      {
        extraFlags: strings,
        lifecycle: anything,
        resources,
        terminationGracePeriodSeconds: long(),
      },
      ["resources"],
    ),
  },
  ["cell", "replicas", "type", "vttablet"],
);

const shardFields: Record<string, Schema> = {
  annotations: strings,
  databaseInitScriptSecret: secretKey,
  replication: object({ initializeBackup: flag, initializeMaster: flag, recoverRestartedMaster: flag }),
  tabletPools: list(tabletPool, {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type", "cell", "name"],
  }),
};
const keyRange = object({ start: text(), end: text() });

const partitionings = list(
  object({
    equal: object(
      {
        hexWidth: int({ default: 0, minimum: 0, maximum: 65_536 }),
        parts: int({ minimum: 1, maximum: 65_536 }),
        shardTemplate: object(shardFields, ["databaseInitScriptSecret"]),
      },
      ["parts"],
    ),
    custom: object({
      shards: list(object({ ...shardFields, keyRange }, ["databaseInitScriptSecret", "keyRange"])),
    }),
  }),
  { minItems: 1, maxItems: 2 },
);

const keyspaceFields: Record<string, Schema> = {
  annotations: strings,
  databaseName: text(),
  durabilityPolicy: text(),
  images: object(keyspaceImages),
  name: keyspaceName,
  partitionings,
  sidecarDbName: text(),
  turndownPolicy: text({ enum: ["RequireIdle", "Immediate"] }),
  vitessOrchestrator: orchestrator,
};

const reconciliation = object({
  pruneCells: flag,
  pruneKeyspaces: flag,
  pruneShardCells: flag,
  pruneShards: flag,
  pruneSrvKeyspaces: flag,
  pruneTablets: flag,
  registerCells: flag,
  registerCellsAliases: flag,
});
const updateStrategy = object({
  external: object({ allowResourceChanges: list(text()) }),
  type: text({ enum: ["External", "Immediate"] }),
});

/** What the operator writes into each part that it makes. */
const inherited: Record<string, Schema> = {
  extraVitessFlags: strings,
  globalLockserver: lockserverRef,
  imagePullPolicies: { type: "object" },
  topologyReconciliation: reconciliation,
};

const counts: Record<string, Schema> = {
  desiredTablets: int(),
  readyTablets: int(),
  tablets: int(),
  updatedTablets: int(),
};
const shardCounts: Record<string, Schema> = { desiredShards: int(), readyShards: int() };
const orphans = map(object({ message: text(), reason: text() }, ["message", "reason"]));

const whole = (spec: Schema, status: Schema): Schema =>
  object({ apiVersion: text(), kind: text(), metadata, spec, status });

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
