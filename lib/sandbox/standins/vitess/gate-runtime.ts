import { Tally, Timings } from "@/lib/sandbox/standins/vitess/latency";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";

export type DbType = "primary" | "replica";

export interface GateIdentity {
  cell: string;
  podKey: string;
  podUid: string;
  topology: Topology;
  startedAt: number;
}

/** One running vtgate: its clients, and what it has done since it started. */
export class GateRuntime {
  readonly topology: Topology;
  ready = false;
  connections = 0;
  accepted = 0;
  /** By `keyspace/db_type`. */
  readonly calls = new Map<string, Timings>();
  /** By `keyspace/shard/db_type`. */
  readonly tabletCalls = new Map<string, Timings>();
  /** By `keyspace/db_type/code`. */
  readonly errors = new Tally();
  /** By `query/tablet`. */
  readonly executions = new Tally();
  readonly rowsReturned = new Tally();
  readonly rowsAffected = new Tally();
  /** Requests for a primary that is away, by `keyspace/shard`: since when, and how many by plan. */
  readonly buffers = new Map<string, { since: number; counts: Map<string, number> }>();
  readonly connectTime = new Timings();
  readonly queryTime = new Timings();

  constructor(readonly identity: GateIdentity) {
    this.topology = identity.topology;
  }
}
