import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { operations } from "@/drizzle/schema/tables";
import { InstallOperatorInput, RegionInput } from "@/lib/contract/inputs";
import type { InstallObject, InstallPlanView } from "@/lib/contract/views";
import type { Tx } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import type { KubeObject } from "@/lib/kube/object";
import { acceptOperation, findAccepted } from "@/lib/services/operations/accept";
import { regionFailure } from "@/lib/services/regions/failure";
import { openRegion, type RegionRow } from "@/lib/services/regions/find";
import { applyOwn, shownObject, type Applied } from "@/lib/services/regions/operator-objects";
import { planFor, type OperatorPlan } from "@/lib/services/regions/operator-plan";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead, defineVerb } from "@/lib/services/verb";
import { wakeOperations } from "@/lib/services/wake";
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
  return toView(
    plan,
    plan.objects.map((object) => shownObject(object)),
  );
});

/** An object in a namespace that does not exist yet cannot be tried: it waits, which is no refusal. */
function triedObject(
  object: KubeObject,
  applied: Applied,
  comes: ReadonlySet<string>,
): Pick<InstallObject, "state" | "detail"> {
  if (applied.kind === "applied") return { state: "dry-run-ok", detail: null };
  const { namespace } = object.metadata;
  if (applied.cause?.kind === "not-found" && namespace !== undefined && comes.has(namespace)) {
    return { state: "waiting", detail: `namespace ${namespace} comes first; checked when it exists` };
  }
  return { state: "refused", detail: applied.words };
}

async function tryObjects({ client }: RegionRuntime, { objects }: OperatorPlan): Promise<InstallObject[]> {
  const comes = new Set(
    objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name),
  );
  const results: InstallObject[] = [];
  for (const object of objects) {
    const applied = await applyOwn(client, object, { dryRun: true });
    results.push({ ...shownObject(object), ...triedObject(object, applied, comes) });
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

/** An installation of this region that has not ended: a second press joins it. */
async function openInstallation(tx: Tx, regionId: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: operations.id })
    .from(operations)
    .where(
      and(
        eq(operations.regionId, regionId),
        eq(operations.kind, "install-operator"),
        isNull(operations.endedAt),
      ),
    )
    .limit(1);
  return row?.id ?? null;
}

/** Accepts the installation of the operator; the objects are applied one by one by the operation. */
export const installOperator = defineVerb({
  name: "region.install",
  input: InstallOperatorInput,
  prepare,
  run: async (tx, ctx, input, prepared) => {
    const known = await findAccepted(tx, ctx, "install-operator", input.key);
    const accepted = known?.id ?? (await openInstallation(tx, prepared.row.id));
    if (accepted) return { operationId: accepted };
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
