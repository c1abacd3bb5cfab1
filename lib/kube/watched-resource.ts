import "server-only";
import type { Fact, WatchedKind } from "@/lib/domain/cluster/facts";
import { projectEvent } from "@/lib/kube/project-event";
import { projectNode } from "@/lib/kube/project-node";
import { projectPod } from "@/lib/kube/project-pod";
import { projectClaim, projectStorageClass } from "@/lib/kube/project-storage";
import {
  projectCell,
  projectCluster,
  projectKeyspace,
  projectLockserver,
  projectShard,
} from "@/lib/kube/project-vitess";

/** Where a kind is listed and how one of its objects becomes a fact; null for an object that is skipped. */
export interface WatchedResource<F extends Fact> {
  kind: F["kind"];
  /** `/api/v1` or `/apis/<group>/<version>`. */
  api: string;
  plural: string;
  namespaced: boolean;
  project: (raw: unknown) => F | null;
}

const CORE = "/api/v1";
const VITESS = "/apis/planetscale.com/v2";

/** Every kind that Gantry watches. */
export const WATCHED = {
  nodes: { kind: "nodes", api: CORE, plural: "nodes", namespaced: false, project: projectNode },
  pods: { kind: "pods", api: CORE, plural: "pods", namespaced: true, project: projectPod },
  clusters: {
    kind: "clusters",
    api: VITESS,
    plural: "vitessclusters",
    namespaced: true,
    project: projectCluster,
  },
  shards: { kind: "shards", api: VITESS, plural: "vitessshards", namespaced: true, project: projectShard },
  keyspaces: {
    kind: "keyspaces",
    api: VITESS,
    plural: "vitesskeyspaces",
    namespaced: true,
    project: projectKeyspace,
  },
  cells: { kind: "cells", api: VITESS, plural: "vitesscells", namespaced: true, project: projectCell },
  lockservers: {
    kind: "lockservers",
    api: VITESS,
    plural: "etcdlockservers",
    namespaced: true,
    project: projectLockserver,
  },
  claims: {
    kind: "claims",
    api: CORE,
    plural: "persistentvolumeclaims",
    namespaced: true,
    project: projectClaim,
  },
  storageclasses: {
    kind: "storageclasses",
    api: "/apis/storage.k8s.io/v1",
    plural: "storageclasses",
    namespaced: false,
    project: projectStorageClass,
  },
  events: { kind: "events", api: CORE, plural: "events", namespaced: true, project: projectEvent },
} as const satisfies { [K in WatchedKind]: WatchedResource<Extract<Fact, { kind: K }>> };

/** The order in which a region should become known. */
export const WATCH_ORDER = [
  "nodes",
  "pods",
  "storageclasses",
  "clusters",
  "shards",
  "keyspaces",
  "cells",
  "lockservers",
  "claims",
  "events",
] as const satisfies readonly WatchedKind[];

/** The path at which a resource is listed and watched: of one namespace, or of the cluster when it is null. */
export function listPath(
  resource: Pick<WatchedResource<Fact>, "api" | "plural">,
  namespace: string | null,
): string {
  const scope = namespace === null ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${resource.api}${scope}/${resource.plural}`;
}
