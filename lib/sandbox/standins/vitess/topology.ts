/** A tablet as the topology server has it. */
export interface TabletRecord {
  alias: string;
  keyspace: string;
  shard: string;
  cell: string;
  type: "primary" | "replica" | "rdonly";
  ip: string;
  podName: string;
}

export interface ShardRecord {
  primaryAlias: string | null;
  /** Epoch milliseconds of the primary's term; null without a primary. */
  termStartedAt: number | null;
}

/** No quorum, or nobody there: what a client of etcd is told. */
export class TopologyUnavailable extends Error {
  constructor() {
    super("context deadline exceeded");
    this.name = "TopologyUnavailable";
  }
}

/** What one database's topology server holds. It outlives its members' restarts, as their volumes do. */
export class Topology {
  readonly cells = new Set<string>();
  readonly keyspaces = new Set<string>();
  readonly shards = new Map<string, ShardRecord>();
  readonly tablets = new Map<string, TabletRecord>();
  readonly #listeners = new Set<() => void>();
  readonly #locks = new Set<string>();

  static shardKey(keyspace: string, shard: string): string {
    return `${keyspace}/${shard}`;
  }

  /** The record of a shard, made when the first tablet or the operator asks for it. */
  shard(keyspace: string, shard: string): ShardRecord {
    const key = Topology.shardKey(keyspace, shard);
    const known = this.shards.get(key);
    if (known !== undefined) return known;
    const made: ShardRecord = { primaryAlias: null, termStartedAt: null };
    this.shards.set(key, made);
    return made;
  }

  tabletsOf(keyspace: string, shard: string): TabletRecord[] {
    return [...this.tablets.values()].filter((one) => one.keyspace === keyspace && one.shard === shard);
  }

  /** Writes the new primary to the shard record and to both tablets' records. */
  promote(keyspace: string, shard: string, alias: string, at: number): void {
    const record = this.shard(keyspace, shard);
    record.primaryAlias = alias;
    record.termStartedAt = at;
    for (const tablet of this.tabletsOf(keyspace, shard)) {
      if (tablet.type === "rdonly") continue;
      tablet.type = tablet.alias === alias ? "primary" : "replica";
    }
    this.changed();
  }

  /** The shard lock: the answer frees it; null while somebody else has it. */
  tryLock(keyspace: string, shard: string): (() => void) | null {
    const key = Topology.shardKey(keyspace, shard);
    if (this.#locks.has(key)) return null;
    this.#locks.add(key);
    return () => void this.#locks.delete(key);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** The answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
