import { type LatencyShape, Tally, Timings } from "@/lib/sandbox/standins/vitess/latency";
import type { Applier } from "@/lib/sandbox/standins/vitess/replication";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";

/** A running mysqld, as its vttablet sees it. Trouble with the applier ends with the process. */
export interface MysqldRuntime {
  podUid: string;
  ready: boolean;
  applier: Applier;
  lagSeconds: number;
}

export type Plan = "Select" | "Insert" | "Update" | "Delete";
export type TabletType = "PRIMARY" | "REPLICA" | "RDONLY";

export interface TabletIdentity {
  alias: string;
  cell: string;
  keyspace: string;
  shard: string;
  podKey: string;
  podUid: string;
  topology: Topology;
  /** Epoch milliseconds of the process's start. */
  startedAt: number;
  /** What mysqld is sized for, in queries a second at the daily peak. */
  peakQueriesPerSecond: number;
}

const GAUGE_REFRESH_MS = 5000;

/** One running vttablet: what it is, what it has done since it started. */
export class TabletRuntime {
  readonly alias: string;
  readonly topology: Topology;
  type: TabletType = "REPLICA";
  mysqld: MysqldRuntime | null = null;
  /** The query service is on. */
  serving = false;
  /** What `vttablet_replication_lag_sec` shows: written at each good reading, every 5 s. */
  lagGauge = 0;
  poolInUse = 0;
  transactionsInUse = 0;
  readonly queries = new Map<Plan, Timings>();
  readonly queriesByType = new Map<TabletType, Timings>();
  readonly mysqlTime = new Timings();
  readonly transactions = new Map<"commit" | "rollback", Timings>();
  readonly rowsReturned = new Tally();
  readonly rowsAffected = new Tally();
  readonly errors = new Tally();
  readonly typeChanges = new Tally();
  #readAt: number;

  constructor(readonly identity: TabletIdentity) {
    this.alias = identity.alias;
    this.topology = identity.topology;
    this.typeChanges.add("replica", 1);
    // Tablets tick at their own phase, so that their steps do not fall together.
    this.#readAt = identity.startedAt;
  }

  setType(type: TabletType): void {
    if (type === this.type) return;
    this.type = type;
    this.typeChanges.add(type.toLowerCase(), 1);
    if (type === "PRIMARY") this.lagGauge = 0;
  }

  /** 0 not connected, 1 not serving, 2 serving. */
  get state(): 0 | 1 | 2 {
    if (this.mysqld?.ready !== true) return 0;
    return this.serving ? 2 : 1;
  }

  /** The health tick: takes a reading of the lag when replication runs, and leaves the gauge alone when it does not. */
  readLag(now: number, replicating: boolean): void {
    if (now - this.#readAt < GAUGE_REFRESH_MS) return;
    this.#readAt = now - ((now - this.#readAt) % GAUGE_REFRESH_MS);
    if (this.type === "PRIMARY") this.lagGauge = 0;
    else if (replicating && this.mysqld !== null) this.lagGauge = Math.floor(this.mysqld.lagSeconds);
  }

  count(plan: Plan, amount: number, shape: LatencyShape): void {
    timingsOf(this.queries, plan).add(amount, shape);
    timingsOf(this.queriesByType, this.type).add(amount, shape);
    this.mysqlTime.add(amount, shape);
    if (plan === "Select") this.rowsReturned.add(plan, amount * ROWS_PER_READ);
    else this.rowsAffected.add(plan, amount);
  }
}

const ROWS_PER_READ = 4;

export function timingsOf<K>(map: Map<K, Timings>, key: K): Timings {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new Timings();
  map.set(key, made);
  return made;
}
