import "server-only";
import type { Fact } from "@/lib/domain/cluster/facts";
import type { HubChange, Unread } from "@/lib/domain/cluster/snapshot";
import type { KubeClient } from "@/lib/kube/client";
import { type Clock, pause } from "@/lib/kube/clock";
import type { RegionConnection } from "@/lib/kube/connection";
import { createFactStore, type FactChange, type FactStore, type Keep } from "@/lib/kube/fact-store";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { type Reflected, reflect, type ReflectorLimits } from "@/lib/kube/reflector";
import { listPath, WATCH_ORDER, type WatchedResource } from "@/lib/kube/watched-resource";

/** What every kind of a hub shares. */
export interface WatchContext {
  client: KubeClient;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  limits: ReflectorLimits;
  connection: RegionConnection;
  emit: (change: HubChange) => void;
  /** Told when a path of a kind was listed or is refused; null is the whole cluster. */
  onScope: (kind: Fact["kind"], namespace: string | null, status: ScopeStatus) => void;
  /** Gantry's own fault, never a cluster's. */
  report: (error: unknown) => void;
}

export type ScopeStatus = Unread | "synced";

export interface KindCounts {
  objects: number;
  /** Objects and events that were not of the wanted shape. */
  skipped: number;
  lists: number;
  events: number;
  /** Why the last call failed, while nothing has arrived since; null when all is well. */
  failure: string | null;
}

const FAULT_PAUSE_MS = 5000;

/** One kind of a region: its facts, and how much of it is known. */
export class KindWatch<F extends Fact> {
  readonly #resource: WatchedResource<F>;
  readonly #context: WatchContext;
  readonly #store: FactStore<F>;
  readonly #scopes = new Map<string | null, ScopeStatus>();
  #skipped = 0;
  #lists = 0;
  #events = 0;
  #failure: string | null = null;
  #observedAt: number | null = null;

  constructor(resource: WatchedResource<F>, context: WatchContext, keep?: Keep<F>) {
    this.#resource = resource;
    this.#context = context;
    this.#store = createFactStore<F>(keep);
  }

  /** All facts; the same array until one changes. Facts of a kind that became unread are the last known ones. */
  list(): readonly F[] {
    return this.#store.list();
  }

  /** When the newest list, event or bookmark arrived. */
  get observedAt(): number | null {
    return this.#observedAt;
  }

  counts(): KindCounts {
    return {
      objects: this.#store.count(null),
      skipped: this.#skipped,
      lists: this.#lists,
      events: this.#events,
      failure: this.#failure,
    };
  }

  /** Why the kind is not known; null when all that is read of it was listed. Namespaces stand in for a refused cluster. */
  unread(): Unread | null {
    const whole = this.#scopes.get(null);
    if (whole === "synced") return null;
    const parts = [...this.#scopes].filter(([namespace]) => namespace !== null).map(([, status]) => status);
    const asked = parts.length > 0 ? parts : [whole ?? "loading"];
    if (asked.includes("loading")) return "loading";
    if (asked.includes("forbidden")) return "forbidden";
    return asked.includes("absent") ? "absent" : null;
  }

  /** Keeps only what is read of these namespaces. */
  retain(namespaces: readonly string[]): void {
    this.#store.retain(namespaces);
  }

  /** Follows the kind in one namespace, or in the cluster when it is null, until the signal fires. Never throws. */
  async follow(namespace: string | null, signal: AbortSignal): Promise<void> {
    const { client, clock, random, limits, connection, report } = this.#context;
    this.#scopes.set(namespace, "loading");
    const rank = WATCH_ORDER.indexOf(this.#resource.kind);
    const options = {
      client,
      clock,
      random,
      limits,
      path: listPath(this.#resource, namespace),
      project: this.#resource.project,
      held: () => this.#store.count(namespace),
      connected: (until: AbortSignal) => connection.connected(until, rank),
      hurry: () => connection.hurry,
    };
    while (!signal.aborted) {
      try {
        for await (const one of reflect<F>(options, signal)) this.#take(namespace, one);
      } catch (error) {
        report(error);
        await pause(clock, FAULT_PAUSE_MS, signal);
      }
    }
    this.#scopes.delete(namespace);
  }

  #take(namespace: string | null, one: Reflected<F>): void {
    switch (one.kind) {
      case "failed":
        this.#failure = kubeSentence(one.error);
        // A busy API server lives; another call would only add to its load.
        if (one.error.kind !== "too-many") this.#context.connection.suspect(one.error);
        return;
      case "unread":
        this.#unreadable(namespace, one.unread);
        return;
      case "listed":
        this.#lists += 1;
        this.#skipped += one.skipped;
        this.#heard();
        this.#apply(this.#store.replace(namespace, one.facts));
        this.#enter(namespace, "synced");
        return;
      case "put":
      case "deleted":
        this.#events += 1;
        this.#heard();
        this.#apply(one.kind === "put" ? this.#store.put(one.fact) : this.#store.remove(one.fact));
        return;
      case "bookmark":
        this.#heard();
        return;
      case "skipped":
        this.#skipped += 1;
    }
  }

  /** A kind that is absent twice in a row went with all its objects; the first time may be a server in the middle of a start. */
  #unreadable(namespace: string | null, unread: "forbidden" | "absent"): void {
    const before = this.#scopes.get(namespace);
    if (unread === "absent" && before === "absent") this.#apply(this.#store.replace(namespace, []));
    if (before !== unread) this.#enter(namespace, unread);
  }

  #enter(namespace: string | null, status: ScopeStatus): void {
    this.#scopes.set(namespace, status);
    this.#context.onScope(this.#resource.kind, namespace, status);
    this.#context.emit({ kind: "synced", watched: this.#resource.kind });
  }

  #heard(): void {
    this.#observedAt = this.#context.clock.now();
    this.#failure = null;
    this.#context.connection.heard();
  }

  #apply(changes: readonly FactChange<F>[]): void {
    for (const { type, fact } of changes) this.#context.emit({ kind: "fact", type, fact });
  }
}
