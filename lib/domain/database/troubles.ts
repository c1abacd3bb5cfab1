import type { ClusterFact, LockserverFact } from "@/lib/domain/cluster/facts";
import { countOf, formatLag } from "@/lib/domain/format";
import { ETCD_MEMBERS } from "@/lib/domain/placement/pods";
import { isBehind, LAG_LIMIT_SECONDS } from "@/lib/domain/topology/tablet-look";
import type { ShardView, TabletView, TopologyView } from "@/lib/domain/topology/view";

/** Something that keeps a database from serving as planned: state, because, next. */
export interface Trouble {
  /** Stays the same while the trouble does. */
  id: string;
  tone: "down" | "reduced";
  /** "Not serving writes": a sentence without its full stop. */
  state: string;
  /** A clause that follows "because". */
  because: string;
  next: string | null;
  since: number | null;
  /** Alias of the replica that cannot take over, when it is about one. */
  replica: string | null;
}

export interface Observed {
  cluster: Pick<ClusterFact, "cells" | "keyspaces"> | null;
  lockservers: readonly Pick<LockserverFact, "available">[];
  topology: TopologyView;
}

const READS_ON = "Traffic goes on with what the vtgates know, but nobody can fail over.";

function topologyServer({ lockservers, topology }: Observed): Trouble[] {
  const ready = topology.etcd.filter((member) => member.ready).length;
  const quorum = Math.floor(ETCD_MEMBERS / 2) + 1;
  const isRefused = lockservers.length > 0 && lockservers.every((one) => one.available === "False");
  const counted = `${ready} of ${ETCD_MEMBERS} members are ready`;
  const base = { id: "topology-server", since: null, replica: null };
  if (ready < quorum || (isRefused && ready < ETCD_MEMBERS)) {
    return [
      {
        ...base,
        tone: "down",
        state: "The topology server has no quorum",
        because: counted,
        next: `${READS_ON} Bring back the nodes or disks of its members.`,
      },
    ];
  }
  if (ready === ETCD_MEMBERS) return [];
  return [
    {
      ...base,
      tone: "reduced",
      state: `The topology server has ${ready} of ${ETCD_MEMBERS} members`,
      because: `${counted}; without one more nobody could fail over`,
      next: null,
    },
  ];
}

function vtgates({ cluster, topology }: Observed): Trouble[] {
  const ready = topology.gateways.filter((gateway) => gateway.ready);
  if (ready.length === 0) {
    return [
      {
        id: "vtgate",
        tone: "down",
        state: "Applications cannot connect",
        because: `0 of ${countOf(topology.gateways.length, "vtgate")} is ready`,
        next: "Read the log of a vtgate; it says what it waits for.",
        since: null,
        replica: null,
      },
    ];
  }
  return (cluster?.cells ?? [])
    .filter((cell) => cell.gatewayReplicas > 0 && !ready.some((gateway) => gateway.cell === cell.name))
    .map((cell): Trouble => ({
      id: `vtgate:${cell.name}`,
      tone: "reduced",
      state: `No vtgate is ready in cell ${cell.name}`,
      because: `no vtgate is ready in cell ${cell.name}`,
      next: "Applications reach the database through the other cells.",
      since: null,
      replica: null,
    }));
}

/** The shard record says who is primary; its pod says sooner whether that one can serve. */
function writes(shard: ShardView, tablets: readonly TabletView[]): Trouble[] {
  const primary = tablets.find((tablet) => tablet.role === "primary");
  const trouble = (because: string, next: string, since: number | null): Trouble[] => [
    {
      id: `writes:${shard.keyspace}/${shard.shard}`,
      tone: "down",
      state: "Not serving writes",
      because,
      next,
      since,
      replica: null,
    },
  ];
  const vtorc = "vtorc promotes a replica by itself; if none follows, its log says why.";
  if (shard.hasPrimary === false) return trouble(`shard ${shard.shard} has no primary`, vtorc, null);
  if (shard.hasPrimary === null && !primary) {
    return trouble(`no primary of shard ${shard.shard} is known`, vtorc, null);
  }
  if (!primary) {
    return trouble(`the primary ${shard.primaryAlias ?? ""} has no pod`, vtorc, null);
  }
  if (!primary.ready || primary.leaving) {
    const words = primary.leaving ? "is being deleted" : "is not ready";
    return trouble(`the primary ${primary.alias} ${words}`, vtorc, primary.since);
  }
  if (shard.servingWrites === false) {
    return trouble(`shard ${shard.shard} serves no writes`, "Read the state of its primary.", primary.since);
  }
  return [];
}

function replicaTrouble(tablet: TabletView): Pick<Trouble, "state" | "because" | "next"> | null {
  const { alias, lag } = tablet;
  if (tablet.leaving)
    return { state: `${alias} is being deleted`, because: `${alias} is being deleted`, next: null };
  if (!tablet.ready) {
    const words = tablet.node === null ? `${alias} has no node` : `${alias} is not ready`;
    const next =
      tablet.node === null
        ? "Make room on a node that it may run on; its events name what is missing."
        : "Kubernetes starts it again by itself; its events and log say what it waits for.";
    return { state: words, because: words, next };
  }
  if (lag?.kind === "not-replicating") {
    const words = `${alias} stopped replicating`;
    return { state: words, because: words, next: "vtorc starts it again by itself within seconds." };
  }
  if (lag?.kind === "lag" && isBehind(lag)) {
    const words = `${alias} is ${formatLag(lag.seconds)} behind`;
    return {
      state: words,
      because: words,
      next: `It may take over again at ${LAG_LIMIT_SECONDS} s or less.`,
    };
  }
  if (tablet.draining !== null) {
    return { state: `${alias} is being drained`, because: `${alias} is being drained`, next: null };
  }
  return null;
}

function replicas({ cluster, topology }: Observed): Trouble[] {
  const found = topology.tablets
    .filter((tablet) => tablet.role !== "primary")
    .flatMap((tablet): Trouble[] => {
      const trouble = replicaTrouble(tablet);
      if (!trouble) return [];
      const since = tablet.ready ? null : tablet.since;
      return [{ id: `replica:${tablet.alias}`, tone: "reduced", since, replica: tablet.alias, ...trouble }];
    });
  const wanted = (cluster?.keyspaces ?? []).reduce((sum, keyspace) => sum + keyspace.desiredTablets, 0);
  const missing = wanted - topology.tablets.length;
  if (missing <= 0) return found;
  const words = missing === 1 ? "1 tablet has no pod" : `${missing} tablets have no pod`;
  const next = "The operator makes it again by itself within seconds.";
  return [
    ...found,
    { id: "missing", tone: "reduced", state: words, because: words, next, since: null, replica: null },
  ];
}

/** Everything that is not as planned, gravest first. It reads only what was observed; whether that is fresh is not its matter. */
export function troublesOf(observed: Observed): Trouble[] {
  const { topology } = observed;
  const tablets = Map.groupBy(topology.tablets, (tablet) => `${tablet.keyspace}/${tablet.shard}`);
  const all = [
    ...topology.shards.flatMap((shard) =>
      writes(shard, tablets.get(`${shard.keyspace}/${shard.shard}`) ?? []),
    ),
    ...vtgates(observed),
    ...topologyServer(observed),
    ...replicas(observed),
  ];
  return [...all.filter((one) => one.tone === "down"), ...all.filter((one) => one.tone === "reduced")];
}
