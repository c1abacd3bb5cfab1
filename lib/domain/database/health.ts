import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import type { AvailabilityLevel } from "@/lib/domain/database/spec";
import { troublesOf, type Observed, type Trouble } from "@/lib/domain/database/troubles";
import { countOf } from "@/lib/domain/format";
import type { TabletView } from "@/lib/domain/topology/view";

export type HealthKind = "serving" | "reduced" | "down" | "unknown" | "starting" | "deleting";

/** State, because, next, and since when, where that is known. Sentences without times: the reader's clock writes those. */
export interface DatabaseHealth {
  kind: HealthKind;
  sentence: string;
  because: string | null;
  next: string | null;
  since: number | null;
}

export interface HealthInput extends Observed {
  connection: ConnectionState;
  /** True until the operation that creates it has ended. */
  isCreating: boolean;
  isDeleting: boolean;
  createdAt: number;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "a, b and c" */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

/** A cause may be the raw words of a server: here another sentence follows. */
const asSentence = (cause: string): string => (/[.!?]$/.test(cause) ? cause : `${cause}.`);

function unreachable({ kind, since, cause: raw }: ConnectionState): DatabaseHealth {
  const cause = raw === null ? null : asSentence(raw);
  const words: Record<ConnectionState["kind"], { because: string; next: string | null }> = {
    live: { because: "", next: null },
    connecting: { because: "Gantry is connecting to the region.", next: null },
    stale: {
      because: cause ?? "The region does not answer.",
      next: "Gantry tries again by itself. The database does not depend on that.",
    },
    "auth-failed": {
      because: cause ?? "The API server refused Gantry's credential.",
      next: "Renew the credential of the region.",
    },
    "identity-changed": {
      because: cause ?? "Another cluster answers at the region's address.",
      next: "Gantry writes nothing until an owner says which cluster this is.",
    },
  };
  return {
    kind: "unknown",
    sentence: kind === "stale" ? "Unknown, stale" : "Unknown",
    ...words[kind],
    since,
  };
}

/** While it is made, what is missing is no trouble: restarts and refusals of the topology server are part of it. */
function starting({ topology, cluster, createdAt }: HealthInput): DatabaseHealth {
  const wanted = (cluster?.keyspaces ?? []).reduce((sum, keyspace) => sum + keyspace.desiredTablets, 0);
  const ready = topology.tablets.filter((tablet) => tablet.ready).length;
  const hasPrimary =
    topology.shards.length > 0 && topology.shards.every((shard) => shard.hasPrimary === true);
  const etcd = topology.etcd.filter((member) => member.ready).length;
  const gateways = topology.gateways.filter((gateway) => gateway.ready).length;
  const total = Math.max(wanted, topology.tablets.length);
  return {
    kind: "starting",
    sentence: total === 0 ? "Starting" : `Starting: ${ready} of ${countOf(total, "tablet")} ready`,
    because: [
      `topology server ${etcd} of ${topology.etcd.length}`,
      hasPrimary ? "primary elected" : "no primary yet",
      `vtgates ${gateways} of ${topology.gateways.length}`,
    ].join(", "),
    next: null,
    since: createdAt,
  };
}

function earliest(troubles: readonly Trouble[]): number | null {
  const known = troubles.flatMap((one) => one.since ?? []);
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b));
}

/** "1 of 2 replicas can take over, because zb-... is 32 s behind"; with other troubles joined to it. */
function reduced(input: HealthInput, troubles: readonly Trouble[]): DatabaseHealth {
  const replicas = input.topology.tablets.filter((tablet) => tablet.role === "replica");
  const unable = troubles.filter((one) => one.replica !== null || one.id === "missing");
  const missing = Math.max(0, wantedReplicas(input) - replicas.length);
  const total = replicas.length + missing;
  const able = ableReplicas(replicas, troubles).length;
  const others = troubles.filter((one) => !unable.includes(one)).map((one) => one.because);
  const takeOver =
    unable.length === 0
      ? []
      : [
          `${able} of ${countOf(total, "replica")} can take over, because ${listed(unable.map((one) => one.because))}`,
        ];
  return {
    kind: "reduced",
    sentence: "Serving, protection reduced",
    because: `${capital([...takeOver, ...others].join("; "))}.`,
    next: troubles.find((one) => one.next !== null)?.next ?? null,
    since: earliest(troubles),
  };
}

