import type { PodResponse } from "@/lib/sandbox/pod-network";
import type { ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { type MetricFamily, renderMetrics } from "@/lib/sandbox/standins/vitess/metrics-page";
import { processMetrics } from "@/lib/sandbox/standins/vitess/process-metrics";
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

interface Recoveries {
  done: number;
  problem: string | null;
}

function alive(world: VitessWorld, topology: Topology, alias: string): boolean {
  return world.tabletByAlias(topology, alias)?.mysqld?.ready === true;
}

/** The replica that has applied most; ties go to the first alias, so that it is the same everywhere. */
function electCandidate(tablets: readonly TabletRuntime[]): TabletRuntime | undefined {
  return tablets
    .filter((tablet) => tablet.type === "REPLICA" && tablet.mysqld?.ready === true)
    .toSorted((a, b) => {
      const lag = (a.mysqld?.lagSeconds ?? 0) - (b.mysqld?.lagSeconds ?? 0);
      return lag === 0 ? (a.alias < b.alias ? -1 : 1) : lag;
    })[0];
}

function page(
  context: ProgramContext,
  watched: [string, string],
  seen: Recoveries,
  alias: string | null,
): string {
  const [keyspace, shard] = watched;
  const labels = { keyspace, shard };
  const counted = (name: string, help: string): MetricFamily => ({
    name,
    help,
    type: "counter",
    samples:
      seen.done === 0
        ? []
        : [{ labels: { keyspace, recovery_type: "RecoverDeadPrimary", shard }, value: seen.done }],
  });
  return renderMetrics([
    ...processMetrics(context.startedAt, context.clock.now(), 0),
    {
      name: "vtorc_detected_problems",
      help: "Count of detected problems",
      type: "gauge",
      samples:
        seen.problem === null && seen.done === 0
          ? []
          : [
              {
                labels: { analysis: "DeadPrimary", ...labels, tablet_alias: alias ?? "" },
                value: seen.problem === null ? 0 : 1,
              },
            ],
    },
    counted("vtorc_recoveries_count", "Count of the different recoveries performed"),
    counted("vtorc_successful_recoveries", "Count of the different successful recoveries performed"),
  ]);
}

async function run(context: ProgramContext, world: VitessWorld, topology: Topology): Promise<number> {
  const { container, clock, signal } = context;
  const say = (message: string, level: "I" | "W" = "I") =>
    context.log(vitessLine(clock.now(), "topology_recovery.go:412", message, level));
  const [keyspace = "", shard = "-"] = (argument(container, "clusters_to_watch") ?? "").split("/");
  const seen: Recoveries = { done: 0, problem: null };
  const current = () => topology.shard(keyspace, shard);
  context.serve(WEB_PORT, async (request): Promise<PodResponse> => {
    const path = pathOf(request);
    if (path === "/metrics") return text(200, page(context, [keyspace, shard], seen, current().primaryAlias));
    if (path === "/debug/health") return text(200, '{"Healthy":true}', "application/json");
    return path === "/debug/liveness" ? text(200, "") : text(404, "404 page not found\n");
  });
  context.setReady(true);
  let missed = 0;
  while (!signal.aborted) {
    await clock.sleep(POLL_MS, signal);
    const { primaryAlias } = current();
    if (primaryAlias === null || alive(world, topology, primaryAlias)) {
      missed = 0;
      seen.problem = null;
      continue;
    }
    missed += 1;
    if (missed < DEAD_AFTER || signal.aborted) continue;
    seen.problem = "DeadPrimary";
    await recover(primaryAlias);
  }
  return 0;

  /** EmergencyReparentShard under the shard lock: of all vtorcs that see the dead primary, one promotes. */
  async function recover(dead: string): Promise<void> {
    const unlock = topology.tryLock(keyspace, shard);
    if (unlock === null) return;
    try {
      say(`Detected DeadPrimary on ${keyspace}/${shard}: ${dead}; running EmergencyReparentShard`, "W");
      await clock.sleep(REPARENT_MS, signal);
      if (signal.aborted || current().primaryAlias !== dead || alive(world, topology, dead)) return;
      const candidate = electCandidate(
        world
          .tabletsIn(topology)
          .filter((one) => one.identity.keyspace === keyspace && one.identity.shard === shard),
      );
      if (candidate === undefined) return say(`No replica of ${keyspace}/${shard} can be promoted`, "W");
      topology.promote(keyspace, shard, candidate.alias, clock.now());
      seen.done += 1;
      say(`Promoted ${candidate.alias} to primary of ${keyspace}/${shard}`);
    } finally {
      unlock();
    }
  }
}

/** One vtorc: watches one shard and replaces its primary when that is dead. */
export async function vtorc(context: ProgramContext, world: VitessWorld): Promise<number> {
  return withTopology(context, world, (topology) => run(context, world, topology));
}
