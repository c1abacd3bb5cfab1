import { ApiError } from "@/lib/sandbox/standins/api-transport";
import { type ClusterClient, isConflict, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import { isPartOf } from "@/lib/sandbox/standins/json-compare";
import type { Draft, Metadata } from "@/lib/sandbox/standins/object";
import { hasLabels } from "@/lib/sandbox/standins/operator/labels";
import type { OperatorStore } from "@/lib/sandbox/standins/operator/store";
import type { Recorder } from "@/lib/sandbox/standins/recorder";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";

/** Whom a change is made for: its events tell it. */
export interface Parent {
  kind: string;
  metadata: Metadata;
  /** Writes as the controller of that kind. */
  recorder: Recorder;
}

interface Known {
  metadata: Metadata;
  spec?: unknown;
}

interface KindAccess {
  of: Resource;
  find: (store: OperatorStore, key: string) => Known | undefined;
  /** Changed in place when the wish changes; pods, claims, services and budgets are not. */
  updatable: boolean;
}

const KINDS: Record<string, KindAccess> = {
  EtcdLockserver: {
    of: RESOURCES.lockservers,
    find: (store, key) => store.lockservers.get(key),
    updatable: true,
  },
  VitessCell: { of: RESOURCES.cells, find: (store, key) => store.cells.get(key), updatable: true },
  VitessKeyspace: {
    of: RESOURCES.keyspaces,
    find: (store, key) => store.keyspaces.get(key),
    updatable: true,
  },
  VitessShard: { of: RESOURCES.shards, find: (store, key) => store.shards.get(key), updatable: true },
  Deployment: {
    of: RESOURCES.deployments,
    find: (store, key) => store.deployments.get(key),
    updatable: true,
  },
  Service: { of: RESOURCES.services, find: (store, key) => store.services.get(key), updatable: false },
  PersistentVolumeClaim: {
    of: RESOURCES.claims,
    find: (store, key) => store.claims.get(key),
    updatable: false,
  },
  Pod: { of: RESOURCES.pods, find: (store, key) => store.pods.get(key), updatable: false },
  PodDisruptionBudget: {
    of: RESOURCES.budgets,
    find: (store, key) => store.budgets.get(key),
    updatable: false,
  },
};

export interface EnsureContext {
  client: ClusterClient;
  store: OperatorStore;
}

function say(parent: Parent, type: "Normal" | "Warning", reason: string, message: string): void {
  parent.recorder.record(
    { apiVersion: "planetscale.com/v2", kind: parent.kind, metadata: parent.metadata },
    type,
    reason,
    message,
  );
}

async function create(context: EnsureContext, draft: Draft, of: Resource, parent: Parent): Promise<void> {
  try {
    await context.client.create(of, draft);
    say(parent, "Normal", "Created", `created ${draft.kind} ${draft.metadata.name}`);
  } catch (error) {
    if (error instanceof ApiError && error.reason === "AlreadyExists") return;
    if (isNotFound(error)) return;
    const words = error instanceof Error ? error.message : String(error);
    say(parent, "Warning", "CreateFailed", `failed to create ${draft.kind} ${draft.metadata.name}: ${words}`);
    throw error;
  }
}

/**
 * Makes what is wished for: creates what is not there, brings what may change in place in line. An object of the name
 * without our labels is somebody else's and stops its own wish only.
 */
export async function ensure(
  context: EnsureContext,
  parent: Parent,
  drafts: readonly Draft[],
  options: { update: boolean },
): Promise<void> {
  for (const draft of drafts) {
    const access = KINDS[draft.kind];
    if (access === undefined) throw new Error(`The operator does not make objects of kind ${draft.kind}.`);
    const found = access.find(context.store, `${draft.metadata.namespace}/${draft.metadata.name}`);
    if (found === undefined) {
      await create(context, draft, access.of, parent);
      continue;
    }
    if (found.metadata.deletionTimestamp !== undefined) continue;
    if (!hasLabels(found, draft.metadata.labels ?? {})) {
      const what = `${draft.kind} ${draft.metadata.name}`;
      say(parent, "Warning", "NameCollision", `existing ${what} does not have the expected labels`);
      continue;
    }
    if (!access.updatable || !options.update || isPartOf(draft["spec"], found.spec)) continue;
    await update(context, draft, access.of, found, parent);
  }
}

async function update(
  { client }: EnsureContext,
  draft: Draft,
  of: Resource,
  found: Known,
  parent: Parent,
): Promise<void> {
  try {
    await client.patch(of, draft.metadata.namespace ?? null, draft.metadata.name, {
      metadata: { resourceVersion: found.metadata.resourceVersion },
      spec: draft["spec"],
    });
    say(parent, "Normal", "Updated", `updated ${draft.kind} ${draft.metadata.name}`);
  } catch (error) {
    // Somebody was faster: the next pass sees what they wrote.
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}
