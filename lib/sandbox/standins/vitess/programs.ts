import type { PodResponse } from "@/lib/sandbox/pod-network";
import { type ProgramContext, type Programs, untilAborted } from "@/lib/sandbox/standins/kubelet/program";
import { claimNames } from "@/lib/sandbox/standins/pod";
import { argument, vitessLine } from "@/lib/sandbox/standins/vitess/program-arguments";
import { text } from "@/lib/sandbox/standins/vitess/responses";
import { withTopology } from "@/lib/sandbox/standins/vitess/topology-wait";
import { vtgate } from "@/lib/sandbox/standins/vitess/vtgate";
import { vtorc } from "@/lib/sandbox/standins/vitess/vtorc";
import { vttablet } from "@/lib/sandbox/standins/vitess/vttablet";
import { processMetrics } from "@/lib/sandbox/standins/vitess/process-metrics";
import { renderMetrics } from "@/lib/sandbox/standins/vitess/metrics-page";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const WEB_PORT = 15_000;
const ETCD_START_MS = 2000;
const MYSQLD_INIT_MS = 5500;
const MYSQLD_START_MS = 1000;
/** Crash recovery, when mysqld was not shut down in order. */
const MYSQLD_RECOVERY_MS = 7000;
const MYSQLD_STOP_MS = 2500;
const VTCTLD_START_MS = 800;

const podKey = ({ pod }: ProgramContext): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

async function etcd(context: ProgramContext, world: VitessWorld): Promise<number> {
  const { pod, clock, signal } = context;
  const say = (msg: string) =>
    context.log(
      JSON.stringify({
        level: "info",
        ts: new Date(clock.now()).toISOString(),
        caller: "embed/etcd.go",
        msg,
      }),
    );
  say("starting an etcd server");
  if (!context.resumed) await clock.sleep(ETCD_START_MS, signal);
  const owner = pod.metadata.ownerReferences?.find((one) => one.kind === "EtcdLockserver");
  if (owner === undefined) {
    say("no lockserver owns this member: it serves nobody");
    context.setReady(true);
    await untilAborted(signal);
    return 0;
  }
  const key = `${pod.metadata.namespace}/${owner.name}`;
  const leave = world.joinMember(key, owner.uid, pod.metadata.name, pod.metadata.uid);
  say("ready to serve client requests");
  context.setReady(true);
  await untilAborted(signal);
  leave();
  say("received signal; shutting down");
  return 0;
}

/** Data directories by claim: what was there when a mysqld of this claim last ended. */
type DataDirectories = Map<string, { clean: boolean; endedAt: number }>;

async function mysqld(context: ProgramContext, world: VitessWorld, data: DataDirectories): Promise<number> {
  const { pod, clock, signal } = context;
  const claim = `${pod.metadata.namespace}/${claimNames(pod)[0] ?? pod.metadata.uid}`;
  const before = data.get(claim);
  const say = (message: string) =>
    context.log(`${new Date(clock.now()).toISOString().replace("Z", "000Z")} 0 [System] [Server] ${message}`);
  if (!context.resumed) {
    say(before === undefined ? "Initializing data directory." : "Starting from an existing data directory.");
    const startMs =
      before === undefined ? MYSQLD_INIT_MS : before.clean ? MYSQLD_START_MS : MYSQLD_RECOVERY_MS;
    if (before?.clean === false) say("InnoDB: Starting crash recovery.");
    await clock.sleep(startMs, signal);
    if (signal.aborted) return 0;
  }
  const missedSeconds = before === undefined ? 0 : Math.max(0, (clock.now() - before.endedAt) / 1000);
  world.mysqlds.set(podKey(context), {
    podUid: pod.metadata.uid,
    ready: true,
    applier: { kind: "normal" },
    lagSeconds: missedSeconds,
  });
  data.set(claim, { clean: false, endedAt: clock.now() });
  say(
    "/usr/sbin/mysqld: ready for connections. Version: '8.0.40'  socket: '/vt/socket/mysql.sock'  port: 3306.",
  );
  context.setReady(true);
  await untilAborted(signal);
  if (world.mysqlds.get(podKey(context))?.podUid === pod.metadata.uid) world.mysqlds.delete(podKey(context));
  data.set(claim, { clean: false, endedAt: clock.now() });
  await clock.sleep(MYSQLD_STOP_MS, context.killed);
  if (context.killed.aborted) return 137;
  data.set(claim, { clean: true, endedAt: clock.now() });
  say("/usr/sbin/mysqld: Shutdown complete");
  return 0;
}

async function mysqldExporter(context: ProgramContext, world: VitessWorld): Promise<number> {
  context.serve(9104, async (request): Promise<PodResponse> => {
    if (!request.path.startsWith("/metrics")) return text(200, "mysqld exporter\n");
    const up = world.mysqlds.get(podKey(context))?.ready === true ? 1 : 0;
    return text(
      200,
      renderMetrics([
        ...processMetrics(context.startedAt, context.clock.now(), 0),
        {
          name: "mysql_up",
          help: "Whether the MySQL server is up.",
          type: "gauge",
          samples: [{ value: up }],
        },
      ]),
    );
  });
  await untilAborted(context.signal);
  return 0;
}

async function vtctld(context: ProgramContext, world: VitessWorld): Promise<number> {
  return withTopology(context, world, async (topology) => {
    const { clock, signal, container } = context;
    if (!context.resumed) await clock.sleep(VTCTLD_START_MS, signal);
    context.serve(WEB_PORT, async (request): Promise<PodResponse> => {
      if (request.path.startsWith("/debug/health")) return text(200, "ok");
      if (request.path.startsWith("/metrics"))
        return text(200, renderMetrics(processMetrics(context.startedAt, clock.now(), 0)));
      return text(404, "404 page not found\n");
    });
    const cell = argument(container, "cell") ?? "";
    context.log(
      vitessLine(clock.now(), "vtctld.go:92", `vtctld of cell ${cell} serves ${topology.cells.size} cells`),
    );
    context.setReady(true);
    await untilAborted(signal);
    return 0;
  });
}

/** The programs of Vitess and etcd, which talk to each other through `world`. */
export function vitessPrograms(world: VitessWorld): Programs {
  const data: DataDirectories = new Map();
  return {
    etcd: (context) => etcd(context, world),
    mysqlctld: (context) => mysqld(context, world, data),
    mysqld_exporter: (context) => mysqldExporter(context, world),
    vtctld: (context) => vtctld(context, world),
    vtgate: (context) => vtgate(context, world),
    vtorc: (context) => vtorc(context, world),
    vttablet: (context) => vttablet(context, world),
  };
}
