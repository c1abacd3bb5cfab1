import "server-only";
import { TABLETS } from "@/lib/domain/database/cells";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import type { CreateStepId } from "@/lib/domain/operation/steps";
import { readObject } from "@/lib/kube/read-object";
import { factsOf, podsOf, type DatabaseFacts } from "@/lib/services/databases/database-facts";
import { databaseById, type DatabaseRow } from "@/lib/services/databases/find";
import { COMPONENT_LABEL } from "@/lib/services/databases/region-databases";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import type { Attention } from "@/lib/services/operations/record";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

/** Each step of a healthy creation takes seconds to minutes; after this a person should look. Nothing is deleted. */
const DEADLINE_MS = 15 * 60_000;
/** A pod that finds no node, or an operator that does not act, is worth a look much earlier. */
const EARLY_MS = 60_000;

interface Seen {
  facts: DatabaseFacts;
  spec: DatabaseSpec;
  row: DatabaseRow;
  now: number;
  createdAt: number;
}

interface Look {
  done: boolean;
  evidence: string;
  attention?: Attention | undefined;
}

const gib = (bytes: number): string => `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`;

function topologyServer({ facts, row, now, createdAt }: Seen): Look {
  const members = podsOf(facts, "etcd");
  const ready = members.filter((pod) => pod.ready).length;
  const done = facts.lockservers.some((one) => one.available === "True");
  if (done || members.length > 0)
    return { done, evidence: `${ready} of ${members.length} etcd members ready` };
  const attention =
    now - createdAt < EARLY_MS
      ? undefined
      : {
          state: "The operator has not acted on this database yet.",
          because: "The VitessCluster is there, but nothing was made from it.",
          next: "Check that the operator's pod runs. After a database of the same name was deleted it may need a restart: kubectl -n gantry-system rollout restart deployment/vitess-operator",
        };
  return { done: false, evidence: `the operator has made nothing of ${row.name} yet`, attention };
}

function tablets({ facts, spec, now }: Seen): Look {
  const wanted = TABLETS[spec.availability];
  const pods = podsOf(facts, "vttablet");
  const scheduled = pods.filter((pod) => pod.nodeName !== null);
  const cells = Object.entries(Object.groupBy(scheduled, (pod) => pod.labels["planetscale.com/cell"] ?? "?"));
  const byCell = cells.map(([cell, some]) => `${cell} ${some?.length ?? 0}`).join(", ");
  const evidence = `${scheduled.length} of ${wanted} have a node${byCell === "" ? "" : `: ${byCell}`}`;
  const stuck = pods.find(
    (pod) => pod.nodeName === null && pod.unschedulableMessage !== null && now - pod.createdAt > EARLY_MS,
  );
  return {
    done: scheduled.length >= wanted,
    evidence,
    attention: stuck && {
      state: `No node takes tablet ${stuck.name}.`,
      because: `The scheduler says: ${stuck.unschedulableMessage ?? ""}`,
      next: "Make room on a node of its zone, or delete this database and choose a smaller size.",
    },
  };
}

function volumes({ facts, spec, now }: Seen): Look {
  const wanted = TABLETS[spec.availability];
  const claims = facts.claims.filter((claim) => claim.labels[COMPONENT_LABEL] === "vttablet");
  const bound = claims.filter((claim) => claim.phase === "Bound");
  const waiting = claims.find((claim) => claim.phase !== "Bound" && now - claim.createdAt > 3 * EARLY_MS);
  const tabletsPlaced = podsOf(facts, "vttablet").some((pod) => pod.nodeName !== null);
  return {
    done: bound.length >= wanted,
    evidence: `${bound.length} of ${wanted} bound, ${gib(spec.storageBytes)} each on ${spec.storageClass}`,
    attention:
      waiting && tabletsPlaced
        ? {
            state: `The volume of ${waiting.name} is not bound.`,
            because: `Its claim of class ${waiting.storageClass ?? "none"} is ${waiting.phase}.`,
            next: `Read the storage driver's words: kubectl -n ${waiting.namespace ?? ""} describe pvc ${waiting.name}`,
          }
        : undefined,
  };
}

function primary({ facts }: Seen): Look {
  const elected = facts.shards.filter((shard) => shard.hasMaster === "True");
  const done = facts.shards.length > 0 && elected.length === facts.shards.length;
  const aliases = elected.flatMap((shard) => (shard.masterAlias === null ? [] : [shard.masterAlias]));
  if (done) return { done, evidence: aliases.length === 0 ? "elected" : `primary is ${aliases.join(", ")}` };
  const running = podsOf(facts, "vttablet").filter((pod) => pod.phase === "Running").length;
  return { done, evidence: `no primary yet; ${running === 1 ? "1 tablet runs" : `${running} tablets run`}` };
}

