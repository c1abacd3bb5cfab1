import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { databases, operations } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { DeleteStepId } from "@/lib/domain/operation/steps";
import { deleteByUid, readObject, type ObjectRef } from "@/lib/kube/read-object";
import { initSecretName, marksOf, usersSecretName } from "@/lib/services/databases/cluster-objects";
import { databaseById, type DatabaseRow } from "@/lib/services/databases/find";
import { carriesMarks } from "@/lib/services/databases/own-objects";
import { refuseOtherCluster } from "@/lib/services/operations/same-cluster";
import { CLUSTER_LABEL } from "@/lib/services/databases/region-databases";
import { forgetSampling } from "@/lib/services/metrics/sampling-state";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import { ensureInstall } from "@/lib/services/people/set-up";

const GONE_DEADLINE_MS = 5 * 60_000;

type Act = (context: StepContext, row: DatabaseRow) => Promise<StepOutcome>;

function acting(id: DeleteStepId, act: Act): StepRunner {
  return {
    id,
    observes: false,
    run: async (context) =>
      (await refuseOtherCluster(context)) ?? act(context, await databaseById(context.op.databaseId)),
  };
}

const clusterRef = (row: DatabaseRow): ObjectRef => ({
  apiVersion: "planetscale.com/v2",
  kind: "VitessCluster",
  namespace: row.namespace,
  name: row.name,
});

/** A creation that still runs stops at its next step, since the database is wanted absent; until then nothing is deleted. */
async function isBeingCreated(row: DatabaseRow): Promise<boolean> {
  const [open] = await db()
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.databaseId, row.id),
        eq(operations.kind, "create-database"),
        isNull(operations.endedAt),
      ),
    );
  return open !== undefined;
}

async function deleteCluster({ runtime, op }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  if (await isBeingCreated(row)) return { kind: "waiting", evidence: "waits until its creation has stopped" };
  const there = await readObject(runtime.client, clusterRef(row));
  const isOurs = there !== null && carriesMarks(there, marksOf(row, await ensureInstall()).labels);
  const uid = row.clusterObjectUid ?? (isOurs ? there.metadata.uid : undefined);
  if (uid === undefined) {
    const evidence =
      there === null
        ? "there was no VitessCluster of it"
        : `a VitessCluster ${row.name} that Gantry did not make stays`;
    return { kind: "done", evidence };
  }
  if (row.clusterObjectUid === null) {
    // Applied, but the process died before it could write the UID down.
    await db().update(databases).set({ clusterObjectUid: uid }).where(eq(databases.id, row.id));
  }
  await deleteByUid(runtime.client, clusterRef(row), uid);
  const other =
    there !== null && there.metadata.uid !== uid
      ? `; one of the same name with UID ${there.metadata.uid ?? "?"} stays`
      : "";
  return { kind: "done", evidence: `UID ${uid} deleted for ${op.actor}${other}` };
}

/** Pods and claims that were there when the deletion was asked for; later ones belong to somebody else's new database. */
async function waitUntilGone({ runtime, op, now }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const snapshot = runtime.hub.snapshot();
  if (snapshot.state.kind !== "live") return { kind: "waiting", evidence: "the region is not reachable" };
  const { unread } = snapshot;
  if (unread.has("pods") || unread.has("claims") || unread.get("clusters") === "loading") {
    return { kind: "waiting", evidence: "pods and volume claims are not read yet" };
  }
  const isLeft = (fact: {
    namespace: string | null;
    labels: Readonly<Record<string, string>>;
    createdAt: number;
  }) =>
    fact.namespace === row.namespace &&
    fact.labels[CLUSTER_LABEL] === row.name &&
    fact.createdAt <= op.createdAt.getTime() + 60_000;
  const pods = snapshot.pods.filter(isLeft);
  const claims = snapshot.claims.filter(isLeft);
  if (snapshot.clusters.some((fact) => fact.uid === row.clusterObjectUid)) {
    return { kind: "waiting", evidence: "the VitessCluster is still listed" };
  }
  if (pods.length + claims.length === 0)
    return { kind: "done", evidence: "no pod and no volume claim is left" };
  const counts = `${pods.length} pods and ${claims.length} volume claims`;
  if (snapshot.clusters.some((fact) => fact.namespace === row.namespace && fact.name === row.name)) {
    const evidence = `${counts} stay: they carry the name of a VitessCluster that Gantry did not make`;
    return { kind: "done", evidence };
  }
  const evidence = `${counts} are left`;
  if (now.getTime() - op.createdAt.getTime() < GONE_DEADLINE_MS) return { kind: "waiting", evidence };
  const names = [...pods.map((pod) => `pod ${pod.name}`), ...claims.map((claim) => `claim ${claim.name}`)];
  return {
    kind: "waiting",
    evidence,
    attention: {
      state: "Some objects do not go.",
      because: `After 5 minutes these are left: ${names.slice(0, 10).join(", ")}.`,
      next: `Look at them: kubectl -n ${row.namespace} get pods,pvc -l ${CLUSTER_LABEL}=${row.name}. Gantry goes on when they are gone.`,
    },
  };
}

async function deleteSecrets({ runtime, now }: StepContext, row: DatabaseRow): Promise<StepOutcome> {
  const marks = marksOf(row, await ensureInstall()).labels;
  const gone: string[] = [];
  const stay: string[] = [];
  for (const name of [usersSecretName(row.name), initSecretName(row.name)]) {
    const ref = { apiVersion: "v1", kind: "Secret", namespace: row.namespace, name };
    const there = await readObject(runtime.client, ref);
    if (there === null) continue;
    if (there.metadata.uid === undefined || !carriesMarks(there, marks)) {
      stay.push(name);
      continue;
    }
    await deleteByUid(runtime.client, ref, there.metadata.uid);
    gone.push(name);
  }
  await db().update(databases).set({ deletedAt: now }).where(eq(databases.id, row.id));
  forgetSampling(row.id);
  const evidence = [
    gone.length === 0 ? "none was there" : `${gone.join(", ")} deleted`,
    ...(stay.length === 0 ? [] : [`${stay.join(", ")} stays: Gantry did not make it`]),
  ];
  return { kind: "done", evidence: evidence.join("; ") };
}

/** Deleting a database: by UID, then what hung on it, then our own secrets; never by name, never what has other marks. */
export const deleteDatabaseSteps: readonly StepRunner[] = [
  acting("delete", deleteCluster),
  acting("pods-gone", waitUntilGone),
  acting("secrets-gone", deleteSecrets),
];
