import type { PodFact, ShardFact, TabletStatusFact } from "@/lib/domain/cluster/facts";
import { lookOf, type PodLook } from "@/lib/domain/topology/pod-look";
import type { LagView, TabletRole } from "@/lib/domain/topology/view";

/** Above this the operator refuses a planned failover to the tablet (vitess-operator, tolerableReplicationLag). */
export const LAG_LIMIT_SECONDS = 15;

export const isBehind = (lag: LagView | null): boolean =>
  lag?.kind === "lag" && lag.seconds > LAG_LIMIT_SECONDS;

const ROLES: Readonly<Record<string, TabletRole>> = {
  primary: "primary",
  replica: "replica",
  rdonly: "rdonly",
};

/** What a tablet does that serves nobody, by its type in the topology server. */
const BUSY: Readonly<Record<string, string>> = {
  backup: "Taking a backup",
  restore: "Restoring from a backup",
  drained: "Set aside by vtorc",
  spare: "Spare, serves nothing",
};

/**
 * The shard record names the primary; the type of a tablet counts only while that record could not be read. A tablet
 * that has not registered yet has the role of its pool.
 */
export function roleOf(
  alias: string,
  poolType: string,
  status: TabletStatusFact | undefined,
  shard: ShardFact | undefined,
): TabletRole {
  if (shard?.masterAlias === alias) return "primary";
  const type = status?.type ?? "";
  const role = type === "" ? ROLES[poolType] : ROLES[type];
  const isOther = shard?.masterAlias !== null && shard?.masterAlias !== undefined;
  if (role === "primary" && isOther) return "replica";
  return role ?? "unknown";
}

/** The words of a drain by the annotations of its pod; null when none was asked for. */
export function drainOf(pod: PodFact): string | null {
  const has = (step: string): boolean => `drain.planetscale.com/${step}` in pod.annotations;
  if (has("finished")) return "Drained: its pod may be deleted";
  if (has("acknowledged")) return "Draining: the operator has taken it up";
  if (has("started")) return "Drain asked";
  return null;
}

function replicaLook(lag: LagView | null): PodLook {
  if (lag?.kind === "not-replicating") return { tone: "down", words: "Not replicating" };
  if (isBehind(lag)) return { tone: "reduced", words: "Ready, behind" };
  return { tone: "serving", words: "Ready" };
}

/** The look of a tablet: its pod first, then what it does for its shard. */
export function tabletLook(
  pod: PodFact,
  tablet: { role: TabletRole; type: string; lag: LagView | null; servingWrites: boolean },
  at: { now: number; isLive: boolean },
): PodLook {
  const look = lookOf(pod, at);
  if (look.tone !== "serving") return look;
  const busy = BUSY[tablet.type];
  if (busy !== undefined) return { tone: "starting", words: busy };
  switch (tablet.role) {
    case "primary":
      return tablet.servingWrites
        ? { tone: "serving", words: "Serving writes" }
        : { tone: "down", words: "Primary, not serving writes" };
    case "replica": {
      const replica = replicaLook(tablet.lag);
      return replica.words === "Ready" && tablet.lag?.kind === "lag"
        ? { tone: "serving", words: "Ready to take over" }
        : replica;
    }
    case "rdonly":
      return replicaLook(tablet.lag);
    case "unknown":
      return { tone: "starting", words: "Ready, not in the topology server yet" };
  }
}
