import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { operations, organizations, regions } from "@/drizzle/schema/tables";
import { InstallObject } from "@/lib/contract/views";
import { db, inTransaction } from "@/lib/db/connection";
import { podCondition } from "@/lib/domain/database/pod-state";
import { OPERATOR_NAME, operatorPods } from "@/lib/domain/region/operator";
import { SYSTEM_NAMESPACE, VITESS_CRDS } from "@/lib/domain/region/permissions";
import { readKinds } from "@/lib/kube/installed-kinds";
import type { KubeError } from "@/lib/kube/kube-error";
import type { KubeObject } from "@/lib/kube/object";
import { notifyOperation } from "@/lib/services/live";
import { passPoint, type OperationRow } from "@/lib/services/operations/record";
import { refuseOtherCluster } from "@/lib/services/operations/same-cluster";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import type { RegionRow } from "@/lib/services/regions/find";
import { applyOwn, shownObject, type Applied } from "@/lib/services/regions/operator-objects";
import { planFor, type OperatorPlan } from "@/lib/services/regions/operator-plan";
import { readOperator } from "@/lib/services/regions/operator-state";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

const OPERATOR_PATIENCE_MS = 5 * 60_000;

async function regionOf(op: OperationRow): Promise<{ row: RegionRow; slug: string }> {
  const [found] = await db()
    .select({ row: regions, slug: organizations.slug })
    .from(regions)
    .innerJoin(organizations, eq(organizations.id, regions.organizationId))
    .where(and(eq(regions.id, op.regionId), eq(regions.organizationId, op.organizationId)));
  if (!found) throw new Error("The operation names a region that does not exist.");
  return found;
}

async function planOf({ op, runtime }: StepContext): Promise<OperatorPlan> {
  const { row, slug } = await regionOf(op);
  return planFor(row, runtime, slug);
}

/** Progress for people, under the lease like every other write of an operation; false when another process has it. */
async function storeObjects(op: OperationRow, objects: readonly InstallObject[]): Promise<boolean> {
  const stored = await db()
    .update(operations)
    .set({ objects })
    .where(and(eq(operations.id, op.id), eq(operations.leaseEpoch, op.leaseEpoch)))
    .returning({ id: operations.id });
  notifyOperation(op);
  return stored.length > 0;
}

/** Null when the plan may be carried out. Asked again before objects are applied: a crash may lie between. */
function refusedPlan({ refusal }: OperatorPlan): StepOutcome | null {
  if (refusal === null) return null;
  return {
    kind: "failed",
    evidence: refusal,
    attention: {
      state: "Nothing was installed.",
      because: refusal,
      next: "Gantry leaves what others installed as it is.",
    },
  };
}

async function readManifest(context: StepContext): Promise<StepOutcome> {
  const plan = await planOf(context);
  const refused = refusedPlan(plan);
  if (refused !== null) return refused;
  return {
    kind: "done",
    evidence: `operator ${plan.entry.version}, ${plan.objects.length} objects, sha256 ${plan.entry.sha256.slice(0, 12)}…`,
  };
}

function nextAfter(cause: KubeError | null): string {
  if (cause === null) return "Rename or remove it if nobody needs it, then install again.";
  return cause.kind === "forbidden"
    ? "This account may not install. Apply the YAML with wider rights; Gantry sees the operator come."
    : "Mend the cause in the cluster, then install again; what was applied stays.";
}

function refusedOutcome(object: KubeObject, refusal: Extract<Applied, { kind: "refused" }>): StepOutcome {
  const name = `${object.kind} ${object.metadata.name}`;
  return {
    kind: "failed",
    evidence: `${name}: ${refusal.words}`,
    attention: {
      state: `${name} was not applied.`,
      because: refusal.words,
      next: nextAfter(refusal.cause),
    },
  };
}

const isSame = (a: InstallObject, b: InstallObject): boolean =>
  a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;

/** What an earlier run of this operation applied already is not applied again. */
function progressOf(op: OperationRow, objects: readonly KubeObject[]): InstallObject[] {
  const before = z.array(InstallObject).safeParse(op.objects).data ?? [];
  return objects.map((object) => {
    const fresh = shownObject(object);
    return before.find((each) => each.state === "applied" && isSame(each, fresh)) ?? fresh;
  });
}

/**
 * The deployment names every namespace that the operator watches. Organizations that install in one cluster at the same
 * time come one after the other here, each with what the one before left, so that none takes another's away.
 */
