import { z } from "zod";
import type { Gate } from "@/lib/sandbox/faults/gate";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { objectName } from "@/lib/sandbox/standins/operator/names";
import { LABEL } from "@/lib/sandbox/standins/operator/labels";
import { RESOURCES } from "@/lib/sandbox/standins/resources";
import type { Applier } from "@/lib/sandbox/standins/vitess/replication";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const Name = z.string().min(1).max(253);
const pod = { namespace: Name, pod: Name };

/** The trouble that a sandbox can be put into, and the ways out of it. One list for every surface that offers it. */
export const TroubleSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("slow-applier"), ...pod, factor: z.number().min(0).max(0.99).default(0.5) }),
  z.object({ kind: z.literal("block-applier"), ...pod }),
  z.object({ kind: z.literal("release-applier"), ...pod }),
  z.object({ kind: z.literal("kill-pod"), ...pod }),
  z.object({
    kind: z.literal("kill-primary"),
    namespace: Name,
    database: Name,
    keyspace: Name.optional(),
    shard: Name.optional(),
  }),
  z.object({ kind: z.literal("unreachable") }),
  z.object({ kind: z.literal("reachable") }),
]);
export type Trouble = z.output<typeof TroubleSchema>;

/** The asked-for thing is not there, or cannot be done here; the message says which. */
export class TroubleError extends Error {
  constructor(
    readonly status: 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = "TroubleError";
  }
}

export interface TroubleContext {
  client: ClusterClient;
  world: VitessWorld;
  /** Null where nothing stands before the API server. */
  gate: Gate | null;
}

const ShardStatus = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }),
  status: z.looseObject({ masterAlias: z.string().optional() }).optional(),
});

function setApplier({ world }: TroubleContext, key: string, applier: Applier): void {
  const tablet = world.tablets.get(key);
  const mysqld = world.mysqlds.get(key);
  if (tablet === undefined || mysqld === undefined)
    throw new TroubleError(404, `No tablet runs in the pod ${key}.`);
  if (tablet.type === "PRIMARY")
    throw new TroubleError(409, `The pod ${key} is the primary: it applies nothing.`);
  mysqld.applier = applier;
}

async function killPod({ client }: TroubleContext, namespace: string, name: string): Promise<string> {
  const gone = await client.remove(RESOURCES.pods, namespace, name, { graceSeconds: 0 });
  if (!gone) throw new TroubleError(404, `There is no pod ${namespace}/${name}.`);
  return `The pod ${namespace}/${name} was killed without grace.`;
}

async function killPrimary(
  context: TroubleContext,
  trouble: Extract<Trouble, { kind: "kill-primary" }>,
): Promise<string> {
  const { namespace, database, keyspace, shard } = trouble;
  const labelSelector = [
    `${LABEL.cluster}=${database}`,
    ...(keyspace === undefined ? [] : [`${LABEL.keyspace}=${keyspace}`]),
    ...(shard === undefined ? [] : [`${LABEL.shard}=${shard}`]),
  ].join(",");
  const { items } = await context.client.list(RESOURCES.shards, { namespace, labelSelector });
  const alias = items
    .map((one) => ShardStatus.parse(one).status?.masterAlias)
    .find((one) => one !== undefined);
  if (alias === undefined)
    throw new TroubleError(404, `No shard of the database ${namespace}/${database} has a primary.`);
  return killPod(context, namespace, objectName(database, "vttablet", alias));
}

async function setReachable({ gate }: TroubleContext, reachable: boolean): Promise<string> {
  if (gate === null)
    throw new TroubleError(409, "Nothing stands before this API server: stop the server itself.");
  await (reachable ? gate.open() : gate.shut());
  return reachable ? "The API server is reachable." : "The API server refuses connections.";
}

/** Does it, and says in one sentence what was done. Throws TroubleError. */
export async function makeTrouble(context: TroubleContext, trouble: Trouble): Promise<string> {
  switch (trouble.kind) {
    case "slow-applier":
    case "block-applier":
    case "release-applier": {
      const key = `${trouble.namespace}/${trouble.pod}`;
      if (trouble.kind === "slow-applier") {
        setApplier(context, key, { kind: "slow", factor: trouble.factor });
        return `The applier of ${key} handles ${Math.round(trouble.factor * 100)} % of the writes.`;
      }
      setApplier(context, key, { kind: trouble.kind === "block-applier" ? "blocked" : "normal" });
      return `The applier of ${key} is ${trouble.kind === "block-applier" ? "blocked" : "free"}.`;
    }
    case "kill-pod":
      return killPod(context, trouble.namespace, trouble.pod);
    case "kill-primary":
      return killPrimary(context, trouble);
    case "unreachable":
      return setReachable(context, false);
    case "reachable":
      return setReachable(context, true);
  }
}
