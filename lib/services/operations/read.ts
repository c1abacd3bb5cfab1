import "server-only";
import { and, desc, eq, inArray, isNull } from "drizzle-orm";
import { z } from "zod";
import { databases, operations, operationSteps, regions } from "@/drizzle/schema/tables";
import { InstallObject, type OperationView, type StepView } from "@/lib/contract/views";
import { db } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import { stepsOf, titleOf } from "@/lib/domain/operation/steps";
import { Attention, type StepRow } from "@/lib/services/operations/record";
import { defineRead } from "@/lib/services/verb";

const Objects = z.array(InstallObject).nullable();

const columns = {
  op: operations,
  regionName: regions.name,
  simulated: regions.simulated,
  databaseName: databases.name,
  namespace: databases.namespace,
};

function rows() {
  return db()
    .select(columns)
    .from(operations)
    .innerJoin(regions, eq(regions.id, operations.regionId))
    .leftJoin(databases, eq(databases.id, operations.databaseId));
}

type Joined = Awaited<ReturnType<typeof rows>>[number];

function stepViews(row: Joined, stored: StepRow[]): StepView[] {
  return stepsOf(row.op.kind).map((step) => {
    const found = stored.find((each) => each.stepId === step.id);
    return {
      id: step.id,
      title: step.title,
      ifFails: step.ifFails,
      state: found?.state ?? "to-come",
      evidence: found?.evidence ?? null,
      startedAt: found?.startedAt?.getTime() ?? null,
      endedAt: found?.endedAt?.getTime() ?? null,
    };
  });
}

function kubectlLines(row: Joined): string[] {
  if (row.op.kind === "install-operator") {
    return [
      "kubectl -n gantry-system get deployment,pods",
      "kubectl get customresourcedefinitions | grep planetscale.com",
    ];
  }
  const label = `planetscale.com/cluster=${row.databaseName ?? ""}`;
  return [
    `kubectl -n ${row.namespace ?? ""} get vitessclusters,vitessshards,pods -l ${label}`,
    `kubectl -n ${row.namespace ?? ""} get events --sort-by=.lastTimestamp`,
  ];
}

function toView(row: Joined, steps: StepRow[], earlierRunsMs: number[]): OperationView {
  const { op } = row;
  return {
    id: op.id,
    kind: op.kind,
    title: titleOf(op.kind, row.databaseName ?? row.regionName),
    state: op.state,
    actor: op.actor,
    regionId: op.regionId,
    regionName: row.regionName,
    databaseId: op.databaseId,
    databaseName: row.databaseName,
    simulated: row.simulated,
    startedAt: op.createdAt.getTime(),
    endedAt: op.endedAt?.getTime() ?? null,
    steps: stepViews(row, steps),
    objects: Objects.parse(op.objects) ?? [],
    attention: Attention.nullable().parse(op.attention),
    earlierRunsMs,
    kubectl: kubectlLines(row),
  };
}

async function withSteps(found: Joined[]): Promise<OperationView[]> {
  if (found.length === 0) return [];
  const steps = await db()
    .select()
    .from(operationSteps)
    .where(
      inArray(
        operationSteps.operationId,
        found.map((row) => row.op.id),
      ),
    );
  return found.map((row) =>
    toView(
      row,
      steps.filter((step) => step.operationId === row.op.id),
      [],
    ),
  );
}

const OperationFilter = z.strictObject({ open: z.boolean(), databaseId: z.string().max(64).optional() });

/** The newest operations of an organization, at most 100; `open` leaves out those that ended. */
export async function operationViews(
  organizationId: string,
  filter: z.infer<typeof OperationFilter>,
): Promise<OperationView[]> {
  const found = await rows()
    .where(
      and(
        eq(operations.organizationId, organizationId),
        filter.open ? isNull(operations.endedAt) : undefined,
        filter.databaseId === undefined ? undefined : eq(operations.databaseId, filter.databaseId),
      ),
    )
    .orderBy(desc(operations.createdAt))
    .limit(100);
  return withSteps(found);
}

/** The newest operations of the actor's organization. */
export const listOperations = defineRead("operation.read", OperationFilter, (ctx, filter) =>
  operationViews(ctx.actor.organizationId, filter),
);

async function earlierRuns(kind: OperationView["kind"], regionId: string, except: string): Promise<number[]> {
  const ended = await db()
    .select({ id: operations.id, from: operations.createdAt, to: operations.endedAt })
    .from(operations)
    .where(
      and(eq(operations.kind, kind), eq(operations.regionId, regionId), eq(operations.state, "succeeded")),
    )
    .orderBy(desc(operations.createdAt))
    .limit(6);
  return ended
    .flatMap((run) => (run.id === except || !run.to ? [] : [run.to.getTime() - run.from.getTime()]))
    .slice(0, 5);
}

/** One operation of an organization with its steps and the durations of earlier runs; null when it has none such. */
export async function operationView(
  organizationId: string,
  operationId: string,
): Promise<OperationView | null> {
  const [row] = await rows().where(
    and(eq(operations.id, operationId), eq(operations.organizationId, organizationId)),
  );
  if (!row) return null;
  const [steps, earlier] = await Promise.all([
    db().select().from(operationSteps).where(eq(operationSteps.operationId, row.op.id)),
    earlierRuns(row.op.kind, row.op.regionId, row.op.id),
  ]);
  return toView(row, steps, earlier);
}

/** One operation with its steps, evidence and the durations of earlier runs in its region. */
export const getOperation = defineRead(
  "operation.read",
  z.strictObject({ operationId: z.string().max(64) }),
  async (ctx, input): Promise<OperationView> => {
    const view = await operationView(ctx.actor.organizationId, input.operationId);
    if (!view) throw new ServiceError("not_found", "There is no such operation in this organization.");
    return view;
  },
);
