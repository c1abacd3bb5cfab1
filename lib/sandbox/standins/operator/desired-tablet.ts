import { createHash } from "node:crypto";
import { controllerReference, type Draft } from "@/lib/sandbox/standins/object";
import { present, VITESS_PRIORITY, zoneAffinity } from "@/lib/sandbox/standins/operator/containers";
import { ANNOTATION, LABEL, type Labels } from "@/lib/sandbox/standins/operator/labels";
import type { TabletPool, VitessShard } from "@/lib/sandbox/standins/operator/spec";
import {
  tabletContainers,
  tabletInitContainers,
  type TabletPlace,
} from "@/lib/sandbox/standins/operator/tablet-containers";
import { safeShard } from "@/lib/sandbox/standins/operator/names";

const GRACE_SECONDS = 1800;
const HOSTNAME = "kubernetes.io/hostname";

function shardLabels(shard: VitessShard): Labels {
  return {
    [LABEL.cluster]: shard.metadata.labels?.[LABEL.cluster] ?? "",
    [LABEL.component]: "vttablet",
    [LABEL.keyspace]: shard.metadata.labels?.[LABEL.keyspace] ?? "",
    [LABEL.shard]: safeShard(shard.spec.keyRange),
  };
}

const poolLabels = (shard: VitessShard, pool: TabletPool): Labels => ({
  ...shardLabels(shard),
  [LABEL.cell]: pool.cell,
  [LABEL.tabletType]: pool.type,
});

function metadataOf(shard: VitessShard, { pool, index, uid, name }: TabletPlace) {
  return {
    name,
    namespace: shard.metadata.namespace ?? "default",
    labels: {
      ...poolLabels(shard, pool),
      [LABEL.tabletIndex]: String(index),
      // Plain decimal in 2.17; later versions pad it to 10 digits.
      [LABEL.tabletUid]: String(uid),
    },
    ownerReferences: [
      controllerReference({
        apiVersion: "planetscale.com/v2",
        kind: "VitessShard",
        metadata: shard.metadata,
      }),
    ],
  };
}

export function tabletClaim(shard: VitessShard, place: TabletPlace): Draft | null {
  if (place.pool.dataVolumeClaimTemplate === undefined) return null;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: metadataOf(shard, place),
    spec: place.pool.dataVolumeClaimTemplate,
  };
}

function volumes(shard: VitessShard, place: TabletPlace): unknown[] {
  const { pool } = place;
  const secret = shard.spec.databaseInitScriptSecret;
  const hasOverrides = (pool.mysqld?.configOverrides ?? "") !== "";
  return [
    { name: "vt-root", emptyDir: {} },
    ...(hasOverrides
      ? [
          {
            name: "pod-config",
            downwardAPI: {
              items: [
                {
                  path: "mysqld-config-overrides",
                  fieldRef: { fieldPath: `metadata.annotations['${ANNOTATION.mysqldConfigOverrides}']` },
                },
              ],
            },
          },
        ]
      : []),
    ...(pool.dataVolumeClaimTemplate === undefined
      ? []
      : [{ name: "persistent-volume-claim", persistentVolumeClaim: { claimName: place.name } }]),
    ...(secret.name === undefined
      ? []
      : [
          {
            name: "db-init-script-secret",
            secret: {
              secretName: secret.name,
              items: [{ key: secret.key, path: secret.key }],
              defaultMode: 292,
            },
          },
        ]),
    ...(pool.extraVolumes ?? []),
  ];
}

const apart = (matchLabels: Labels, weight: number) => ({
  weight,
  podAffinityTerm: { labelSelector: { matchLabels }, topologyKey: HOSTNAME },
});

/** Soft: a node without a tablet of the shard would be best, else one without a tablet of the pool. */
function defaultAffinity(shard: VitessShard, pool: TabletPool): object {
  return {
    ...zoneAffinity(shard.spec.zoneMap[pool.cell]),
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        apart(shardLabels(shard), 2),
        apart(poolLabels(shard, pool), 1),
      ],
    },
  };
}

export function tabletPod(shard: VitessShard, place: TabletPlace): Draft {
  const { pool } = place;
  const metadata = metadataOf(shard, place);
  const init = tabletInitContainers(shard, pool);
  const main = tabletContainers(shard, place);
  const hash = createHash("md5")
    .update(
      JSON.stringify([init, main, pool.tolerations ?? [], pool.dataVolumeClaimTemplate?.resources ?? {}]),
    )
    .digest("hex");
  const overrides = pool.mysqld?.configOverrides ?? "";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...pool.extraLabels },
      annotations: {
        ...pool.annotations,
        [ANNOTATION.drainSupported]: "ensure that the tablet is not a primary",
        [ANNOTATION.desiredStateHash]: hash,
        ...(overrides === "" ? {} : { [ANNOTATION.mysqldConfigOverrides]: overrides }),
      },
    },
    spec: {
      affinity: pool.affinity ?? defaultAffinity(shard, pool),
      initContainers: init,
      containers: main,
      priorityClassName: VITESS_PRIORITY,
      securityContext: { fsGroup: 999 },
      terminationGracePeriodSeconds: pool.vttablet.terminationGracePeriodSeconds ?? GRACE_SECONDS,
      ...present({
        tolerations: pool.tolerations,
        topologySpreadConstraints: pool.topologySpreadConstraints,
      }),
      volumes: volumes(shard, place),
    },
  };
}
