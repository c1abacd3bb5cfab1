import { z } from "zod";
import { MetadataSchema } from "@/lib/sandbox/standins/object";

/** What the operator stand-in reads of the planetscale.com kinds; everything else of a spec passes through untouched. */

const Strings = z.record(z.string(), z.string());
const Anything = z.record(z.string(), z.unknown());
const List = z.array(z.unknown());

export const ResourcesSchema = z.looseObject({ requests: Anything.optional(), limits: Anything.optional() });
export type Resources = z.output<typeof ResourcesSchema>;

/** What a user may add to the pods of a component. */
const extras = {
  affinity: z.unknown().optional(),
  annotations: Strings.optional(),
  extraEnv: List.optional(),
  extraFlags: Strings.optional(),
  extraLabels: Strings.optional(),
  extraVolumes: List.optional(),
  extraVolumeMounts: List.optional(),
  tolerations: List.optional(),
  topologySpreadConstraints: List.optional(),
};

const SecretKey = z.looseObject({
  name: z.string().optional(),
  volumeName: z.string().optional(),
  key: z.string(),
});
const ClaimSpec = z.looseObject({
  accessModes: z.array(z.string()).optional(),
  storageClassName: z.string().optional(),
  resources: z.looseObject({ requests: Anything.optional() }),
});

export const LockserverRefSchema = z.object({
  implementation: z.string(),
  address: z.string(),
  rootPath: z.string(),
});
export type LockserverRef = z.output<typeof LockserverRefSchema>;

const EtcdTemplate = z.looseObject({
  ...extras,
  image: z.string().optional(),
  resources: ResourcesSchema.optional(),
  dataVolumeClaimTemplate: ClaimSpec.optional(),
});

const Gateway = z.looseObject({
  ...extras,
  strategy: Anything.optional(),
  replicas: z.number().optional(),
  resources: ResourcesSchema.optional(),
  authentication: z
    .looseObject({ static: z.looseObject({ secret: SecretKey.optional() }).optional() })
    .optional(),
});
const Orchestrator = z.looseObject({ ...extras, resources: ResourcesSchema.optional() });

export const TabletPoolSchema = z.looseObject({
  ...extras,
  cell: z.string(),
  type: z.string(),
  name: z.string().optional(),
  replicas: z.number(),
  dataVolumeClaimTemplate: ClaimSpec.optional(),
  vttablet: z.looseObject({
    extraFlags: Strings.optional(),
    resources: ResourcesSchema,
    terminationGracePeriodSeconds: z.number().optional(),
    lifecycle: z.unknown().optional(),
  }),
  mysqld: z.looseObject({ resources: ResourcesSchema, configOverrides: z.string().optional() }).optional(),
  mysqldExporter: z
    .looseObject({ resources: ResourcesSchema.optional(), extraFlags: Strings.optional() })
    .optional(),
});
export type TabletPool = z.output<typeof TabletPoolSchema>;

const ShardTemplate = z.looseObject({
  databaseInitScriptSecret: SecretKey,
  tabletPools: z.array(TabletPoolSchema).optional(),
  replication: z.looseObject({}).optional(),
  annotations: Strings.optional(),
});
const KeyRangeSchema = z.looseObject({ start: z.string().optional(), end: z.string().optional() });

const PartitioningSchema = z.looseObject({
  equal: z
    .looseObject({ parts: z.number(), hexWidth: z.number().optional(), shardTemplate: ShardTemplate })
    .optional(),
  custom: z.looseObject({ shards: z.array(ShardTemplate.extend({ keyRange: KeyRangeSchema })) }).optional(),
});

const Images = z.looseObject({
  vtctld: z.string().optional(),
  vtgate: z.string().optional(),
  vttablet: z.string().optional(),
  vtorc: z.string().optional(),
  vtbackup: z.string().optional(),
  mysqld: z
    .looseObject({ mysql56Compatible: z.string().optional(), mysql80Compatible: z.string().optional() })
    .optional(),
  mysqldExporter: z.string().optional(),
});
export type Images = z.output<typeof Images>;

const KeyspaceTemplate = z.looseObject({
  name: z.string(),
  databaseName: z.string().optional(),
  durabilityPolicy: z.string().optional(),
  turndownPolicy: z.string().optional(),
  annotations: Strings.optional(),
  vitessOrchestrator: Orchestrator.optional(),
  partitionings: z.array(PartitioningSchema),
  images: Images.optional(),
});

const UpdateStrategy = z.looseObject({ type: z.string().optional() });

export const VitessClusterSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({
    images: Images.optional(),
    cells: z.array(
      z.looseObject({ name: z.string(), zone: z.string().optional(), gateway: Gateway.optional() }),
    ),
    keyspaces: z.array(KeyspaceTemplate).optional(),
    globalLockserver: z
      .looseObject({ etcd: EtcdTemplate.optional(), external: LockserverRefSchema.optional() })
      .optional(),
    vitessDashboard: z
      .looseObject({
        ...extras,
        cells: z.array(z.string()).optional(),
        replicas: z.number().optional(),
        resources: ResourcesSchema.optional(),
      })
      .optional(),
    extraVitessFlags: Strings.optional(),
    topologyReconciliation: z.looseObject({}).optional(),
    updateStrategy: UpdateStrategy.optional(),
  }),
  status: z.unknown().optional(),
});
export type VitessCluster = z.output<typeof VitessClusterSchema>;
export type KeyspaceTemplateSpec = z.output<typeof KeyspaceTemplate>;

export const EtcdLockserverSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: EtcdTemplate,
  status: z.unknown().optional(),
});
export type EtcdLockserver = z.output<typeof EtcdLockserverSchema>;

export const VitessCellSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({
    name: z.string(),
    zone: z.string().optional(),
    allCells: z.array(z.string()),
    gateway: Gateway,
    globalLockserver: LockserverRefSchema,
    images: Images.optional(),
    extraVitessFlags: Strings.optional(),
  }),
  status: z.unknown().optional(),
});
export type VitessCell = z.output<typeof VitessCellSchema>;

export const VitessKeyspaceSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: KeyspaceTemplate.extend({
    globalLockserver: LockserverRefSchema,
    zoneMap: Strings,
    extraVitessFlags: Strings.optional(),
  }),
  status: z.unknown().optional(),
});
export type VitessKeyspace = z.output<typeof VitessKeyspaceSchema>;

export const VitessShardSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: ShardTemplate.extend({
    name: z.string(),
    keyRange: KeyRangeSchema,
    databaseName: z.string().optional(),
    images: Images,
    globalLockserver: LockserverRefSchema,
    zoneMap: Strings,
    extraVitessFlags: Strings.optional(),
    vitessOrchestrator: Orchestrator.optional(),
  }),
  status: z
    .looseObject({
      hasMaster: z.string().optional(),
      masterAlias: z.string().optional(),
      servingWrites: z.string().optional(),
      idle: z.string().optional(),
    })
    .optional(),
});
export type VitessShard = z.output<typeof VitessShardSchema>;
