import "server-only";

declare global {
  var gantryWake: ((operationId: string) => void) | undefined;
}

/** The engine of this process listens here, so that an accepted operation starts without a poll. */
export function onWake(listener: ((operationId: string) => void) | null): void {
  globalThis.gantryWake = listener ?? undefined;
}

/** A hint only: the durable job does the work when nobody listens. */
export function wakeOperations(operationId: string): void {
  globalThis.gantryWake?.(operationId);
}
