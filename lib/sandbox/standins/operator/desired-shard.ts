import { controllerReference, type Draft } from "@/lib/sandbox/standins/object";
import { CELL_SERVICE_PORTS } from "@/lib/sandbox/standins/operator/desired-cluster";
import { vtgateDeployment, vtorcDeployment } from "@/lib/sandbox/standins/operator/desired-deployments";
import { tabletClaim, tabletPod } from "@/lib/sandbox/standins/operator/desired-tablet";
import type { TabletPlace } from "@/lib/sandbox/standins/operator/tablet-containers";
import { LABEL, type Labels } from "@/lib/sandbox/standins/operator/labels";
import {
  equalKeyRanges,
  type KeyRange,
  keyRangeName,
  objectName,
  safeShard,
  serviceName,
  tabletAlias,
  tabletUid,
} from "@/lib/sandbox/standins/operator/names";
import { present } from "@/lib/sandbox/standins/operator/containers";
import type { VitessCell, VitessKeyspace, VitessShard } from "@/lib/sandbox/standins/operator/spec";

const VITESS = "planetscale.com/v2";

const labelOf = (object: { metadata: { labels?: Labels | undefined } }, key: string): string =>
  object.metadata.labels?.[key] ?? "";

/** The Service and the vtgate Deployment of one cell. vtgate advertises the version of the cluster's mysqld image. */
export function cellChildren(cell: VitessCell, mysqldImage: string | undefined): Draft[] {
  const cluster = labelOf(cell, LABEL.cluster);
  const labels = { [LABEL.cluster]: cluster, [LABEL.cell]: cell.spec.name, [LABEL.component]: "vtgate" };
  const metadata = (name: string) => ({
    name,
    namespace: cell.metadata.namespace ?? "default",
    labels,
    ownerReferences: [
      controllerReference({ apiVersion: VITESS, kind: "VitessCell", metadata: cell.metadata }),
    ],
  });
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: metadata(serviceName(cluster, cell.spec.name, "vtgate")),
      spec: { ports: CELL_SERVICE_PORTS, selector: labels, type: "ClusterIP" },
    },
    vtgateDeployment(cell, metadata(objectName(cluster, cell.spec.name, "vtgate")), mysqldImage),
  ];
}

interface WantedShard {
  keyRange: KeyRange;
  template: Record<string, unknown> & { annotations?: Labels | undefined };
}

/** Shards of a partitioning; one that neither is equal nor custom has none. */
export function wantedShards(keyspace: VitessKeyspace): WantedShard[] {
  return keyspace.spec.partitionings.flatMap(({ equal, custom }): WantedShard[] => {
    if (equal !== undefined) {
      return equalKeyRanges(equal.parts, equal.hexWidth ?? 0).map((keyRange) => ({
        keyRange,
        template: equal.shardTemplate,
      }));
    }
    return (custom?.shards ?? []).map(({ keyRange, ...template }) => ({ keyRange, template }));
  });
}

const VTORC_LIMIT = { memory: "128Mi" };

/** The VitessShards of a keyspace. When two partitionings share a shard, the later template wins. */
export function keyspaceChildren(keyspace: VitessKeyspace): Draft[] {
  const cluster = labelOf(keyspace, LABEL.cluster);
  const { spec, metadata } = keyspace;
  const orchestrator = spec.vitessOrchestrator ?? {};
  const byName = new Map<string, Draft>();
  for (const { keyRange, template } of wantedShards(keyspace)) {
    const safe = safeShard(keyRange);
    const { annotations, ...shardTemplate } = template;
    byName.set(safe, {
      apiVersion: VITESS,
      kind: "VitessShard",
      metadata: {
        name: objectName(cluster, spec.name, safe),
        namespace: metadata.namespace ?? "default",
        labels: { [LABEL.cluster]: cluster, [LABEL.keyspace]: spec.name, [LABEL.shard]: safe },
        ...(annotations === undefined ? {} : { annotations }),
        ownerReferences: [controllerReference({ apiVersion: VITESS, kind: "VitessKeyspace", metadata })],
      },
      spec: {
        ...shardTemplate,
        ...present({ databaseName: spec.databaseName, extraVitessFlags: spec.extraVitessFlags }),
        globalLockserver: spec.globalLockserver,
        imagePullPolicies: {},
        images: spec.images,
        keyRange,
        name: keyRangeName(keyRange),
        topologyReconciliation: spec["topologyReconciliation"],
        updateStrategy: spec["updateStrategy"],
        vitessOrchestrator: {
          ...orchestrator,
          resources: {
            requests: orchestrator.resources?.requests ?? { cpu: "100m", memory: "128Mi" },
            limits: orchestrator.resources?.limits ?? VTORC_LIMIT,
          },
          service: {},
        },
        zoneMap: spec.zoneMap,
      },
    });
  }
  return [...byName.values()];
}

/** Every tablet that the shard's pools ask for, in pool order. */
export function wantedTablets(shard: VitessShard): TabletPlace[] {
  const keyspace = labelOf(shard, LABEL.keyspace);
  return (shard.spec.tabletPools ?? []).flatMap((pool) =>
    Array.from({ length: pool.replicas }, (_, position): TabletPlace => {
      const index = position + 1;
      const place = { cell: pool.cell, keyspace, keyRange: shard.spec.keyRange, poolType: pool.type, index };
      const uid = tabletUid(place);
      const alias = tabletAlias(pool.cell, uid);
      return { pool, index, uid, alias, name: objectName(labelOf(shard, LABEL.cluster), "vttablet", alias) };
    }),
  );
}

/** The vtorc Deployments (one per cell with a primary-eligible pool), claims and pods of a shard. */
export function shardChildren(shard: VitessShard): Draft[] {
  const shardLabels = {
    [LABEL.cluster]: labelOf(shard, LABEL.cluster),
    [LABEL.keyspace]: labelOf(shard, LABEL.keyspace),
    [LABEL.shard]: safeShard(shard.spec.keyRange),
  };
  const cells = [
    ...new Set((shard.spec.tabletPools ?? []).flatMap((pool) => (pool.type === "replica" ? pool.cell : []))),
  ];
  const owner = controllerReference({ apiVersion: VITESS, kind: "VitessShard", metadata: shard.metadata });
  const vtorcs = cells.map((cell) =>
    vtorcDeployment(shard, cell, {
      name: objectName(
        labelOf(shard, LABEL.cluster),
        labelOf(shard, LABEL.keyspace),
        safeShard(shard.spec.keyRange),
        cell,
        "vtorc",
      ),
      namespace: shard.metadata.namespace ?? "default",
      labels: { ...shardLabels, [LABEL.cell]: cell, [LABEL.component]: "vtorc" },
      ownerReferences: [owner],
    }),
  );
  const tablets = wantedTablets(shard);
  return [
    ...vtorcs,
    ...tablets.flatMap((tablet) => tabletClaim(shard, tablet) ?? []),
    ...tablets.map((tablet) => tabletPod(shard, tablet)),
  ];
}
