/** What is said about an operation: pure. */
import type { OperationView, StepView } from "@/lib/contract/views";
import { countOf, formatDuration } from "@/lib/domain/format";

export interface OperationWords {
  tone: "done" | "reduced" | "down" | "unknown" | "starting";
  /** Glyph of work, where it differs from the tone's own. */
  shape: "check" | "triangle" | "cross" | "arc" | "ring" | "broken";
  state: string;
}

const stepsIn = (operation: OperationView, state: StepView["state"]) =>
  operation.steps.filter((step) => step.state === state);

/** The state in one sentence; the count of what needs a person comes first. */
export function operationWords(operation: OperationView): OperationWords {
  switch (operation.state) {
    case "queued":
      return { tone: "starting", shape: "ring", state: "Accepted, not begun yet" };
    case "running": {
      const running = stepsIn(operation, "running").map((step) => step.title);
      const [first, ...others] = running;
      const rest = others.length === 0 ? "" : ` and ${countOf(others.length, "other step")}`;
      return { tone: "starting", shape: "arc", state: first === undefined ? "Running" : `${first}${rest}` };
    }
    case "needs-attention": {
      const stuck = Math.max(1, stepsIn(operation, "stuck").length);
      const others = stepsIn(operation, "running").length > 0 ? ", the others go on" : "";
      return {
        tone: "reduced",
        shape: "triangle",
        state: `${countOf(stuck, "step needs", "steps need")} you${others}`,
      };
    }
    case "succeeded":
      return { tone: "done", shape: "check", state: `Done${tookOf(operation)}` };
    case "failed": {
      const failed = stepsIn(operation, "failed")[0];
      return {
        tone: "down",
        shape: "cross",
        state: failed === undefined ? "Failed" : `Failed: ${failed.title}`,
      };
    }
    case "cancelled":
      return { tone: "unknown", shape: "broken", state: `Cancelled${tookOf(operation)}` };
  }
}

function tookOf(operation: OperationView): string {
  if (operation.endedAt === null) return "";
  return ` after ${formatDuration(operation.endedAt - operation.startedAt)}`;
}

/** True until the operation has ended. */
export function isOpen(operation: OperationView): boolean {
  return operation.endedAt === null;
}

/** "6 of 10 done". */
export function stepCount(operation: OperationView): string {
  return `${stepsIn(operation, "done").length} of ${operation.steps.length} done`;
}

export interface StopLine {
  good: boolean;
  words: string;
}

/** "2 and 3", "5 to 10", "1, 3 and 7": numbers of steps as one says them. */
function stepNumbers(numbers: readonly number[]): string {
  const first = numbers[0] ?? 0;
  const last = numbers.at(-1) ?? 0;
  const isRun = numbers.length > 2 && last - first === numbers.length - 1;
  if (isRun) return `${first} to ${last}`;
  return numbers.length < 2 ? String(first) : `${numbers.slice(0, -1).join(", ")} and ${last}`;
}

/** What happens if Gantry stops now, for an operation that runs. */
export function ifGantryStops(operation: OperationView): StopLine[] {
  const waiting = operation.steps
    .map((step, index) => ({ step, number: index + 1 }))
    .filter(({ step }) => step.state === "running" || step.state === "stuck")
    .map(({ number }) => number);
  const resume: StopLine = {
    good: true,
    words: `When it starts again, it reads the cluster first and goes on${
      waiting.length === 0 ? "" : ` at ${waiting.length === 1 ? "step" : "steps"} ${stepNumbers(waiting)}`
    }. Nothing is made twice.`,
  };
  switch (operation.kind) {
    case "create-database":
      return [
        { good: true, words: "The operator and Vitess go on; no query passes through Gantry." },
        resume,
        { good: false, words: "The password is not asked for again: Gantry keeps only its MySQL hash." },
      ];
    case "delete-database":
      return [{ good: false, words: "What the cluster has begun to delete goes on being deleted." }, resume];
    case "install-operator":
      return [
        { good: true, words: "Objects that are applied stay; the cluster goes on starting the operator." },
        resume,
      ];
  }
}
