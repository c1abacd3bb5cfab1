import "server-only";
import { z } from "zod";
import { ByteBudget } from "@/lib/metrics/byte-budget";
import { createMetricsParser, type ParseOutcome, PARSE_LIMITS } from "@/lib/metrics/parse";
import { METRICS_PATH, METRICS_PORT, type MetricComponent, seriesOf } from "@/lib/metrics/series-table";

/**
 * Reads one path of one pod and tells of every byte that came over the wire, before decompression. It throws errors that
 * carry `status` (or `statusCode`) when the API server answered.
 */
export type ReadPod = (
  podName: string,
  namespace: string,
  port: number,
  path: string,
  signal: AbortSignal,
  onWireBytes: (bytes: number) => void,
) => Promise<AsyncIterable<Uint8Array>>;

export interface SamplePod {
  readonly name: string;
  readonly namespace: string;
  readonly component: MetricComponent;
  readonly databaseId: string;
}

/** One stored value. `at` is epoch milliseconds; counters are raw. */
export interface Sample {
  readonly pod: string;
  readonly series: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly labelsKey: string;
  readonly at: number;
  readonly value: number;
}

export type PodOutcome = { readonly pod: string; readonly databaseId: string } & (
  | { readonly kind: "sampled"; readonly samples: number; readonly truncated: boolean }
  | { readonly kind: "not-sampled"; readonly cause: string }
  | { readonly kind: "no-permission"; readonly cause: string }
);

export interface Round {
  readonly durationMs: number;
  /** Requests that were really made. */
  readonly requests: number;
  readonly outcomes: readonly PodOutcome[];
  readonly byDatabase: ReadonlyMap<string, readonly Sample[]>;
}

export interface SamplerOptions {
  read: ReadPod;
  /** Epoch milliseconds, for samples. */
  now: () => number;
  /** Milliseconds that no setting of the clock moves, for pace. */
  elapsed: () => number;
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  podTimeoutMs?: number;
  podBytes?: number;
  podSamples?: number;
  atOnce?: number;
  /** Bytes over the wire, for all pods of the region together. */
  bytesPerSecond?: number;
  /** A round that bytes alone would make longer than this leaves pods out; they come first in the next. */
  roundMs?: number;
}

export interface RoundOptions {
  maxRequestsPerSecond: number;
  signal: AbortSignal;
}

/** MaxUint32 and max int64 are Vitess's ways to say unknown in lag gauges: no value is stored for them. */
const UNKNOWN_LAG = 4_294_967_295;
const CAUSE_MAX = 200;
const HttpProblem = z.union([
  z.object({ status: z.number() }).transform((one) => one.status),
  z.object({ statusCode: z.number() }).transform((one) => one.statusCode),
]);

const LEFT_OUT = "left out of this round: the bytes that Gantry may read from this region were used up";

class TooLarge extends Error {}

async function readPage(
  pod: SamplePod,
  options: Required<SamplerOptions>,
  budget: ByteBudget,
  signal: AbortSignal,
): Promise<ParseOutcome> {
  const parser = createMetricsParser(seriesOf(pod.component), {
    ...PARSE_LIMITS,
    samples: options.podSamples,
  });
  const spend = (wireBytes: number): void => budget.spend(wireBytes);
  const chunks = await options.read(pod.name, pod.namespace, METRICS_PORT, METRICS_PATH, signal, spend);
  let bytes = 0;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    bytes += chunk.byteLength;
    if (bytes > options.podBytes) throw new TooLarge(`its page is larger than ${options.podBytes} bytes`);
    parser.push(chunk);
  }
  return parser.end();
}

/** Settles with the work, or rejects when the signal fires first: a source that ignores its signal cannot hold the round. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function failure(pod: SamplePod, error: unknown): PodOutcome {
  const base = { pod: pod.name, databaseId: pod.databaseId };
  const status = HttpProblem.safeParse(error).data;
  const words = (error instanceof Error ? error.message : String(error)).slice(0, CAUSE_MAX);
  if (status === 401 || status === 403) return { ...base, kind: "no-permission", cause: words };
  const timedOut = error instanceof DOMException && error.name === "TimeoutError";
  return { ...base, kind: "not-sampled", cause: timedOut ? "no answer in time" : words };
}

function toSamples(pod: SamplePod, page: ParseOutcome, at: number): Sample[] {
  return page.samples
    .filter((one) => Number.isFinite(one.value))
    .filter((one) => one.series !== "replication-lag" || (one.value >= 0 && one.value < UNKNOWN_LAG))
    .map(({ series, labels, labelsKey, value }) => ({ pod: pod.name, series, labels, labelsKey, at, value }));
}

/** What reading one pod comes to; its samples go into `into`. */
async function samplePod(
  pod: SamplePod,
  into: Map<string, Sample[]>,
  options: Required<SamplerOptions>,
  budget: ByteBudget,
  stop: AbortSignal,
): Promise<PodOutcome> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(options.podTimeoutMs)]);
  const { name, databaseId } = pod;
  try {
    const page = await orAborted(readPage(pod, options, budget, signal), signal);
    const samples = toSamples(pod, page, options.now());
    if (samples.length === 0) {
      const cause = "its page holds none of the series that Gantry keeps";
      return { pod: name, databaseId, kind: "not-sampled", cause };
    }
    into.set(databaseId, [...(into.get(databaseId) ?? []), ...samples]);
    return { pod: name, databaseId, kind: "sampled", samples: samples.length, truncated: page.truncated };
  } catch (error) {
    return failure(pod, error);
  }
}

