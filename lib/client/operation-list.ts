import type { OperationView } from "@/lib/contract/views";

/** What was read, renewed and joined by what the live overview carries; newest first. */
export function newestOperations(
  read: readonly OperationView[],
  live: readonly OperationView[],
): OperationView[] {
  const byId = new Map(read.map((operation) => [operation.id, operation]));
  for (const operation of live) byId.set(operation.id, operation);
  return [...byId.values()].toSorted((a, b) => b.startedAt - a.startedAt || a.id.localeCompare(b.id));
}
