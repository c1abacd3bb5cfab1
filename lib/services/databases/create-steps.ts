import "server-only";
import { and, desc, eq, gt, isNotNull } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { CreateStepId } from "@/lib/domain/operation/steps";
import { deleteByUid, readObject, refOf } from "@/lib/kube/read-object";
import { marksOf, secretsOf, vitessClusterOf } from "@/lib/services/databases/cluster-objects";
import { CREATION_STOPPED, observeCreation } from "@/lib/services/databases/create-observing";
import { databaseById, type DatabaseRow } from "@/lib/services/databases/find";
import { carriesMarks, ensureObject } from "@/lib/services/databases/own-objects";
import { fenceOf } from "@/lib/services/operations/fence";
import { refuseOtherCluster } from "@/lib/services/operations/same-cluster";
import { placeSpec } from "@/lib/services/databases/plan-draft";
import { factsWithReserved } from "@/lib/services/databases/reserved-room";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import { CLUSTER_LABEL } from "@/lib/services/databases/region-databases";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import { ensureInstall } from "@/lib/services/people/set-up";

type Act = (context: StepContext, row: DatabaseRow) => Promise<StepOutcome>;

/** The entry went with a refused plan, and the process died before it could say so: room that came since changes nothing. */
const ENTRY_GONE: StepOutcome = {
  kind: "failed",
  evidence: "its entry is gone",
  attention: {
    state: "Creation stopped.",
    because: "Its plan did not fit any more, or its region was disconnected.",
    next: "Nothing more is made. Choose another size or add room, then create again.",
  },
};

/** An acting step: never for a database that is to go, never towards another cluster. */
function acting(id: CreateStepId, act: Act): StepRunner {
  return {
    id,
    observes: false,
    async run(context) {
      const row = await databaseById(context.op.databaseId);
      if (row.desired === "absent") return CREATION_STOPPED;
      if (row.deletedAt !== null) return ENTRY_GONE;
      return (await refuseOtherCluster(context)) ?? act(context, row);
    },
  };
}

async function checkPlan({ runtime, op, now }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const { state } = runtime.hub.snapshot();
  if (state.kind !== "live") return { kind: "waiting", evidence: "the region is not reachable" };
  const facts = await factsWithReserved(db(), runtime, op);
  const plan = placeSpec(facts, DatabaseSpecSchema.parse(row.spec));
  if (plan.fits) {
    const zones = plan.zones.map((zone) => zone.zone).filter((zone) => zone !== "");
    return { kind: "done", evidence: zones.length === 0 ? "fits" : `fits in ${zones.join(", ")}` };
  }
  const [first] = plan.refusals;
  // Nothing was made in the cluster, so the name is free again.
  await db().update(databases).set({ deletedAt: now }).where(eq(databases.id, row.id));
  return {
    kind: "failed",
    evidence: first?.sentence ?? "does not fit",
    attention: {
      state: first?.title ?? "The plan does not fit any more.",
      because: first?.sentence ?? "The room was taken since the plan was made.",
      next: "Nothing was created. Choose another size or add room, then create again.",
    },
  };
}

async function ensureNamespace({ runtime, op }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const name = row.namespace;
  const there = await readObject(runtime.client, { apiVersion: "v1", kind: "Namespace", name });
  const install = await ensureInstall();
  if (there === null) {
    const labels = {
      "app.kubernetes.io/managed-by": "gantry",
      "gantry/install": install,
      "gantry/organization": op.organizationId,
    };
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
    await ensureObject(runtime.client, namespace, fenceOf(op));
    return { kind: "done", evidence: `namespace ${name} made` };
  }
  const owner = there.metadata.labels?.["gantry/install"] ?? install;
  const organization = there.metadata.labels?.["gantry/organization"] ?? op.organizationId;
  if (owner === install && organization === op.organizationId) {
    return { kind: "done", evidence: `namespace ${name} is there` };
  }
  return {
    kind: "failed",
    evidence: `namespace ${name} belongs to another ${owner === install ? "organization" : "Gantry"}`,
    attention: {
      state: "This namespace is somebody else's.",
      because: `The labels of ${name} name another ${owner === install ? "organization" : "Gantry"}.`,
      next: "Gantry touched nothing. Remove the labels gantry/install and gantry/organization if it is yours to use.",
    },
  };
}

async function ensureSecrets({ runtime, op }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const wanted = secretsOf(row, op, await ensureInstall());
  for (const secret of wanted) {
    const ensured = await ensureObject(runtime.client, secret, fenceOf(op));
    if (ensured.kind !== "foreign") continue;
    const { name } = secret.metadata;
    return {
      kind: "failed",
      evidence: `a secret ${name} is there that Gantry did not make`,
      attention: {
        state: "A secret of this name exists.",
        because: `${row.namespace}/${name} does not carry the marks of this database.`,
        next: "Gantry touched nothing. Delete that secret or choose another name, then create again.",
      },
    };
  }
  return { kind: "done", evidence: wanted.map((secret) => secret.metadata.name).join(", ") };
}

