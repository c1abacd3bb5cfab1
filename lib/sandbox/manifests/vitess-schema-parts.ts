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

/** Parts that several kinds of planetscale.com share. */

const NAME_MAX = 63;
export const cellName = text({
  maxLength: NAME_MAX,
  minLength: 1,
  pattern: "^[A-Za-z0-9]([_.A-Za-z0-9]*[A-Za-z0-9])?$",
});
const keyspaceName = text({
  maxLength: NAME_MAX,
  minLength: 1,
  pattern: "^[A-Za-z0-9]([A-Za-z0-9-_.]*[A-Za-z0-9])?$",
});
export const generation = long();
const metadata: Schema = { type: "object" };
const { extraFlags: _flags, ...extrasWithoutFlags } = podExtras;

export const lockserverRef = object({ address: text(), implementation: text(), rootPath: text() }, [
  "address",
  "implementation",
  "rootPath",
]);

export const etcdFields: Record<string, Schema> = {
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
export const keyspaceImages: Record<string, Schema> = {
  mysqld: mysqldImages,
  mysqldExporter: text(),
  vtbackup: text(),
  vtorc: text(),
  vttablet: text(),
};

const rollingUpdate = object({ maxSurge: intOrString, maxUnavailable: intOrString });
export const gateway = object({
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

export const orchestrator = object({ ...podExtras, resources, service });

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

export const shardFields: Record<string, Schema> = {
  annotations: strings,
  databaseInitScriptSecret: secretKey,
  replication: object({ initializeBackup: flag, initializeMaster: flag, recoverRestartedMaster: flag }),
  tabletPools: list(tabletPool, {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["type", "cell", "name"],
  }),
};
export const keyRange = object({ start: text(), end: text() });

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

export const keyspaceFields: Record<string, Schema> = {
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

export const reconciliation = object({
  pruneCells: flag,
  pruneKeyspaces: flag,
  pruneShardCells: flag,
  pruneShards: flag,
  pruneSrvKeyspaces: flag,
  pruneTablets: flag,
  registerCells: flag,
  registerCellsAliases: flag,
});
export const updateStrategy = object({
  external: object({ allowResourceChanges: list(text()) }),
  type: text({ enum: ["External", "Immediate"] }),
});

/** What the operator writes into each part that it makes. */
export const inherited: Record<string, Schema> = {
  extraVitessFlags: strings,
  globalLockserver: lockserverRef,
  imagePullPolicies: { type: "object" },
  topologyReconciliation: reconciliation,
};

export const counts: Record<string, Schema> = {
  desiredTablets: int(),
  readyTablets: int(),
  tablets: int(),
  updatedTablets: int(),
};
export const shardCounts: Record<string, Schema> = { desiredShards: int(), readyShards: int() };
export const orphans = map(object({ message: text(), reason: text() }, ["message", "reason"]));

export const whole = (spec: Schema, status: Schema): Schema =>
  object({ apiVersion: text(), kind: text(), metadata, spec, status });
