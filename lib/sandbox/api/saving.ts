import { snapshotText, writeSnapshot, type Snapshot } from "./snapshot";
import type { Store } from "./store";

const SOON_MS = 800;

export interface Saving {
  /** Something beside the store has changed. */
  mark(): void;
  /** Writes now; resolves when the file holds everything up to this call. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

/** Writes the snapshot within a second of each change, one write at a time. */
export function startSaving(
  file: string | null,
  store: Store,
  head: () => Omit<Snapshot, "objects" | "revision">,
): Saving {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const save = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (file === null) return Promise.resolve();
    const write = (): Promise<void> => writeSnapshot(file, snapshotText(store, head()));
    writing = writing.then(write, write);
    return writing;
  };
  const mark = (): void => {
    timer ??= setTimeout(() => {
      save().catch(mark);
    }, SOON_MS);
  };
  const stopListening = store.subscribeAll(mark);
  mark();
  return {
    mark,
    save,
    stop() {
      stopListening();
      return save();
    },
  };
}
