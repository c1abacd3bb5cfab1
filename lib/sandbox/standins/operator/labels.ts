/** The operator's label and annotation keys (vitess-operator 2.17, pkg/apis/planetscale/v2/labels.go). */
export const LABEL = {
  component: "planetscale.com/component",
  cluster: "planetscale.com/cluster",
  cell: "planetscale.com/cell",
  keyspace: "planetscale.com/keyspace",
  shard: "planetscale.com/shard",
  tabletUid: "planetscale.com/tablet-uid",
  tabletType: "planetscale.com/tablet-type",
  tabletIndex: "planetscale.com/tablet-index",
  lockserver: "etcd.planetscale.com/lockserver",
  etcdIndex: "etcd.planetscale.com/index",
} as const;

export const ANNOTATION = {
  desiredStateHash: "planetscale.com/desired-state-hash",
  drainSupported: "drain.planetscale.com/supported",
  observedShardGeneration: "planetscale.com/observed-shard-generation",
  mysqldConfigOverrides: "planetscale.com/mysqld-config-overrides",
  secretHash: "planetscale.com/secret-hash",
} as const;

/** The zone label that the operator pins to, deprecated or not. */
export const ZONE_LABEL = "failure-domain.beta.kubernetes.io/zone";

export type Labels = Record<string, string>;

/** Whether all of these labels are there with these values. */
export function hasLabels(object: { metadata: { labels?: Labels | undefined } }, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => object.metadata.labels?.[key] === value);
}
