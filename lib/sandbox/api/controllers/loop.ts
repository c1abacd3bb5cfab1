import type { Change, Store, Stored } from "../store";

/** A controller: told which keys to look at, it brings the world nearer to what is wanted. */
export interface Controller {
  /** The resources whose changes matter, each with the keys that a change puts in the queue. */
  watches: Readonly<Record<string, (change: Change) => readonly string[]>>;
  /** The same for the changes of every resource, also of those that come later. */
  watchAll?: (change: Change) => readonly string[];
  /** Keys that are looked at again and again. */
  every?: { ms: number; keys: () => readonly string[] };
  /** Called once per key and round; a throw brings the key back after a pause that doubles. */
  reconcile(key: string): void;
}

const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Runs a controller on the store: changes queue keys, a later turn of the event loop reconciles them,
 * so that no controller writes while a change is still being told. The answer stops it.
 */
export function runController(store: Store, controller: Controller): () => void {
  const queue = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let scheduled: NodeJS.Immediate | undefined;
  const wake = (): void => {
    scheduled ??= setImmediate(drain);
  };
  const add = (keys: readonly string[]): void => {
    for (const key of keys) queue.add(key);
    if (queue.size > 0) wake();
  };
  const later = (key: string): void => {
    const failed = (failures.get(key) ?? 0) + 1;
    failures.set(key, failed);
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        add([key]);
      },
      Math.min(PAUSE_MS * 2 ** (failed - 1), LONGEST_PAUSE_MS),
    );
    timers.add(timer);
  };
  const drain = (): void => {
    scheduled = undefined;
    const keys = [...queue];
    queue.clear();
    for (const key of keys) {
      try {
        controller.reconcile(key);
        failures.delete(key);
      } catch {
        later(key);
      }
    }
  };
  const stops = Object.entries(controller.watches).map(([resource, keysOf]) => {
    for (const stored of store.list(resource)) add(keysOf(existing(resource, stored)));
    return store.subscribe(resource, (change) => add(keysOf(change)));
  });
  if (controller.watchAll !== undefined) stops.push(watchAll(store, controller.watchAll, add));
  const { every } = controller;
  const ticking = every === undefined ? undefined : setInterval(() => add(every.keys()), every.ms);
  return () => {
    clearInterval(ticking);
    for (const stop of stops) stop();
    if (scheduled !== undefined) clearImmediate(scheduled);
    for (const timer of timers) clearTimeout(timer);
  };
}

function watchAll(
  store: Store,
  keysOf: (change: Change) => readonly string[],
  add: (keys: readonly string[]) => void,
): () => void {
  for (const resource of store.resources())
    for (const stored of store.list(resource)) add(keysOf(existing(resource, stored)));
  return store.subscribeAll((change) => add(keysOf(change)));
}

const existing = (resource: string, current: Stored): Change => ({
  type: "ADDED",
  resource,
  revision: current.revision,
  current,
  previous: undefined,
});

/** The key of the changed object itself. */
export const itself = ({ current: { object } }: Change): readonly string[] => [
  `${object.metadata.namespace ?? ""}/${object.metadata.name}`,
];

export function splitKey(key: string): { namespace: string; name: string } {
  const [namespace = "", name = ""] = key.split("/");
  return { namespace, name };
}
