/** The lines of one container, for `kubectl logs`: those of the run now, and of the one before. */
interface Lines {
  run: number;
  now: { at: number; line: string }[];
  before: { at: number; line: string }[] | null;
  readers: Set<() => void>;
}

export interface LogLine {
  at: number;
  line: string;
}

/** Logs of one pod's containers, bounded: the oldest lines go first. */
export interface PodLog {
  /** Where a run of the container writes. A new run pushes the lines of the last one to `previous`. */
  open(container: string, run: number): (at: number, line: string) => void;
  read(container: string, previous: boolean): readonly LogLine[] | null;
  /** Called when lines came; the answer ends it. */
  onLine(container: string, reader: () => void): () => void;
}

const KEPT = 2000;

export function createPodLog(): PodLog {
  const containers = new Map<string, Lines>();
  return {
    open(container, run) {
      const known = containers.get(container);
      const lines: Lines = known ?? { run, now: [], before: null, readers: new Set() };
      if (known !== undefined && known.run !== run) {
        known.before = known.now;
        known.now = [];
        known.run = run;
      }
      containers.set(container, lines);
      return (at, line) => {
        lines.now.push({ at, line });
        if (lines.now.length > KEPT) lines.now.splice(0, lines.now.length - KEPT);
        for (const reader of lines.readers) reader();
      };
    },
    read(container, previous) {
      const lines = containers.get(container);
      if (lines === undefined) return null;
      return previous ? lines.before : lines.now;
    },
    onLine(container, reader) {
      const readers = containers.get(container)?.readers;
      readers?.add(reader);
      return () => void readers?.delete(reader);
    },
  };
}
