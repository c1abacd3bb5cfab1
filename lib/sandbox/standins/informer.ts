import type { Clock } from "@/lib/sandbox/standins/clock";
import { type ClusterClient, isExpired, type Selection } from "@/lib/sandbox/standins/cluster-client";
import { keyOf, type Metadata, type Stored } from "@/lib/sandbox/standins/object";
import type { Resource } from "@/lib/sandbox/standins/resources";

export type Change<T> = { kind: "set"; object: T } | { kind: "gone"; object: T };

const RETRY_MS = 500;

export interface InformerOptions<T> {
  client: ClusterClient;
  of: Resource;
  selection?: Selection;
  /** What is kept of an object. One that throws is not kept, and told to `onProblem`. */
  parse: (stored: Stored) => T;
  clock: Clock;
  onProblem: (problem: unknown) => void;
}

class WatchCutError extends Error {
  constructor(
    readonly version: string,
    cause: unknown,
  ) {
    super("The watch was cut.", { cause });
  }
}

/** Lists, then watches, for ever: after a cut it goes on from the last version seen, after 410 it lists anew. */
export class Informer<T extends { metadata: Metadata }> {
  /** Settles after the first list. */
  readonly synced: Promise<void>;
  readonly #store = new Map<string, T>();
  readonly #listeners: ((change: Change<T>) => void)[] = [];
  readonly #stopping = new AbortController();
  #markSynced: (() => void) | undefined;

  constructor(readonly options: InformerOptions<T>) {
    this.synced = new Promise((resolve) => (this.#markSynced = resolve));
    void this.#run();
  }

  all(): T[] {
    return [...this.#store.values()];
  }

  /** By `namespace/name`, or by name for cluster-wide kinds. */
  get(key: string): T | undefined {
    return this.#store.get(key);
  }

  /** Called after each change; the store holds it already. */
  onChange(listener: (change: Change<T>) => void): void {
    this.#listeners.push(listener);
  }

  stop(): void {
    this.#stopping.abort();
  }

  #tell(change: Change<T>): void {
    for (const listener of this.#listeners) listener(change);
  }

  #drop(key: string): void {
    const known = this.#store.get(key);
    if (known === undefined) return;
    this.#store.delete(key);
    this.#tell({ kind: "gone", object: known });
  }

  #keep(stored: Stored): void {
    const key = keyOf(stored);
    const known = this.#store.get(key);
    if (known !== undefined && known.metadata.uid !== stored.metadata.uid) this.#drop(key);
    try {
      const object = this.options.parse(stored);
      this.#store.set(key, object);
      this.#tell({ kind: "set", object });
    } catch (error) {
      this.options.onProblem(error);
      this.#drop(key);
    }
  }

  async #list(): Promise<string> {
    const { client, of, selection } = this.options;
    const { items, resourceVersion } = await client.list(of, selection);
    const present = new Set(items.map(keyOf));
    for (const key of this.#store.keys()) if (!present.has(key)) this.#drop(key);
    for (const item of items) {
      const known = this.#store.get(keyOf(item));
      if (known?.metadata.resourceVersion !== item.metadata.resourceVersion) this.#keep(item);
    }
    this.#markSynced?.();
    return resourceVersion;
  }

  async #follow(from: string): Promise<string> {
    const { client, of, selection } = this.options;
    let resourceVersion = from;
    try {
      const watch = { ...selection, resourceVersion, signal: this.#stopping.signal };
      for await (const event of client.watch(of, watch)) {
        resourceVersion = event.object.metadata.resourceVersion;
        if (event.type === "BOOKMARK") continue;
        if (event.type === "DELETED") this.#drop(keyOf(event.object));
        else this.#keep(event.object);
      }
    } catch (error) {
      if (isExpired(error)) return "";
      throw new WatchCutError(resourceVersion, error);
    }
    return resourceVersion;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let version = "";
    while (!signal.aborted) {
      try {
        if (version === "") version = await this.#list();
        version = await this.#follow(version);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof WatchCutError) version = error.version;
        else this.options.onProblem(error);
        await this.options.clock.sleepReal(RETRY_MS, signal);
      }
    }
  }
}