/** Objects of an earlier VitessCluster of this name that are still going away, as the watch sees them. */
function leftovers({ runtime }: StepContext, row: DatabaseRow): string | null {
  const { pods, claims } = runtime.hub.snapshot();
  const isLeft = (fact: { namespace: string | null; labels: Readonly<Record<string, string>> }): boolean =>
    fact.namespace === row.namespace && fact.labels[CLUSTER_LABEL] === row.name;
  const counts = [`${pods.filter(isLeft).length} pods`, `${claims.filter(isLeft).length} volume claims`];
  return counts.every((one) => one.startsWith("0 ")) ? null : counts.join(" and ");
}

const deletedOutside = (row: DatabaseRow): StepOutcome => ({
  kind: "failed",
  evidence: `the VitessCluster with UID ${row.clusterObjectUid ?? "?"} is gone`,
  attention: {
    state: "The database was deleted outside of Gantry.",
    because: "Its VitessCluster had been applied and is not there any more.",
    next: "Gantry does not make it again. Delete it here to clear its entry, or create a new one.",
  },
});

async function apply(context: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const { runtime } = context;
  const wanted = vitessClusterOf(row, await ensureInstall());
  const there = await readObject(runtime.client, refOf(wanted));
  if (there !== null && !carriesMarks(there, marksOf(row, await ensureInstall()).labels)) {
    return {
      kind: "failed",
      evidence: `a VitessCluster ${row.name} is there that Gantry did not make`,
      attention: {
        state: "A VitessCluster of this name exists.",
        because: `${row.namespace}/${row.name} (UID ${there.metadata.uid ?? "?"}) does not carry the marks of this database.`,
        next: "Gantry touched nothing. Choose another name.",
      },
    };
  }
  if (there === null) {
    if (row.clusterObjectUid !== null) return deletedOutside(row);
    const left = leftovers(context, row);
    if (left !== null) return waitForLeftovers(context, row, left);
  }
  const { object } = await ensureObject(runtime.client, wanted, fenceOf(context.op));
  const { uid } = object.metadata;
  if (uid === undefined) return { kind: "waiting", evidence: "the API server gave no UID" };
  if (row.clusterObjectUid !== null && row.clusterObjectUid !== uid) return deletedOutside(row);
  const [now] = await db()
    .update(databases)
    .set({ clusterObjectUid: uid })
    .where(eq(databases.id, row.id))
    .returning({ desired: databases.desired, deletedAt: databases.deletedAt });
  if (now?.desired === "absent" || now?.deletedAt !== null) {
    // It was deleted while the write was on its way, perhaps by a process that saw nothing to delete.
    await deleteByUid(runtime.client, refOf(wanted), uid);
    return CREATION_STOPPED;
  }
  return { kind: "done", evidence: `UID ${uid}` };
}

async function waitForLeftovers(context: StepContext, row: DatabaseRow, left: string): Promise<StepOutcome> {
  const evidence = `waits until ${left} of an earlier database of this name are gone`;
  if (context.now.getTime() - context.op.createdAt.getTime() < 120_000) return { kind: "waiting", evidence };
  const [earlier] = await db()
    .select({ deletedAt: databases.deletedAt })
    .from(databases)
    .where(
      and(
        eq(databases.regionId, row.regionId),
        eq(databases.namespace, row.namespace),
        eq(databases.name, row.name),
        isNotNull(databases.deletedAt),
        gt(databases.deletedAt, new Date(context.now.getTime() - 86_400_000)),
      ),
    )
    .orderBy(desc(databases.deletedAt))
    .limit(1);
  return {
    kind: "waiting",
    evidence,
    attention: {
      state: "An earlier database of this name has not gone yet.",
      because: earlier
        ? `It was deleted at ${earlier.deletedAt?.toISOString() ?? "?"}, and ${left} are left.`
        : `${left} carry its label, from a VitessCluster that Gantry did not make.`,
      next: `Look at them: kubectl -n ${row.namespace} get pods,pvc -l ${CLUSTER_LABEL}=${row.name}`,
    },
  };
}

/** Creating a database: acting steps in order, then what the cluster shows, each step re-enterable. */
export const createDatabaseSteps: readonly StepRunner[] = [
  acting("plan", checkPlan),
  acting("namespace", ensureNamespace),
  acting("secrets", ensureSecrets),
  acting("apply", apply),
  ...observeCreation,
];