const keyOf = (pod: SamplePod): string => `${pod.namespace}/${pod.name}`;

/** Whoever was asked longest ago comes first, so that nobody is left out twice while others are read twice. */
function byAge(pods: readonly SamplePod[], askedAt: Map<string, number>): SamplePod[] {
  const keys = new Set(pods.map(keyOf));
  for (const key of askedAt.keys()) if (!keys.has(key)) askedAt.delete(key);
  return pods.toSorted((a, b) => (askedAt.get(keyOf(a)) ?? -1) - (askedAt.get(keyOf(b)) ?? -1));
}

export type Sampler = ReturnType<typeof createSampler>;

/**
 * The sampler of one region, which knows nothing of Kubernetes: it reads each given pod once a round, never faster than
 * its budgets of requests and of bytes. It never throws for a pod: each has an outcome. When a namespace refuses one
 * read, its other pods are not asked in that round.
 */
export function createSampler(given: SamplerOptions) {
  const options: Required<SamplerOptions> = {
    podTimeoutMs: 10_000,
    podBytes: 4 * 1024 * 1024,
    podSamples: 400,
    atOnce: 4,
    bytesPerSecond: 1024 * 1024,
    roundMs: 60_000,
    ...given,
  };
  const budget = new ByteBudget(options.bytesPerSecond, options.elapsed);
  const askedAt = new Map<string, number>();

  /** One round over the pods; `durationMs` over the wanted interval means that the resolution is coarser than asked. */
  async function round(
    pods: readonly SamplePod[],
    { maxRequestsPerSecond, signal }: RoundOptions,
  ): Promise<Round> {
    if (!(maxRequestsPerSecond > 0)) throw new RangeError("maxRequestsPerSecond must be above 0");
    const startedAt = options.elapsed();
    const spacingMs = 1000 / maxRequestsPerSecond;
    const refused = new Map<string, string>();
    const byDatabase = new Map<string, Sample[]>();
    const outcomes: PodOutcome[] = [];
    const queue = byAge(pods, askedAt);
    const endAt = startedAt + Math.max(options.roundMs, pods.length * spacingMs);
    const leave = (pod: SamplePod, cause: string): void => {
      outcomes.push({ pod: pod.name, databaseId: pod.databaseId, kind: "not-sampled", cause });
    };
    const sleep = (ms: number): Promise<void> => options.sleep(ms, signal).catch(() => undefined);
    let requests = 0;
    let slot = startedAt;

    /** Waits for bytes; false when they come too late for this round. */
    async function mayRead(): Promise<boolean> {
      for (let ms = budget.waitMs(); ms > 0 && !signal.aborted; ms = budget.waitMs()) {
        if (options.elapsed() + ms > endAt) return false;
        await sleep(ms);
      }
      return true;
    }

    async function worker() {
      for (let pod = queue.shift(); pod !== undefined; pod = queue.shift()) {
        const cause = refused.get(pod.namespace);
        if (cause !== undefined) {
          outcomes.push({ pod: pod.name, databaseId: pod.databaseId, kind: "no-permission", cause });
          continue;
        }
        if (!(await mayRead())) {
          leave(pod, LEFT_OUT);
          continue;
        }
        const mine = Math.max(slot, options.elapsed());
        slot = mine + spacingMs;
        const waitMs = mine - options.elapsed();
        if (waitMs > 0) await sleep(waitMs);
        if (signal.aborted) {
          leave(pod, "the round was stopped");
          continue;
        }
        requests += 1;
        askedAt.set(keyOf(pod), options.elapsed());
        const outcome = await samplePod(pod, byDatabase, options, budget, signal);
        if (outcome.kind === "no-permission") refused.set(pod.namespace, outcome.cause);
        outcomes.push(outcome);
      }
    }

    await Promise.all(Array.from({ length: Math.min(options.atOnce, pods.length) }, worker));
    return { durationMs: options.elapsed() - startedAt, requests, outcomes, byDatabase };
  }

  return { round };
}
