import "server-only";
import type { Attention, OperationRow } from "@/lib/services/operations/record";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

/** What one pass over a step found. `waiting` comes again; `failed` ends the operation. */
export type StepOutcome =
  | { kind: "done"; evidence: string }
  | { kind: "waiting"; evidence: string; attention?: Attention }
  | { kind: "failed"; evidence: string; attention: Attention };

export interface StepContext {
  op: OperationRow;
  runtime: RegionRuntime;
  now: Date;
}

/** Idempotent and re-enterable: run again after any crash, it finds what it did before. */
export interface StepRunner {
  id: string;
  /** An observing step does not hold up the ones after it. */
  observes: boolean;
  run: (context: StepContext) => Promise<StepOutcome>;
}
