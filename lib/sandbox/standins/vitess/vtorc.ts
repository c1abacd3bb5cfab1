import type { PodRequest, PodResponse } from "@/lib/sandbox/pod-network";
import type { ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { orchestratorPage, type OrchestratorState } from "@/lib/sandbox/standins/vitess/orchestrator-page";
import { argument, vitessLine } from "@/lib/sandbox/standins/vitess/program-arguments";
import { pathOf, text } from "@/lib/sandbox/standins/vitess/responses";
import type { TabletRuntime } from "@/lib/sandbox/standins/vitess/tablet-runtime";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";
import { withTopology } from "@/lib/sandbox/standins/vitess/topology-wait";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const WEB_PORT = 15_000;
const POLL_MS = 1000;
/** A primary is dead when it was not reached this many times in a row. */
const DEAD_AFTER = 3;
const REPARENT_MS = 700;

/** The replica that has applied most; ties go to the first alias, so that it is the same everywhere. */
function electCandidate(tablets: readonly TabletRuntime[]): TabletRuntime | undefined {
  return tablets
    .filter((tablet) => tablet.type === "REPLICA" && tablet.mysqld?.ready === true)
    .toSorted((a, b) => {
      const lag = (a.mysqld?.lagSeconds ?? 0) - (b.mysqld?.lagSeconds ?? 0);
      return lag === 0 ? (a.alias < b.alias ? -1 : 1) : lag;
    })[0];
}

/** One vtorc and the shard that it watches. */
class Orchestrator {
  readonly keyspace: string;
  readonly shard: string;
  readonly #deadPrimaries = new Map<string, boolean>();
  readonly #recoveries = { tried: 0, succeeded: 0 };
  #missed = 0;

  constructor(
    readonly context: ProgramContext,
    readonly world: VitessWorld,
    readonly topology: Topology,
  ) {
    const [keyspace = "", shard = "-"] = (argument(context.container, "clusters_to_watch") ?? "").split("/");
    this.keyspace = keyspace;
    this.shard = shard;
  }

  answer(request: PodRequest): PodResponse {
    switch (pathOf(request)) {
      case "/metrics":
        return text(200, orchestratorPage(this.#state(), this.context.clock.now()));
      case "/debug/health":
        return text(200, '{"Healthy":true}', "application/json");
      case "/debug/liveness":
        return text(200, "");
      default:
        return text(404, "404 page not found\n");
    }
  }

  /** One look at the primary; a dead one is replaced. */
  async poll(): Promise<void> {
    const { primaryAlias } = this.topology.shard(this.keyspace, this.shard);
    if (primaryAlias === null || this.#alive(primaryAlias)) {
      this.#missed = 0;
      for (const alias of this.#deadPrimaries.keys()) this.#deadPrimaries.set(alias, false);
      return;
    }
    this.#missed += 1;
    if (this.#missed < DEAD_AFTER || this.context.signal.aborted) return;
    this.#deadPrimaries.set(primaryAlias, true);
    await this.#recover(primaryAlias);
  }

  #state(): OrchestratorState {
    const tabletsByCell = new Map<string, number>();
    for (const { cell } of this.topology.tabletsOf(this.keyspace, this.shard)) {
      tabletsByCell.set(cell, (tabletsByCell.get(cell) ?? 0) + 1);
    }
    return {
      keyspace: this.keyspace,
      shard: this.shard,
      startedAt: this.context.startedAt,
      tabletsByCell,
      deadPrimaries: this.#deadPrimaries,
      recoveries: this.#recoveries,
    };
  }

  #alive(alias: string): boolean {
    return this.world.tabletByAlias(this.topology, alias)?.mysqld?.ready === true;
  }

  #say(message: string): void {
    const { clock, log } = this.context;
    log(vitessLine(clock.now(), "topology_recovery.go:412", message, "W"));
  }

  /** EmergencyReparentShard under the shard lock: of all vtorcs that see the dead primary, one promotes. */
  async #recover(dead: string): Promise<void> {
    const { clock, signal } = this.context;
    const { keyspace, shard } = this;
    const unlock = this.topology.tryLock(keyspace, shard);
    if (unlock === null) return;
    try {
      this.#say(`Detected DeadPrimary on ${keyspace}/${shard}: ${dead}; running EmergencyReparentShard`);
      await clock.sleep(REPARENT_MS, signal);
      const stillDead = this.topology.shard(keyspace, shard).primaryAlias === dead && !this.#alive(dead);
      if (signal.aborted || !stillDead) return;
      this.#recoveries.tried += 1;
      const tablets = this.world
        .tabletsIn(this.topology)
        .filter((one) => one.identity.keyspace === keyspace && one.identity.shard === shard);
      const candidate = electCandidate(tablets);
      if (candidate === undefined) return this.#say(`No replica of ${keyspace}/${shard} can be promoted`);
      this.topology.promote(keyspace, shard, candidate.alias, clock.now());
      this.#recoveries.succeeded += 1;
      this.#say(`Promoted ${candidate.alias} to primary of ${keyspace}/${shard}`);
    } finally {
      unlock();
    }
  }
}

/** One vtorc: watches one shard and replaces its primary when that is dead. */
export async function vtorc(context: ProgramContext, world: VitessWorld): Promise<number> {
  return withTopology(context, world, async (topology) => {
    const orchestrator = new Orchestrator(context, world, topology);
    context.serve(WEB_PORT, async (request) => orchestrator.answer(request));
    context.setReady(true);
    while (!context.signal.aborted) {
      await context.clock.sleep(POLL_MS, context.signal);
      await orchestrator.poll();
    }
    return 0;
  });
}
