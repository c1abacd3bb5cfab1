import "server-only";
import { and, eq } from "drizzle-orm";
import { operations, organizations, regions } from "@/drizzle/schema/tables";
import type { InstallObject } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { VITESS_CRDS } from "@/lib/domain/region/permissions";
import { readKinds } from "@/lib/kube/installed-kinds";
import { applyObject } from "@/lib/kube/install-apply";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import type { KubeObject } from "@/lib/kube/object";
import { notifyOperation } from "@/lib/services/live";
import type { OperationRow } from "@/lib/services/operations/record";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import type { RegionRow } from "@/lib/services/regions/find";
import { planFor, type OperatorPlan } from "@/lib/services/regions/operator-plan";
import { readOperator } from "@/lib/services/regions/operator-state";

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

const shown = (object: KubeObject): InstallObject => ({
  kind: object.kind,
  name: object.metadata.name,
  namespace: object.metadata.namespace ?? null,
  state: "waiting",
  detail: null,
});

/** Progress for people, under the lease like every other write of an operation. */
async function storeObjects(op: OperationRow, objects: readonly InstallObject[]): Promise<void> {
  await db()
    .update(operations)
    .set({ objects })
    .where(and(eq(operations.id, op.id), eq(operations.leaseEpoch, op.leaseEpoch)));
  notifyOperation(op);
}

async function readManifest(context: StepContext): Promise<StepOutcome> {
  const plan = await planOf(context);
  if (plan.refusal !== null) {
    return {
      kind: "failed",
      evidence: plan.refusal,
      attention: {
        state: "Nothing was installed.",
        because: plan.refusal,
        next: "Gantry leaves the other operator as it is.",
      },
    };
  }
  await storeObjects(context.op, plan.objects.map(shown));
  return {
    kind: "done",
    evidence: `operator ${plan.entry.version}, ${plan.objects.length} objects, sha256 ${plan.entry.sha256.slice(0, 12)}…`,
  };
}

function refusedOutcome(error: KubeError, object: KubeObject): StepOutcome {
  const words = kubeSentence(error);
  return {
    kind: "failed",
    evidence: `${object.kind} ${object.metadata.name}: ${words}`,
    attention: {
      state: `${object.kind} ${object.metadata.name} was refused.`,
      because: words,
      next:
        error.kind === "forbidden"
          ? "This account may not install. Apply the YAML with wider rights; Gantry sees the operator come."
          : "Mend the cause in the cluster, then install again; what was applied stays.",
    },
  };
}

/** Applies all objects in order. Server-side apply makes a second pass harmless, so a crash needs no bookkeeping. */
async function applyAll(context: StepContext): Promise<StepOutcome> {
  const plan = await planOf(context);
  const progress = plan.objects.map(shown);
  for (const [index, object] of plan.objects.entries()) {
    try {
      await applyObject(context.runtime.client, object, { dryRun: false, force: true });
    } catch (error) {
      if (
        !(error instanceof KubeError) ||
        !["forbidden", "invalid", "conflict", "not-found"].includes(error.kind)
      )
        throw error;
      progress[index] = { ...shown(object), state: "refused", detail: kubeSentence(error) };
      await storeObjects(context.op, progress);
      return refusedOutcome(error, object);
    }
    progress[index] = { ...shown(object), state: "applied" };
    await storeObjects(context.op, progress);
  }
  return { kind: "done", evidence: `${progress.length} of ${progress.length} applied` };
}

async function kindsServed({ runtime }: StepContext): Promise<StepOutcome> {
  const found = await readKinds(runtime.client, VITESS_CRDS);
  const served = found.filter((kind) => kind.established).length;
  const evidence = `${served} of ${VITESS_CRDS.length} kinds served`;
  return served === VITESS_CRDS.length ? { kind: "done", evidence } : { kind: "waiting", evidence };
}

async function operatorReady({ op, runtime, now }: StepContext): Promise<StepOutcome> {
  const found = await readOperator(runtime.client);
  if (found.kind === "ours" && found.available) {
    await db()
      .update(regions)
      .set({ operatorVersion: found.version })
      .where(and(eq(regions.id, op.regionId), eq(regions.organizationId, op.organizationId)));
    return { kind: "done", evidence: `vitess-operator ${found.version ?? ""} available` };
  }
  const evidence = "0 of 1 pods available";
  if (now.getTime() - op.createdAt.getTime() < OPERATOR_PATIENCE_MS) return { kind: "waiting", evidence };
  return {
    kind: "waiting",
    evidence,
    attention: {
      state: "The operator's pod is not available after 5 minutes.",
      because: "Its events say why: an image that cannot be pulled, no room, or a quota.",
      next: "kubectl -n gantry-system describe pods -l app=vitess-operator",
    },
  };
}

/** The runners of an installation, in the order of its step templates. */
export const installOperatorSteps: readonly StepRunner[] = [
  { id: "manifest", observes: false, run: readManifest },
  { id: "objects", observes: false, run: applyAll },
  { id: "kinds", observes: false, run: kindsServed },
  { id: "operator", observes: false, run: operatorReady },
];