const wantedReplicas = ({ cluster }: Observed): number =>
  (cluster?.keyspaces ?? []).reduce(
    (sum, keyspace) => sum + Math.max(0, keyspace.desiredTablets - keyspace.desiredShards),
    0,
  );

function ableReplicas(replicas: readonly TabletView[], troubles: readonly Trouble[]): TabletView[] {
  const unable = new Set(troubles.flatMap((one) => one.replica ?? []));
  return replicas.filter((tablet) => !unable.has(tablet.alias));
}

/**
 * Serving means: the topology server has quorum, a vtgate is ready in each cell, every shard has a primary that serves
 * writes (decision 9). Less than planned is reduced; what cannot be seen is unknown, never the last good word.
 */
export function healthOf(input: HealthInput): DatabaseHealth {
  if (input.connection.kind !== "live") return unreachable(input.connection);
  if (input.isDeleting) {
    const pods = input.topology.tablets.length + input.topology.gateways.length + input.topology.etcd.length;
    const because = pods === 0 ? "its pods are gone" : `${countOf(pods, "pod")} of it still run`;
    return { kind: "deleting", sentence: "Deleting", because, next: null, since: null };
  }
  const troubles = troublesOf(input);
  if (input.cluster === null || input.topology.shards.length === 0) {
    if (input.isCreating) return starting(input);
    return {
      kind: "down",
      sentence: "Not serving",
      because:
        input.cluster === null
          ? "Its VitessCluster is not there any more: it was deleted outside of Gantry."
          : "The operator has made no shard of it.",
      next:
        input.cluster === null
          ? "Gantry does not make it again. Delete it here to clear its entry."
          : "Check that the operator's pod runs.",
      since: null,
    };
  }
  const [worst] = troubles;
  if (!worst) return { kind: "serving", sentence: "Serving", because: null, next: null, since: null };
  if (worst.tone === "reduced") return input.isCreating ? starting(input) : reduced(input, troubles);
  if (input.isCreating) return starting(input);
  const graves = troubles.filter((one) => one.tone === "down");
  return {
    kind: "down",
    sentence: worst.state,
    because: `${capital(listed(graves.filter((one) => one.state === worst.state).map((one) => one.because)))}.`,
    next: worst.next,
    since: earliest(graves),
  };
}

/** What a person should look at: each trouble of a database that is not being made or deleted, or that it is unknown. */
export interface DatabaseFinding {
  id: string;
  tone: "down" | "reduced" | "unknown";
  state: string;
  because: string | null;
  next: string | null;
  since: number | null;
}

export function findingsOf(input: HealthInput): DatabaseFinding[] {
  const health = healthOf(input);
  switch (health.kind) {
    case "serving":
    case "starting":
    case "deleting":
      return [];
    case "unknown":
      return input.connection.kind === "connecting"
        ? []
        : [
            {
              id: "unknown",
              tone: "unknown",
              state: health.sentence,
              because: health.because,
              next: health.next,
              since: health.since,
            },
          ];
    case "down":
    case "reduced": {
      const troubles = input.cluster === null ? [] : troublesOf(input);
      if (troubles.length === 0) {
        return [
          {
            id: "gone",
            tone: "down",
            state: health.sentence,
            because: health.because,
            next: health.next,
            since: health.since,
          },
        ];
      }
      return troubles.map(({ id, tone, state, because, next, since }) => ({
        id,
        tone,
        state,
        because: because === state ? null : `${capital(because)}.`,
        next,
        since,
      }));
    }
  }
}

const PROMISES: Record<AvailabilityLevel, string> = {
  zone: "Survives a zone",
  node: "Survives a node",
  single: "Survives nothing",
};

/** What the level promises, or that less than that is kept now. */
export function protectionWords(level: AvailabilityLevel, health: DatabaseHealth): string {
  return health.kind === "reduced" ? `${PROMISES[level]} by plan, reduced now` : PROMISES[level];
}