async function applyDeployment(context: StepContext, clusterUid: string): Promise<Applied> {
  return inTransaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`operator/${clusterUid}`}, 0))`);
    const { objects } = await planOf(context);
    const deployment = objects.find(({ kind }) => kind === "Deployment");
    if (deployment === undefined) throw new Error("The operator's manifest holds no Deployment.");
    return applyOwn(context.runtime.client, deployment, { dryRun: false });
  });
}

/** Applies the objects in order, each once; what another installation made under one of their names ends it. */
async function applyAll(context: StepContext): Promise<StepOutcome> {
  const { op, runtime } = context;
  const { row } = await regionOf(op);
  const plan = await planOf(context);
  const refused = refusedPlan(plan);
  if (refused !== null) return refused;
  const { objects } = plan;
  const progress = progressOf(op, objects);
  for (const [index, object] of objects.entries()) {
    const known = progress[index] ?? shownObject(object);
    if (known.state === "applied") continue;
    const applied =
      object.kind === "Deployment"
        ? await applyDeployment(context, row.clusterUid)
        : await applyOwn(runtime.client, object, { dryRun: false });
    progress[index] =
      applied.kind === "applied"
        ? { ...known, state: "applied", detail: null }
        : { ...known, state: "refused", detail: applied.words };
    if (!(await storeObjects(op, progress)))
      return { kind: "waiting", evidence: "another process goes on with it" };
    passPoint(op.id, `objects:${index + 1}`);
    if (applied.kind === "refused") return refusedOutcome(object, applied);
  }
  return { kind: "done", evidence: `${progress.length} of ${progress.length} applied` };
}

/** A step that writes or decides about writing: never towards another cluster than the registered one. */
const towardsOwnCluster =
  (run: StepRunner["run"]): StepRunner["run"] =>
  async (context) =>
    (await refuseOtherCluster(context)) ?? run(context);

async function kindsServed({ op, runtime, now }: StepContext): Promise<StepOutcome> {
  const found = await readKinds(runtime.client, VITESS_CRDS, "background");
  const served = found.filter((kind) => kind.established).map((kind) => kind.name);
  const evidence = `${served.length} of ${VITESS_CRDS.length} kinds served`;
  const missing = VITESS_CRDS.filter((name) => !served.includes(name));
  const [first] = missing;
  if (first === undefined) return { kind: "done", evidence };
  if (now.getTime() - op.createdAt.getTime() < OPERATOR_PATIENCE_MS) return { kind: "waiting", evidence };
  return {
    kind: "waiting",
    evidence,
    attention: {
      state: "The API server does not serve every kind of planetscale.com after 5 minutes.",
      because: `Not served: ${missing.join(", ")}.`,
      next: `Its conditions say why: kubectl get customresourcedefinition ${first} -o yaml`,
    },
  };
}

/** What the operator's pod still waits for, as the watch sees it; null once it is ready. */
function podWait({ hub }: RegionRuntime): string | null {
  const { state, pods } = hub.snapshot();
  if (state.kind !== "live") return "the region is not reachable";
  const [pod] = operatorPods(pods);
  if (pod === undefined) return "its pod is not made yet";
  return pod.ready ? null : `${pod.name}: ${podCondition(pod).reason ?? "not ready"}`;
}

async function operatorReady({ op, runtime, now }: StepContext): Promise<StepOutcome> {
  const wait = podWait(runtime);
  const found = wait === null ? await readOperator(runtime.client) : null;
  if (found?.kind === "ours" && found.available) {
    await db()
      .update(regions)
      .set({ operatorVersion: found.version })
      .where(and(eq(regions.id, op.regionId), eq(regions.organizationId, op.organizationId)));
    return { kind: "done", evidence: `vitess-operator ${found.version ?? ""} available` };
  }
  const evidence = wait ?? "its pod is ready, its deployment is not available yet";
  if (now.getTime() - op.createdAt.getTime() < OPERATOR_PATIENCE_MS) return { kind: "waiting", evidence };
  return {
    kind: "waiting",
    evidence,
    attention: {
      state: "The operator is not available after 5 minutes.",
      because: evidence,
      next: `Its events say more: kubectl -n ${SYSTEM_NAMESPACE} describe pods -l app=${OPERATOR_NAME}`,
    },
  };
}

/** The runners of an installation, in the order of its step templates. */
export const installOperatorSteps: readonly StepRunner[] = [
  { id: "manifest", observes: false, run: towardsOwnCluster(readManifest) },
  { id: "objects", observes: false, run: towardsOwnCluster(applyAll) },
  { id: "kinds", observes: false, run: kindsServed },
  { id: "operator", observes: false, run: operatorReady },
];
