import type { Gate } from "@/lib/sandbox/faults/gate";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

export interface TabletState {
  pod: string;
  alias: string;
  keyspace: string;
  shard: string;
  type: string;
  serving: boolean;
  lagSeconds: number | null;
  applier: "normal" | "slow" | "blocked" | null;
}

export interface SandboxState {
  preset: string;
  speed: number;
  reachable: boolean;
  tablets: TabletState[];
  /** `namespace/pod` of the vtgates that take clients. */
  gateways: string[];
}

/** What goes on inside a sandbox, as its own programs know it. */
export function sandboxState(
  preset: string,
  speed: number,
  world: VitessWorld,
  gate: Gate | null,
): SandboxState {
  return {
    preset,
    speed,
    reachable: gate?.isOpen ?? true,
    tablets: [...world.tablets.values()]
      .map(({ identity, type, state, mysqld }): TabletState => ({
        pod: identity.podKey,
        alias: identity.alias,
        keyspace: identity.keyspace,
        shard: identity.shard,
        type,
        serving: state === 2,
        lagSeconds: mysqld === null || type === "PRIMARY" ? null : Math.floor(mysqld.lagSeconds),
        applier: mysqld === null ? null : mysqld.applier.kind,
      }))
      .toSorted((a, b) => (a.pod < b.pod ? -1 : 1)),
    gateways: [...world.gates.values()]
      .filter((one) => one.ready)
      .map((one) => one.identity.podKey)
      .toSorted(),
  };
}
