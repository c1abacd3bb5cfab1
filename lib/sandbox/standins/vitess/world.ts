import { Topology, TopologyUnavailable } from "@/lib/sandbox/standins/vitess/topology";
import type { MysqldRuntime, TabletRuntime } from "@/lib/sandbox/standins/vitess/tablet-runtime";
import type { GateRuntime } from "@/lib/sandbox/standins/vitess/gate-runtime";

interface Member {
  podUid: string;
  ready: boolean;
}

interface Lockserver {
  uid: string;
  topology: Topology;
  members: Map<string, Member>;
}

const QUORUM = 2;

/**
 * What the programs of a sandbox share where real ones would speak over the network: topology servers with their
 * members, and the vttablets and vtgates that run. Nothing of Kubernetes is in it.
 */
export class VitessWorld {
  readonly #lockservers = new Map<string, Lockserver>();
  /** By `namespace/pod`. */
  readonly tablets = new Map<string, TabletRuntime>();
  readonly mysqlds = new Map<string, MysqldRuntime>();
  readonly gates = new Map<string, GateRuntime>();
  readonly #topologyListeners = new Set<() => void>();

  #lockserver(key: string, uid: string): Lockserver {
    const known = this.#lockservers.get(key);
    if (known?.uid === uid) return known;
    const topology = new Topology();
    topology.onChange(() => this.#tell());
    const made = { uid, topology, members: new Map<string, Member>() };
    this.#lockservers.set(key, made);
    return made;
  }

  #tell(): void {
    for (const listener of this.#topologyListeners) listener();
  }

  /** Any topology changed, or a quorum came or went. The answer ends it. */
  onTopologyChange(listener: () => void): () => void {
    this.#topologyListeners.add(listener);
    return () => void this.#topologyListeners.delete(listener);
  }

  /** A member of `namespace/lockserver` is up; a lockserver with another uid begins with empty data. The answer takes it away. */
  joinMember(key: string, uid: string, podName: string, podUid: string): () => void {
    const lockserver = this.#lockserver(key, uid);
    lockserver.members.set(podName, { podUid, ready: true });
    this.#tell();
    return () => {
      if (lockserver.members.get(podName)?.podUid !== podUid) return;
      lockserver.members.delete(podName);
      this.#tell();
    };
  }

  /** The data of a lockserver whether it has a quorum or not: to fill it from what a cluster shows after a restart of the sandbox. */
  restoreTopology(key: string, uid: string): Topology {
    return this.#lockserver(key, uid).topology;
  }

  /** The topology behind an address such as `shop-etcd-1a2b3c4d-client.default.svc:2379`. Throws TopologyUnavailable. */
  topology(address: string): Topology {
    const match = /^(.+)-client\.([^.]+)\.svc:2379$/.exec(address);
    const lockserver = match === null ? undefined : this.#lockservers.get(`${match[2]}/${match[1]}`);
    if (lockserver === undefined || lockserver.members.size < QUORUM) throw new TopologyUnavailable();
    return lockserver.topology;
  }

  /** A running vttablet by its alias, in the cluster that this topology serves. */
  tabletByAlias(topology: Topology, alias: string): TabletRuntime | undefined {
    for (const tablet of this.tablets.values()) {
      if (tablet.alias === alias && tablet.topology === topology) return tablet;
    }
    return undefined;
  }

  tabletsIn(topology: Topology): TabletRuntime[] {
    return [...this.tablets.values()].filter((one) => one.topology === topology);
  }

  gatesIn(topology: Topology): GateRuntime[] {
    return [...this.gates.values()].filter((one) => one.topology === topology);
  }
}
