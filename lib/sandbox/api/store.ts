import type { ApiObject } from "./object";
import { expired } from "./status";

/** An object at one revision, with its JSON text kept once made. */
export class Stored {
  #text: string | undefined;
  #line: { type: string; bytes: Buffer } | undefined;
  constructor(
    readonly object: ApiObject,
    readonly revision: number,
  ) {}

  get json(): string {
    const { apiVersion, kind } = this.object;
    return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},${this.untyped.slice(1)}`;
  }

  /** Without kind and version, as items of lists of built-in types are written. */
  get untyped(): string {
    if (this.#text === undefined) {
      const { apiVersion: _version, kind: _kind, ...rest } = this.object;
      this.#text = JSON.stringify(rest);
    }
    return this.#text;
  }

  /** One line of a watch, in bytes that all watchers share while a change is told. */
  line(type: string): Buffer {
    if (this.#line?.type !== type)
      this.#line = { type, bytes: Buffer.from(`{"type":"${type}","object":${this.json}}\n`) };
    return this.#line.bytes;
  }

  /** Frees the bytes that were shared, and the text of a revision that only history still holds. */
  forget(text: boolean): void {
    this.#line = undefined;
    if (text) this.#text = undefined;
  }
}

export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly resource: string;
  readonly revision: number;
  /** The object after the change; of a deletion the last state, at the deletion's revision. */
  readonly current: Stored;
  readonly previous: Stored | undefined;
}

export type Listener = (change: Change) => void;

/** How many changes a watch may lie behind before it is told 410. */
const HISTORY = 8192;

const keyOf = (namespace: string | undefined, name: string): string =>
  namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;

class Bucket {
  readonly objects = new Map<string, Stored>();
  /** Sorted, so that lists and their pages have the order of the real store. */
  readonly keys: string[] = [];
  readonly listeners = new Set<Listener>();

  place(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.keys[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** All objects in memory, one revision counter over all of them, and the last changes for watches to resume from. */
export class Store {
  readonly #buckets = new Map<string, Bucket>();
  readonly #everything = new Set<Listener>();
  #history: Change[] = [];
  #revision = 1;
  #oldest = 1;

  get revision(): number {
    return this.#revision;
  }

  /** The names of the resources (`apps/deployments`, `/pods`) that hold or held objects. */
  resources(): readonly string[] {
    return [...this.#buckets.keys()];
  }

  get(resource: string, namespace: string | undefined, name: string): Stored | undefined {
    return this.#buckets.get(resource)?.objects.get(keyOf(namespace, name));
  }

  /** In the order of keys; all namespaces when none is given. */
  list(resource: string, namespace?: string): Stored[] {
    const bucket = this.#buckets.get(resource);
    if (bucket === undefined) return [];
    if (namespace === undefined || namespace === "") return this.#at(bucket, 0, bucket.keys.length);
    return this.#at(bucket, bucket.place(`${namespace}/`), bucket.place(`${namespace}0`));
  }

  #at(bucket: Bucket, from: number, to: number): Stored[] {
    return bucket.keys.slice(from, to).flatMap((key) => bucket.objects.get(key) ?? []);
  }

  /** Writes an object at a new revision, which becomes its resourceVersion. */
  put(resource: string, object: ApiObject): Stored {
    const bucket = this.#bucket(resource);
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const previous = bucket.objects.get(key);
    const stored = this.#stamp(object);
    bucket.objects.set(key, stored);
    if (previous === undefined) bucket.keys.splice(bucket.place(key), 0, key);
    const type = previous === undefined ? "ADDED" : "MODIFIED";
    this.#tell(bucket, { type, resource, revision: stored.revision, current: stored, previous });
    return stored;
  }

  /** Takes an object away; the answer is its last state. */
  remove(resource: string, namespace: string | undefined, name: string): Stored | undefined {
    const bucket = this.#bucket(resource);
    const key = keyOf(namespace, name);
    const previous = bucket.objects.get(key);
    if (previous === undefined) return undefined;
    bucket.objects.delete(key);
    bucket.keys.splice(bucket.place(key), 1);
    const current = this.#stamp(previous.object);
    this.#tell(bucket, { type: "DELETED", resource, revision: current.revision, current, previous });
    return current;
  }

  /**
   * Calls the listener for each change after `from` (now, when not given), first those that history holds.
   * The answer ends it. Throws 410 when history no longer reaches back to `from`.
   */
  subscribe(resource: string, listener: Listener, from = this.#revision): () => void {
    if (from < this.#oldest - 1) throw expired(`too old resource version: ${from} (${this.#oldest})`);
    const bucket = this.#bucket(resource);
    for (const change of this.#history)
      if (change.revision > from && change.resource === resource) listener(change);
    bucket.listeners.add(listener);
    return () => bucket.listeners.delete(listener);
  }

  /** Calls the listener for every change of any resource. */
  subscribeAll(listener: Listener): () => void {
    this.#everything.add(listener);
    return () => this.#everything.delete(listener);
  }

  /** Forgets history, as etcd's compaction does: watches from before now are told 410. */
  compact(): void {
    this.#history = [];
    this.#oldest = this.#revision + 1;
  }

  /** Fills an empty store from a snapshot; nobody is told. Objects keep their resourceVersion. */
  restore(revision: number, objects: Iterable<readonly [resource: string, object: ApiObject]>): void {
    for (const [resource, object] of objects) {
      const bucket = this.#bucket(resource);
      const key = keyOf(object.metadata.namespace, object.metadata.name);
      bucket.objects.set(key, new Stored(object, Number(object.metadata.resourceVersion)));
      bucket.keys.splice(bucket.place(key), 0, key);
    }
    this.#revision = revision;
    this.#oldest = revision + 1;
  }

  #bucket(resource: string): Bucket {
    const known = this.#buckets.get(resource);
    if (known !== undefined) return known;
    const made = new Bucket();
    this.#buckets.set(resource, made);
    return made;
  }

  #stamp(object: ApiObject): Stored {
    this.#revision += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#revision) };
    return new Stored({ ...object, metadata }, this.#revision);
  }

  #tell(bucket: Bucket, change: Change): void {
    this.#history.push(change);
    change.previous?.forget(true);
    if (this.#history.length > HISTORY + 1024) {
      this.#history.splice(0, this.#history.length - HISTORY);
      this.#oldest = this.#history[0]?.revision ?? this.#revision;
    }
    for (const listener of bucket.listeners) listener(change);
    for (const listener of this.#everything) listener(change);
    change.current.forget(false);
  }
}
