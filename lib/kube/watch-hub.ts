import "server-only";
import type { Fact, WatchedKind } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot, HubChange, Unread } from "@/lib/domain/cluster/snapshot";
import type { KubeClient } from "@/lib/kube/client";
import { type Clock, systemClock } from "@/lib/kube/clock";
import { RegionConnection } from "@/lib/kube/connection";
import { type KindCounts, KindWatch, type ScopeStatus, type WatchContext } from "@/lib/kube/kind-watch";
import { REFLECTOR_LIMITS, type ReflectorLimits } from "@/lib/kube/reflector";
import { WATCH_ORDER, WATCHED } from "@/lib/kube/watched-resource";

export interface WatchHubOptions {
  /** The namespaces that Gantry manages: where databases and the operator live. */
  namespaces: readonly string[];
  /** UID of kube-system at registration; another one freezes the region. Null or absent: the first one seen. */
  expectedUid?: string | null;
  clock?: Clock;
  /** In [0, 1); spreads retries and the ends of watches. */
  random?: () => number;
  limits?: Partial<ReflectorLimits>;
  /** Told of Gantry's own faults, a throwing listener above all; a warning of the process unless given. */
  report?: (error: unknown) => void;
}

/** What Gantry knows of one region, kept current by list and watch. */
export interface WatchHub {
  /** Begins to connect and to watch; a second call does nothing. */
  start(): void;
  /** Ends every call and watch, also those that still start; resolves when the last one has ended. */
  stop(): Promise<void>;
  snapshot(): ClusterSnapshot;
  /** Calls back on every change, in the same turn. A listener that throws is reported and called again. */
  subscribe(listener: (change: HubChange) => void): () => void;
  /** Cuts short whatever is waited for: a probe, a backoff, a refused or absent kind. */
  retryNow(): void;
  /** How much was read, by kind. */
  counts(): Readonly<Record<WatchedKind, KindCounts>>;
}

/** Events are told newest first and soon forgotten by the API server itself (one hour). */
const EVENTS_KEEP = { max: 2000, newest: (fact: { lastSeenAt: number }) => fact.lastSeenAt };

function createKinds(context: WatchContext) {
  return {
    nodes: new KindWatch(WATCHED.nodes, context),
    pods: new KindWatch(WATCHED.pods, context),
    clusters: new KindWatch(WATCHED.clusters, context),
    shards: new KindWatch(WATCHED.shards, context),
    keyspaces: new KindWatch(WATCHED.keyspaces, context),
    cells: new KindWatch(WATCHED.cells, context),
    lockservers: new KindWatch(WATCHED.lockservers, context),
    claims: new KindWatch(WATCHED.claims, context),
    storageclasses: new KindWatch(WATCHED.storageclasses, context),
    events: new KindWatch(WATCHED.events, context, EVENTS_KEEP),
  };
}

/** Kinds that are read of the whole cluster. Pods are too, as long as the account may. */
const CLUSTER_WIDE: ReadonlySet<WatchedKind> = new Set(["nodes", "pods", "storageclasses"]);

class Hub implements WatchHub {
  readonly #namespaces: readonly string[];
  readonly #report: (error: unknown) => void;
  readonly #connection: RegionConnection;
  readonly #kinds: ReturnType<typeof createKinds>;
  readonly #listeners = new Set<(change: HubChange) => void>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>[] = [];
  /** Ends the reading of pods by namespace; null while pods are read of the whole cluster. */
  #podFallback: AbortController | null = null;
  #isStarted = false;

