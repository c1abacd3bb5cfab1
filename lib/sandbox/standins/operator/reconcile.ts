import type { Clock } from "@/lib/sandbox/standins/clock";
import { type ClusterClient, isConflict, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import { mergePatch } from "@/lib/sandbox/standins/json-compare";
import type { Metadata } from "@/lib/sandbox/standins/object";
import { cellStatus, clusterStatus, lockserverStatus } from "@/lib/sandbox/standins/operator/cluster-status";
import { clusterChildren } from "@/lib/sandbox/standins/operator/desired-cluster";
import {
  lockserverBudget,
  lockserverServices,
  memberClaim,
  memberPod,
  MEMBERS,
} from "@/lib/sandbox/standins/operator/desired-lockserver";
import { cellChildren, keyspaceChildren, shardChildren } from "@/lib/sandbox/standins/operator/desired-shard";
import { ensure, type Parent } from "@/lib/sandbox/standins/operator/ensure";
import { keyspaceShards, keyspaceStatus } from "@/lib/sandbox/standins/operator/keyspace-status";
import { ANNOTATION, hasLabels, LABEL } from "@/lib/sandbox/standins/operator/labels";
import { shardStatus } from "@/lib/sandbox/standins/operator/shard-status";
import type {
  EtcdLockserver,
  LockserverRef,
  VitessCell,
  VitessCluster,
  VitessKeyspace,
  VitessShard,
} from "@/lib/sandbox/standins/operator/spec";
import type { OperatorStore } from "@/lib/sandbox/standins/operator/store";
import {
  listWorkflows,
  reconcileReplication,
  registerCells,
  registerKeyspace,
  type TopologyReport,
} from "@/lib/sandbox/standins/operator/topology-steps";
import type { Recorder } from "@/lib/sandbox/standins/recorder";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";

export interface OperatorContext {
  client: ClusterClient;
  clock: Clock;
  store: OperatorStore;
  /** The event recorder of one controller, such as `vitessshard-controller`. */
  recorderOf: (controller: string) => Recorder;
  /** Throws TopologyUnavailable. */
  openTopology: (lockserver: LockserverRef) => Topology;
}

type Owned = { metadata: Metadata; status?: unknown };

function parentOf(context: OperatorContext, kind: string, object: Owned): Parent {
  return {
    kind,
    metadata: object.metadata,
    recorder: context.recorderOf(`${kind.toLowerCase()}-controller`),
  };
}

async function writeStatus(
  context: OperatorContext,
  of: Resource,
  object: Owned,
  wanted: Record<string, unknown>,
): Promise<void> {
  const patch = mergePatch(object.status, wanted);
  if (patch === null) return;
  const { namespace, name, uid } = object.metadata;
  try {
    await context.client.patch(of, namespace ?? null, name, { metadata: { uid }, status: patch }, "status");
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

/** Edits reach what exists at once only with the Immediate strategy; External waits for a release, which this operator does not do yet. */
function updatesAtOnce(object: { spec: { [field: string]: unknown } }): boolean {
  const strategy = object.spec["updateStrategy"];
  return JSON.stringify(strategy ?? null).includes('"type":"Immediate"');
}

const wanted = <T extends Owned>(objects: readonly T[]): T[] =>
  objects.filter((one) => one.metadata.deletionTimestamp === undefined);

function topologyFor(
  context: OperatorContext,
  lockserver: LockserverRef,
  report: TopologyReport,
): Topology | null {
  try {
    return context.openTopology(lockserver);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    report.warn("TopoConnectFailed", `failed to connect to global lockserver: ${words}`);
    return null;
  }
}

function reportOf(context: OperatorContext, kind: string, object: Owned, controller: string): TopologyReport {
  const recorder = context.recorderOf(controller);
  const regarding = { apiVersion: "planetscale.com/v2", kind, metadata: object.metadata };
  return {
    warn: (reason, message) => recorder.record(regarding, "Warning", reason, message),
    tell: (reason, message) => recorder.record(regarding, "Normal", reason, message),
  };
}

async function reconcileCluster(context: OperatorContext, cluster: VitessCluster): Promise<void> {
  const parent = parentOf(context, "VitessCluster", cluster);
  await ensure(context, parent, clusterChildren(cluster), { update: updatesAtOnce(cluster) });
  const first = context.store.cells
    .all()
    .find((cell) => hasLabels(cell, { [LABEL.cluster]: cluster.metadata.name }));
  if (first !== undefined) {
    const report = reportOf(context, "VitessCluster", cluster, "vitesscluster-controller");
    const topology = topologyFor(context, first.spec.globalLockserver, report);
    if (topology !== null) registerCells(topology, cluster, report);
  }
  await writeStatus(context, RESOURCES.clusters, cluster, clusterStatus(cluster, context.store));
}

async function reconcileLockserver(context: OperatorContext, lockserver: EtcdLockserver): Promise<void> {
  const parent = parentOf(context, "EtcdLockserver", lockserver);
  await removeFailed(context, { [LABEL.lockserver]: lockserver.metadata.name });
  await ensure(
    context,
    parent,
    [
      ...lockserverServices(lockserver),
      ...MEMBERS.map((index) => memberClaim(lockserver, index)),
      ...MEMBERS.map((index) => memberPod(lockserver, index)),
      lockserverBudget(lockserver),
    ],
    { update: false },
  );
  await writeStatus(context, RESOURCES.lockservers, lockserver, lockserverStatus(lockserver, context.store));
}

function clusterOf(context: OperatorContext, object: Owned): VitessCluster | undefined {
  const name = object.metadata.labels?.[LABEL.cluster] ?? "";
  return context.store.clusters.get(`${object.metadata.namespace}/${name}`);
}

async function reconcileCell(context: OperatorContext, cell: VitessCell): Promise<void> {
  const parent = parentOf(context, "VitessCell", cell);
  const mysqld = clusterOf(context, cell)?.spec.images?.mysqld?.mysql80Compatible;
  await ensure(context, parent, cellChildren(cell, mysqld), { update: true });
  const report = reportOf(context, "VitessCell", cell, "vitesscell-controller");
  const topology = topologyFor(context, cell.spec.globalLockserver, report);
  if (topology !== null && !topology.cells.has(cell.spec.name)) {
    const path = `${cell.spec.globalLockserver.rootPath}/cells/${cell.spec.name}/CellInfo`;
    report.warn(
      "TopoListFailed",
      `failed to list keyspaces in cell-local lockserver: node doesn't exist: ${path}`,
    );
  }
  await writeStatus(context, RESOURCES.cells, cell, cellStatus(cell, context.store));
}

async function reconcileKeyspace(context: OperatorContext, keyspace: VitessKeyspace): Promise<void> {
  const parent = parentOf(context, "VitessKeyspace", keyspace);
  await ensure(context, parent, keyspaceChildren(keyspace), { update: updatesAtOnce(keyspace) });
  const report = reportOf(context, "VitessKeyspace", keyspace, "vitesskeyspace-controller");
  const topology = topologyFor(context, keyspace.spec.globalLockserver, report);
  const shards = keyspaceShards(keyspace, (name) =>
    context.store.shards.get(`${keyspace.metadata.namespace}/${name}`),
  );
  if (topology !== null) {
    registerKeyspace(
      topology,
      keyspace.spec.name,
      shards.map((one) => one.name),
    );
    listWorkflows(topology, keyspace.spec.name, report);
  }
  await writeStatus(
    context,
    RESOURCES.keyspaces,
    keyspace,
    keyspaceStatus(keyspace, shards, context.clock.time()),
  );
}

/** An evicted pod stays behind as Failed: the operator takes it away and makes it anew. */
async function removeFailed(context: OperatorContext, labels: Record<string, string>): Promise<void> {
  for (const pod of context.store.pods.all()) {
    if (pod.status?.phase !== "Failed" || !hasLabels(pod, labels)) continue;
    const { namespace, name, uid } = pod.metadata;
    await context.client.remove(RESOURCES.pods, namespace ?? null, name, { uid });
  }
}

async function markGeneration(context: OperatorContext, shard: VitessShard, parent: Parent): Promise<void> {
  const generation = String(shard.metadata.generation ?? 1);
  const labels = { [LABEL.component]: "vttablet" };
  for (const pod of context.store.pods.all()) {
    const ours = pod.metadata.ownerReferences?.some((owner) => owner.uid === shard.metadata.uid) === true;
    if (!ours || !hasLabels(pod, labels) || pod.metadata.deletionTimestamp !== undefined) continue;
    if (pod.metadata.annotations?.[ANNOTATION.observedShardGeneration] === generation) continue;
    const { namespace, name, uid } = pod.metadata;
    try {
      await context.client.patch(RESOURCES.pods, namespace ?? null, name, {
        metadata: { uid, annotations: { [ANNOTATION.observedShardGeneration]: generation } },
      });
    } catch (error) {
      if (isNotFound(error) || isConflict(error)) continue;
      throw error;
    }
    parent.recorder.record(
      { apiVersion: "planetscale.com/v2", kind: "VitessShard", metadata: shard.metadata },
      "Normal",
      "Updated",
      `updated Pod ${name}`,
    );
  }
}

async function reconcileShard(context: OperatorContext, shard: VitessShard): Promise<void> {
  const parent = parentOf(context, "VitessShard", shard);
  const drafts = shardChildren(shard);
  await removeFailed(context, {
    [LABEL.component]: "vttablet",
    [LABEL.cluster]: shard.metadata.labels?.[LABEL.cluster] ?? "",
    [LABEL.keyspace]: shard.metadata.labels?.[LABEL.keyspace] ?? "",
    [LABEL.shard]: shard.metadata.labels?.[LABEL.shard] ?? "",
  });
  await ensure(context, parent, drafts, { update: updatesAtOnce(shard) });
  await markGeneration(context, shard, parent);
  const report = reportOf(context, "VitessShard", shard, "vitessshard-controller");
  const topology = topologyFor(context, shard.spec.globalLockserver, report);
  const vtorcs = drafts.filter((draft) => draft.kind === "Deployment").map((draft) => draft.metadata.name);
  const { store, clock } = context;
  const sight = () => ({ store, topology, now: clock.now(), speed: clock.speed });
  const replication = reportOf(context, "VitessShard", shard, "vitessshardreplication-controller");
  if (topology !== null)
    reconcileReplication(topology, shard, shardStatus(shard, vtorcs, sight()), replication, clock.now());
  await writeStatus(context, RESOURCES.shards, shard, { ...shardStatus(shard, vtorcs, sight()) });
}

/** One pass over everything in a namespace, parents before children. Each object stands alone: a failure of one does not stop the rest. */
export async function reconcileNamespace(
  context: OperatorContext,
  onProblem: (problem: unknown) => void,
): Promise<void> {
  const { store } = context;
  const all: (() => Promise<void>)[] = [
    ...wanted(store.clusters.all()).map((one) => () => reconcileCluster(context, one)),
    ...wanted(store.lockservers.all()).map((one) => () => reconcileLockserver(context, one)),
    ...wanted(store.cells.all()).map((one) => () => reconcileCell(context, one)),
    ...wanted(store.keyspaces.all()).map((one) => () => reconcileKeyspace(context, one)),
    ...wanted(store.shards.all()).map((one) => () => reconcileShard(context, one)),
  ];
  await Promise.all(all.map((one) => one().catch(onProblem)));
}
