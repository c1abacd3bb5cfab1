import { z } from "zod";
import type { PodRequest, PodResponse } from "@/lib/sandbox/pod-network";
import type { ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { QUERIES_PER_CORE } from "@/lib/sandbox/standins/vitess/load";
import { argument, cores, vitessLine } from "@/lib/sandbox/standins/vitess/program-arguments";
import { pathOf, text } from "@/lib/sandbox/standins/vitess/responses";
import { tabletPage } from "@/lib/sandbox/standins/vitess/tablet-page";
import { TabletRuntime } from "@/lib/sandbox/standins/vitess/tablet-runtime";
import type { Topology } from "@/lib/sandbox/standins/vitess/topology";
import { withTopology } from "@/lib/sandbox/standins/vitess/topology-wait";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const WEB_PORT = 15_000;
const MYSQLD_WAIT_MS = 60_000;
const CHECK_MS = 300;
const STOP_MS = 1500;

const CpuRequest = z.looseObject({
  resources: z.looseObject({ requests: z.looseObject({ cpu: z.unknown() }).optional() }).optional(),
});

function peakQueries(context: ProgramContext): number {
  const mysqld = context.pod.spec.containers.find((one) => one.name === "mysqld");
  const asked = cores(CpuRequest.safeParse(mysqld).data?.resources?.requests?.cpu);
  return Math.max(0.1, asked) * QUERIES_PER_CORE;
}

function answer(tablet: TabletRuntime, request: PodRequest, now: number): PodResponse {
  switch (pathOf(request)) {
    case "/metrics":
      return text(200, tabletPage(tablet, now));
    case "/healthz":
    case "/debug/health":
      return tablet.state === 2 ? text(200, "ok") : text(500, "not ok: tablet is not serving\n");
    case "/debug/liveness":
    case "/debug/status":
      return text(200, "");
    default:
      return text(404, "404 page not found\n");
  }
}

/** Whether the tablet may serve now: a primary always, a replica when it has a primary to replicate from. */
function follow(tablet: TabletRuntime, world: VitessWorld): void {
  const { keyspace, shard, podKey, podUid } = tablet.identity;
  const mysqld = world.mysqlds.get(podKey);
  tablet.mysqld = mysqld?.podUid === podUid ? mysqld : null;
  const record = tablet.topology.shard(keyspace, shard);
  const isPrimary = record.primaryAlias === tablet.alias;
  const registered = tablet.topology.tablets.get(tablet.alias);
  tablet.setType(isPrimary ? "PRIMARY" : registered?.type === "rdonly" ? "RDONLY" : "REPLICA");
  tablet.serving = tablet.mysqld?.ready === true && record.primaryAlias !== null;
}

function register(context: ProgramContext, topology: Topology, tablet: TabletRuntime): void {
  const { alias, keyspace, shard, cell } = tablet.identity;
  const asked = argument(context.container, "init_tablet_type");
  const isPrimary = topology.shard(keyspace, shard).primaryAlias === alias;
  topology.tablets.set(alias, {
    alias,
    keyspace,
    shard,
    cell,
    type: isPrimary ? "primary" : asked === "rdonly" ? "rdonly" : "replica",
    ip: context.ip,
    podName: context.pod.metadata.name,
  });
  topology.keyspaces.add(keyspace);
  topology.changed();
}

async function waitForMysqld(context: ProgramContext, world: VitessWorld, key: string): Promise<boolean> {
  const { clock, signal, pod } = context;
  for (let waited = 0; waited < MYSQLD_WAIT_MS && !signal.aborted; waited += CHECK_MS) {
    if (world.mysqlds.get(key)?.podUid === pod.metadata.uid) return true;
    await clock.sleep(CHECK_MS, signal);
  }
  return false;
}

async function run(context: ProgramContext, world: VitessWorld, topology: Topology): Promise<number> {
  const { pod, container, clock, signal } = context;
  const say = (source: string, message: string) => context.log(vitessLine(clock.now(), source, message));
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const alias = argument(container, "tablet-path") ?? "";
  if (!(await waitForMysqld(context, world, key))) return signal.aborted ? 0 : 1;
  const tablet = new TabletRuntime({
    alias,
    cell: alias.slice(0, alias.lastIndexOf("-")),
    keyspace: argument(container, "init_keyspace") ?? "",
    shard: argument(container, "init_shard") ?? "-",
    podKey: key,
    podUid: pod.metadata.uid,
    topology,
    startedAt: context.startedAt,
    peakQueriesPerSecond: peakQueries(context),
  });
  register(context, topology, tablet);
  say(
    "tm_init.go:309",
    `TabletManager Start: initializing tablet ${alias} in ${tablet.identity.keyspace}/${tablet.identity.shard}`,
  );
  world.tablets.set(key, tablet);
  context.serve(WEB_PORT, async (request) => answer(tablet, request, clock.now()));
  const refresh = () => {
    const before = `${tablet.type} ${tablet.state}`;
    follow(tablet, world);
    if (`${tablet.type} ${tablet.state}` !== before)
      say("state_manager.go:711", `TabletServer transition: ${before} -> ${tablet.type} ${tablet.state}`);
    context.setReady(tablet.state === 2);
  };
  refresh();
  const unsubscribe = topology.onChange(refresh);
  while (!signal.aborted) {
    await clock.sleep(CHECK_MS, signal);
    if (!signal.aborted) refresh();
  }
  unsubscribe();
  tablet.serving = false;
  if (world.tablets.get(key) === tablet) world.tablets.delete(key);
  say("servenv_unix.go:84", "Received SIGTERM, shutting down");
  await clock.sleep(STOP_MS, context.killed);
  return 0;
}

/** One vttablet: waits for its mysqld, registers in the topology and follows the shard record for its role. */
export async function vttablet(context: ProgramContext, world: VitessWorld): Promise<number> {
  return withTopology(context, world, (topology) => run(context, world, topology));
}
