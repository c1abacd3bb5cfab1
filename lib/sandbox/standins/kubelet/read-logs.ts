import { LogsRefusedError, type LogOptions, type LogTarget } from "@/lib/sandbox/kubelet-logs";
import type { LogLine } from "@/lib/sandbox/standins/kubelet/pod-log";
import type { PodWorker } from "@/lib/sandbox/standins/kubelet/pod-worker";

function chosen(lines: readonly LogLine[], options: LogOptions, now: number): readonly LogLine[] {
  const { sinceSeconds, tailLines } = options;
  const recent =
    sinceSeconds === undefined ? lines : lines.filter((one) => one.at >= now - sinceSeconds * 1000);
  return tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - tailLines));
}

function textOf(lines: readonly LogLine[], timestamps: boolean): string {
  return lines
    .map(({ at, line }) =>
      timestamps ? `${new Date(at).toISOString().replace("Z", "000000Z")} ${line}\n` : `${line}\n`,
    )
    .join("");
}

/** Cuts a stream of text off after so many bytes. */
function limit(bytes: number | undefined): (text: string) => { text: string; over: boolean } {
  let left = bytes ?? Number.POSITIVE_INFINITY;
  return (text) => {
    const size = Buffer.byteLength(text);
    const kept = size > left ? Buffer.from(text).subarray(0, left).toString("utf8") : text;
    left -= Math.min(left, size);
    return { text: kept, over: left <= 0 };
  };
}

/** The text of one container's log, as a kubelet streams it. Throws LogsRefusedError. */
export async function readLogs(
  worker: PodWorker | undefined,
  target: LogTarget,
  options: LogOptions,
  signal: AbortSignal,
): Promise<AsyncIterable<string>> {
  const lines = worker?.uid === target.uid ? worker.logs.read(options.container, options.previous) : null;
  if (worker !== undefined && lines !== null) return stream(worker, options, signal, lines);
  const { container, previous } = options;
  throw new LogsRefusedError(
    previous
      ? `previous terminated container "${container}" in pod "${target.pod}" not found`
      : `container "${container}" in pod "${target.pod}" is waiting to start: ContainerCreating`,
  );
}

async function* stream(
  worker: PodWorker,
  options: LogOptions,
  signal: AbortSignal,
  lines: readonly LogLine[],
): AsyncIterable<string> {
  const cut = limit(options.limitBytes);
  const first = cut(textOf(chosen(lines, options, Date.now()), options.timestamps));
  yield first.text;
  if (!options.follow || options.previous || first.over) return;
  let last = lines.at(-1);
  while (!signal.aborted) {
    const now = worker.logs.read(options.container, false) ?? [];
    const fresh = now.slice(last === undefined ? 0 : now.indexOf(last) + 1);
    last = fresh.at(-1) ?? last;
    if (fresh.length === 0) {
      await nextLine(worker, options.container, signal);
      continue;
    }
    const next = cut(textOf(fresh, options.timestamps));
    yield next.text;
    if (next.over) return;
  }
}

function nextLine(worker: PodWorker, container: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      close();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const close = worker.logs.onLine(container, done);
    signal.addEventListener("abort", done, { once: true });
  });
}
