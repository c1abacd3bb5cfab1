import "server-only";
import {
  storeAttention,
  endOperation,
  passPoint,
  storeStep,
  takeOperation,
  Attention,
  REGION_GONE,
  type LoadedOperation,
} from "@/lib/services/operations/record";
import { WriteRefused } from "@/lib/services/operations/fence";
import type { StepContext, StepOutcome, StepRunner } from "@/lib/services/operations/step-runner";
import { regionRuntime, type RegionRuntime } from "@/lib/services/regions/runtime";
import { notifyOperation } from "@/lib/services/live";
import { createDatabaseSteps } from "@/lib/services/databases/create-steps";
import { deleteDatabaseSteps } from "@/lib/services/databases/delete-steps";
import { installOperatorSteps } from "@/lib/services/regions/install-steps";
import { ServiceError } from "@/lib/domain/errors";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { reportFailure, reportNotice } from "@/lib/services/report";

const RUNNERS: Record<LoadedOperation["row"]["kind"], readonly StepRunner[]> = {
  "create-database": createDatabaseSteps,
  "delete-database": deleteDatabaseSteps,
  "install-operator": installOperatorSteps,
};

const TRANSIENT = new Set<KubeError["kind"]>([
  "dns",
  "tcp",
  "tls",
  "too-many",
  "server",
  "protocol",
  "deadline",
  "expired",
  "unauthorized",
]);

/** An expected refusal does not mend itself: the operation ends with its words. */
function refused(error: ServiceError): StepOutcome {
  const next = error.next ?? "Mend the cause, then start again.";
  return {
    kind: "failed",
    evidence: error.message,
    attention: { state: "This step was refused.", because: error.message, next },
  };
}

/** A fault of Gantry: nothing is known but that the step did not end, so it is tried again and a person is told. */
const FAULT: StepOutcome = {
  kind: "waiting",
  evidence: "Gantry failed at this step",
  attention: {
    state: "Gantry itself failed at this step.",
    because: "Its log says why, by the id of this operation.",
    next: "Gantry tries again by itself. If that does not help, report it with the lines of the log.",
  },
};

async function attempt(
  runner: StepRunner,
  context: StepContext,
  onFault: (error: unknown) => void,
): Promise<StepOutcome | "lost"> {
  try {
    return await runner.run(context);
  } catch (error) {
    if (error instanceof WriteRefused) {
      if (error.reason === "lost") return "lost";
      return { kind: "waiting", evidence: "nothing was written; the lease of the region is looked at again" };
    }
    if (error instanceof ServiceError) return refused(error);
    if (!(error instanceof KubeError)) {
      onFault(error);
      return FAULT;
    }
    const attention: Attention = {
      state: "This step cannot go on.",
      because: kubeSentence(error),
      next: TRANSIENT.has(error.kind)
        ? "Gantry tries again by itself; nothing is lost."
        : "Mend the cause in the cluster; Gantry tries again every few seconds.",
    };
    return { kind: "waiting", evidence: kubeSentence(error), attention };
  }
}

const about = (row: LoadedOperation["row"], step: string) => ({
  operationId: row.id,
  regionId: row.regionId,
  step,
});

/** jsonb keeps no order of keys, so the fields are compared one by one. */
function sameAttention(stored: unknown, attention: Attention | null): boolean {
  if (attention === null) return stored === null;
  const known = Attention.safeParse(stored).data;
  return (
    known?.state === attention.state && known.because === attention.because && known.next === attention.next
  );
}

type Progress = "again" | "ended" | "lost";

async function pass(loaded: LoadedOperation, runtime: RegionRuntime, now: () => Date): Promise<Progress> {
  const { row } = loaded;
  let allDone = true;
  let attention: Attention | null = null;
  for (const runner of RUNNERS[row.kind]) {
    const stored = loaded.steps.find((step) => step.stepId === runner.id);
    if (stored?.state === "done") continue;
    passPoint(row.id, `${runner.id}:start`);
    const outcome = await attempt(runner, { op: row, runtime, now: now() }, (error) => {
      // Once, not at every try.
      if (stored?.state !== "stuck") reportFailure(error, about(row, runner.id));
    });
    if (outcome === "lost") return "lost";
    passPoint(row.id, `${runner.id}:effect`);
    const state = outcome.kind === "waiting" ? (outcome.attention ? "stuck" : "running") : outcome.kind;
    if (stored?.state !== state || stored.evidence !== outcome.evidence) {
      if (!(await storeStep(row, runner.id, { state, evidence: outcome.evidence, now: now() })))
        return "lost";
      reportNotice(`step ${state}: ${outcome.evidence}`, about(row, runner.id));
    }
    passPoint(row.id, `${runner.id}:stored`);
    if (outcome.kind === "failed") {
      await endOperation(row, "failed", now(), outcome.attention);
      return "ended";
    }
    if (outcome.kind === "waiting") {
      allDone = false;
      attention ??= outcome.attention ?? null;
      if (!runner.observes) break;
    }
  }
  if (allDone) {
    await endOperation(row, "succeeded", now());
    return "ended";
  }
  if (!sameAttention(row.attention, attention)) await storeAttention(row, attention);
  return "again";
}

/**
 * One pass over an operation under a lease epoch. `again` asks for another pass later, `ended` is final,
 * `lost` means that another process holds the region now.
 */
export async function advanceOperation(id: string, epoch: number, now: () => Date): Promise<Progress> {
  const loaded = await takeOperation(id, epoch);
  if (!loaded) return "lost";
  const runtime = await regionRuntime(loaded.row.regionId);
  if (!runtime) {
    await endOperation(loaded.row, "failed", now(), REGION_GONE);
    return "ended";
  }
  try {
    return await pass(loaded, runtime, now);
  } finally {
    notifyOperation(loaded.row);
  }
}