function vtgates({ facts }: Seen): Look {
  const pods = podsOf(facts, "vtgate");
  const cells = facts.cluster?.cells ?? [];
  const available = cells.filter((cell) => cell.gatewayAvailable === "True");
  const ready = pods.filter((pod) => pod.ready).length;
  return {
    done: cells.length > 0 && available.length === cells.length,
    evidence: `${ready} of ${pods.length} ready, ${available.length} of ${cells.length} cells`,
  };
}

function serving(seen: Seen): Look {
  const parts = [
    { look: topologyServer(seen), missing: "the topology server" },
    { look: primary(seen), missing: "a primary" },
    { look: vtgates(seen), missing: "a vtgate in every cell" },
    {
      look: { done: seen.facts.shards.every((shard) => shard.servingWrites === "True") },
      missing: "a shard that serves writes",
    },
  ];
  const missing = parts.filter((part) => !part.look.done).map((part) => part.missing);
  if (missing.length > 0) return { done: false, evidence: `waits for ${missing.join(", ")}` };
  const seconds = Math.round((seen.now - seen.createdAt) / 1000);
  return { done: true, evidence: `serving ${seconds} s after the request` };
}

/** A database that is to go is made no further, and its deletion waits for nothing. */
export const CREATION_STOPPED: StepOutcome = {
  kind: "failed",
  evidence: "the database is being deleted",
  attention: {
    state: "Creation stopped.",
    because: "The database was deleted before it was complete.",
    next: "Follow the deletion; nothing more is made.",
  },
};

/** Not asked of the API server by every step of every pass. */
const MISSING_MS = 2000;
const asked = new WeakMap<RegionRuntime, { databaseId: string; at: number }>();

/** A missing VitessCluster ends the operation only when the API server itself says that it is gone. */
async function missingCluster({ runtime, now }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const unseen = { kind: "waiting", evidence: "the watch has not seen it yet" } as const;
  const last = asked.get(runtime);
  if (last?.databaseId === row.id && now.getTime() - last.at < MISSING_MS) return unseen;
  asked.set(runtime, { databaseId: row.id, at: now.getTime() });
  const ref = {
    apiVersion: "planetscale.com/v2",
    kind: "VitessCluster",
    namespace: row.namespace,
    name: row.name,
  };
  const there = await readObject(runtime.client, ref);
  if (there?.metadata.uid === row.clusterObjectUid) return unseen;
  return {
    kind: "failed",
    evidence: there === null ? "the VitessCluster is gone" : `a VitessCluster with another UID is there`,
    attention: {
      state: "The database was deleted outside of Gantry.",
      because: `The VitessCluster with UID ${row.clusterObjectUid ?? "?"} is not there any more.`,
      next: "Gantry does not make it again. Delete it here to clear its entry, or create a new one.",
    },
  };
}

function observing(id: CreateStepId, look: (seen: Seen) => Look): StepRunner {
  return {
    id,
    observes: true,
    async run(context) {
      const { runtime, op } = context;
      const row = await databaseById(op.databaseId);
      if (row.desired === "absent") return CREATION_STOPPED;
      const snapshot = runtime.hub.snapshot();
      if (snapshot.state.kind !== "live") return { kind: "waiting", evidence: "the region is not reachable" };
      const facts = factsOf(snapshot, row);
      if (facts.cluster === null) return missingCluster(context, row);
      const now = context.now.getTime();
      const createdAt = op.createdAt.getTime();
      const spec = DatabaseSpecSchema.parse(row.spec);
      const { done, evidence, attention } = look({ facts, spec, row, now, createdAt });
      if (done) return { kind: "done", evidence };
      if (attention) return { kind: "waiting", evidence, attention };
      if (now - createdAt < DEADLINE_MS) return { kind: "waiting", evidence };
      return {
        kind: "waiting",
        evidence,
        attention: {
          state: "This takes longer than 15 minutes.",
          because: `Last seen: ${evidence}.`,
          next: "Nothing was deleted and Gantry keeps looking. The events on the database's page say what it waits for.",
        },
      };
    },
  };
}

/** What must be seen in the cluster until a new database serves; each step looks at the watch, none of them writes. */
export const observeCreation: readonly StepRunner[] = [
  observing("topology-server", topologyServer),
  observing("tablets", tablets),
  observing("volumes", volumes),
  observing("primary", primary),
  observing("vtgates", vtgates),
  observing("serving", serving),
];