  constructor(client: KubeClient, options: WatchHubOptions) {
    const clock = options.clock ?? systemClock;
    const random = options.random ?? Math.random;
    this.#namespaces = options.namespaces;
    this.#report = options.report ?? warn;
    this.#connection = new RegionConnection({
      client,
      clock,
      random,
      expectedUid: options.expectedUid ?? null,
      onState: (state) => this.#emit({ kind: "state", state }),
    });
    this.#kinds = createKinds({
      client,
      clock,
      random,
      limits: { ...REFLECTOR_LIMITS, ...options.limits },
      connection: this.#connection,
      emit: (change) => this.#emit(change),
      onScope: (kind, namespace, status) => this.#scoped(kind, namespace, status),
      report: this.#report,
    });
  }

  start(): void {
    if (this.#isStarted || this.#stopping.signal.aborted) return;
    this.#isStarted = true;
    this.#running.push(this.#connection.run(this.#stopping.signal));
    for (const kind of WATCH_ORDER) {
      for (const namespace of CLUSTER_WIDE.has(kind) ? [null] : this.#namespaces) {
        this.#follow(kind, namespace, this.#stopping.signal);
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.allSettled(this.#running);
    this.#listeners.clear();
  }

  snapshot(): ClusterSnapshot {
    const kinds = this.#kinds;
    const unread = new Map<WatchedKind, Unread>();
    let observedAt: number | null = null;
    for (const kind of WATCH_ORDER) {
      const why = kinds[kind].unread();
      if (why !== null) unread.set(kind, why);
      const at = kinds[kind].observedAt;
      if (at !== null && at > (observedAt ?? 0)) observedAt = at;
    }
    return {
      state: this.#connection.state,
      observedAt,
      nodes: kinds.nodes.list(),
      pods: kinds.pods.list(),
      claims: kinds.claims.list(),
      events: kinds.events.list(),
      storageclasses: kinds.storageclasses.list(),
      clusters: kinds.clusters.list(),
      keyspaces: kinds.keyspaces.list(),
      shards: kinds.shards.list(),
      cells: kinds.cells.list(),
      lockservers: kinds.lockservers.list(),
      unread,
      podsScope: this.#podFallback === null ? "cluster" : "namespaces",
    };
  }

  subscribe(listener: (change: HubChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  counts(): Readonly<Record<WatchedKind, KindCounts>> {
    const { nodes, pods, claims, events, storageclasses, clusters, keyspaces, shards, cells, lockservers } =
      this.#kinds;
    return {
      nodes: nodes.counts(),
      pods: pods.counts(),
      claims: claims.counts(),
      events: events.counts(),
      storageclasses: storageclasses.counts(),
      clusters: clusters.counts(),
      keyspaces: keyspaces.counts(),
      shards: shards.counts(),
      cells: cells.counts(),
      lockservers: lockservers.counts(),
    };
  }

  #follow(kind: WatchedKind, namespace: string | null, signal: AbortSignal): void {
    this.#running.push(this.#kinds[kind].follow(namespace, signal));
  }

  #scoped(kind: Fact["kind"], namespace: string | null, status: ScopeStatus): void {
    if (kind === "nodes" || kind === "pods") this.#connection.ready();
    if (kind !== "pods" || namespace !== null) return;
    if (status === "forbidden") this.#readPodsByNamespace();
    else if (status === "synced") this.#endPodFallback();
  }

  /** Without the capacity pack only pods of managed namespaces can be read; what was known of others is not any more. */
  #readPodsByNamespace(): void {
    if (this.#podFallback !== null) return;
    this.#podFallback = new AbortController();
    this.#kinds.pods.retain(this.#namespaces);
    const signal = AbortSignal.any([this.#stopping.signal, this.#podFallback.signal]);
    for (const namespace of this.#namespaces) this.#follow("pods", namespace, signal);
  }

  #endPodFallback(): void {
    this.#podFallback?.abort();
    this.#podFallback = null;
  }

  #emit(change: HubChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}

/**
 * Watches one region: nodes, pods and storage classes of the cluster, the rest in the managed namespaces, one list and
 * watch per kind and namespace. Facts only, never whole objects: about 1 KB per pod; a snapshot costs nothing while
 * nothing changes and O(n) of the kinds that did.
 */
export function createWatchHub(client: KubeClient, options: WatchHubOptions): WatchHub {
  return new Hub(client, options);
}
