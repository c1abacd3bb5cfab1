import "server-only";
import { InstallOperatorInput } from "@/lib/contract/inputs";
import type { InstallObject, InstallPlanView } from "@/lib/contract/views";
import { ServiceError } from "@/lib/domain/errors";
import { applyObject } from "@/lib/kube/install-apply";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { acceptOperation, findAccepted } from "@/lib/services/operations/accept";
import { regionFailure } from "@/lib/services/regions/failure";
import { openRegion, type RegionRow } from "@/lib/services/regions/find";
import { planFor, type OperatorPlan } from "@/lib/services/regions/operator-plan";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead, defineVerb } from "@/lib/services/verb";
import { wakeOperations } from "@/lib/services/wake";
import { RegionInput } from "@/lib/contract/inputs";
import type { PersonContext } from "@/lib/services/context";

function toView(plan: OperatorPlan, objects: InstallObject[]): InstallPlanView {
  return {
    version: plan.entry.version,
    source: plan.entry.url,
    sha256: plan.entry.sha256,
    words: plan.words,
    yaml: plan.yaml,
    objects,
    refusal: plan.refusal,
    byHand: "kubectl apply --server-side --force-conflicts -f gantry-operator.yaml",
  };
}

const waiting = (plan: OperatorPlan): InstallObject[] =>
  plan.objects.map((object) => ({
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? null,
    state: "waiting",
    detail: null,
  }));

async function readPlan(row: RegionRow, runtime: RegionRuntime, ctx: PersonContext): Promise<OperatorPlan> {
  try {
    return await planFor(row, runtime, ctx.actor.organizationSlug);
  } catch (error) {
    throw regionFailure(error);
  }
}

/** What an install would apply, in words and YAML, before anything is sent. */
export const planInstallation = defineRead("region.install", RegionInput, async (ctx, input) => {
  const { row, runtime } = await openRegion(ctx, input.regionId);
  const plan = await readPlan(row, runtime, ctx);
  return toView(plan, waiting(plan));
});

/** An object in a namespace that does not exist yet cannot be tried: say so instead of failing. */
function dryRunFailure(
  error: unknown,
  namespaces: Set<string>,
  object: OperatorPlan["objects"][number],
): Pick<InstallObject, "state" | "detail"> {
  if (!(error instanceof KubeError)) throw error;
  const namespace = object.metadata.namespace;
  if (error.kind === "not-found" && namespace !== undefined && namespaces.has(namespace)) {
    return { state: "waiting", detail: `namespace ${namespace} comes first; checked when it exists` };
  }
  return { state: "refused", detail: kubeSentence(error) };
}

async function tryObjects(runtime: RegionRuntime, plan: OperatorPlan): Promise<InstallObject[]> {
  const made = new Set(plan.objects.filter((o) => o.kind === "Namespace").map((o) => o.metadata.name));
  const results: InstallObject[] = [];
  for (const object of plan.objects) {
    const shown = {
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace ?? null,
    };
    try {
      await applyObject(runtime.client, object, { dryRun: true, force: false });
      results.push({ ...shown, state: "dry-run-ok", detail: null });
    } catch (error) {
      results.push({ ...shown, ...dryRunFailure(error, made, object) });
    }
  }
  return results;
}

/** Server-side dry run of every object, in the server's own words. */
export const dryRunInstallation = defineRead("region.install", RegionInput, async (ctx, input) => {
  const { row, runtime } = await openRegion(ctx, input.regionId);
  const plan = await readPlan(row, runtime, ctx);
  try {
    return toView(plan, await tryObjects(runtime, plan));
  } catch (error) {
    throw regionFailure(error);
  }
});

async function prepare(
  ctx: PersonContext,
  input: InstallOperatorInput,
): Promise<{ row: RegionRow; plan: OperatorPlan }> {
  const { row, runtime } = await openRegion(ctx, input.regionId);
  const plan = await readPlan(row, runtime, ctx);
  if (plan.entry.version !== input.version) {
    throw new ServiceError("conflict", "The offered operator version changed. Read the plan again.");
  }
  if (plan.refusal !== null) throw new ServiceError("precondition", plan.refusal);
  return { row, plan };
}

/** Accepts the installation of the operator; the objects are applied one by one by the operation. */
export const installOperator = defineVerb({
  name: "region.install",
  input: InstallOperatorInput,
  prepare,
  run: async (tx, ctx, input, prepared) => {
    const known = await findAccepted(tx, ctx, "install-operator", input.key);
    if (known) return { operationId: known.id };
    const operationId = await acceptOperation(tx, ctx, {
      kind: "install-operator",
      key: input.key,
      regionId: prepared.row.id,
      databaseId: null,
      input: { version: input.version, organizationSlug: ctx.actor.organizationSlug },
    });
    return { operationId };
  },
  audit: (input, result) => ({
    objectKind: "region",
    objectId: input.regionId,
    detail: { version: input.version, operationId: result.operationId },
  }),
  after: (_ctx, result) => wakeOperations(result.operationId),
});
